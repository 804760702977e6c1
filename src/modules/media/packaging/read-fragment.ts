import { type Box, boxesIn, findBox } from './boxes';

/** One coded picture or one frame of sound, in ticks of its track. */
export interface Sample {
  /** When it is shown, in ticks of the track's timescale; may be negative. */
  pts: number;
  duration: number;
  data: Buffer;
}

const tfhd = { baseOffset: 0x1, description: 0x2, duration: 0x8, size: 0x10, flags: 0x20 };
const trun = { dataOffset: 0x1, firstFlags: 0x4, duration: 0x100, size: 0x200, flags: 0x400, composition: 0x800 };

interface Defaults {
  duration: number;
  size: number;
}

/**
 * The samples of one fragment that holds one track and counts its data from the start of `moof`.
 * @throws RangeError when the boxes contradict the data.
 */
export function readFragment(moof: Buffer, mdat: Buffer): Sample[] {
  const traf = findBox(moof, ['moof', 'traf']);
  const times = traf && findBox(moof, ['tfdt'], traf);
  const header = traf && findBox(moof, ['tfhd'], traf);
  if (!traf || !times || !header) throw new RangeError('A fragment lacks its track');
  const defaults = readDefaults(moof, header);
  let decodeTime = readDecodeTime(moof, times);
  const samples: Sample[] = [];
  for (const run of boxesIn(moof, traf.body, traf.end).filter(({ type }) => type === 'trun')) {
    decodeTime = readRun({ moof, mdat, run, defaults, decodeTime, into: samples });
  }
  return samples;
}

function readDefaults(moof: Buffer, box: Box): Defaults {
  const flags = moof.readUInt32BE(box.body) & 0xffffff;
  let at = box.body + 8;
  if (flags & tfhd.baseOffset) at += 8;
  if (flags & tfhd.description) at += 4;
  const defaults = { duration: 0, size: 0 };
  if (flags & tfhd.duration) {
    defaults.duration = moof.readUInt32BE(at);
    at += 4;
  }
  if (flags & tfhd.size) defaults.size = moof.readUInt32BE(at);
  return defaults;
}

// Signed on purpose: the tool tells times before zero (priming, reordering) as negative ones.
function readDecodeTime(moof: Buffer, box: Box): number {
  return moof.readUInt8(box.body) === 1 ? Number(moof.readBigInt64BE(box.body + 4)) : moof.readUInt32BE(box.body + 4);
}

interface Run {
  moof: Buffer;
  mdat: Buffer;
  run: Box;
  defaults: Defaults;
  decodeTime: number;
  into: Sample[];
}

function readRun({ moof, mdat, run, defaults, decodeTime, into }: Run): number {
  const flags = moof.readUInt32BE(run.body) & 0xffffff;
  const count = moof.readUInt32BE(run.body + 4);
  let at = run.body + 8;
  const next = (): number => {
    const value = moof.readUInt32BE(at);
    at += 4;
    return value;
  };
  let offset = flags & trun.dataOffset ? next() - moof.length : 8;
  if (flags & trun.firstFlags) next();
  for (let i = 0; i < count; i++) {
    const duration = flags & trun.duration ? next() : defaults.duration;
    const size = flags & trun.size ? next() : defaults.size;
    if (flags & trun.flags) next();
    const composition = flags & trun.composition ? next() | 0 : 0;
    if (offset < 8 || offset + size > mdat.length) throw new RangeError('A sample lies outside its data');
    into.push({ pts: decodeTime + composition, duration, data: mdat.subarray(offset, offset + size) });
    offset += size;
    decodeTime += duration;
  }
  return decodeTime;
}
