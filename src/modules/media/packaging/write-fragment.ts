import { fullBoxHeader, makeBox } from './boxes';

export interface TimedSample {
  duration: number;
  /** Presentation minus decode time; may be negative. */
  compositionOffset: number;
  key: boolean;
  data: Buffer;
}

export interface Fragment {
  /** From 1. */
  sequenceNumber: number;
  trackId: number;
  /** Never negative. */
  decodeTime: number;
  samples: readonly TimedSample[];
}

const defaultBaseIsMoof = 0x020000;
const runFlags = 0x000001 | 0x000100 | 0x000200 | 0x000400 | 0x000800;
const keySample = 0x02000000;
const dependentSample = 0x01010000;

/** One CMAF fragment: everything but the media bytes, then the media bytes as they came, uncopied. */
export function writeFragment(fragment: Fragment): Buffer[] {
  const media = fragment.samples.map(({ data }) => data);
  const mediaBytes = media.reduce((sum, data) => sum + data.length, 0);
  const withOffset = (dataOffset: number) =>
    makeBox('moof', movieFragmentHeader(fragment), trackFragment(fragment, dataOffset));
  const moofBytes = withOffset(0).length;
  const mdatHeader = Buffer.alloc(8);
  mdatHeader.writeUInt32BE(8 + mediaBytes, 0);
  mdatHeader.write('mdat', 4, 'latin1');
  return [Buffer.concat([withOffset(moofBytes + 8), mdatHeader]), ...media];
}

function movieFragmentHeader({ sequenceNumber }: Fragment): Buffer {
  return makeBox('mfhd', fullBoxHeader(0, 0), uint32(sequenceNumber));
}

function trackFragment({ trackId, decodeTime, samples }: Fragment, dataOffset: number): Buffer {
  const time = Buffer.alloc(8);
  time.writeBigUInt64BE(BigInt(decodeTime), 0);
  return makeBox(
    'traf',
    makeBox('tfhd', fullBoxHeader(0, defaultBaseIsMoof), uint32(trackId)),
    makeBox('tfdt', fullBoxHeader(1, 0), time),
    makeBox('trun', fullBoxHeader(1, runFlags), uint32(samples.length), uint32(dataOffset), sampleTable(samples)),
  );
}

function sampleTable(samples: readonly TimedSample[]): Buffer {
  const table = Buffer.alloc(samples.length * 16);
  samples.forEach((sample, i) => {
    table.writeUInt32BE(sample.duration, i * 16);
    table.writeUInt32BE(sample.data.length, i * 16 + 4);
    table.writeUInt32BE(sample.key ? keySample : dependentSample, i * 16 + 8);
    table.writeInt32BE(sample.compositionOffset, i * 16 + 12);
  });
  return table;
}

function uint32(value: number): Buffer {
  const buffer = Buffer.alloc(4);
  buffer.writeUInt32BE(value, 0);
  return buffer;
}
