import { findBox } from '../film-boxes';
import type { Faults } from './list-rules';

/** One rendition's files as they are delivered. */
export interface DeliveredTrack {
  kind: 'video' | 'audio';
  timescale: number;
  init: Buffer;
  segments: readonly { bytes: Buffer; durationTicks: number }[];
}

interface Fragment {
  baseTicks: number;
  durationTicks: number;
  /** Of its first sample, from the beginning of its own time. */
  firstOffsetTicks: number;
  negativeOffsetInVersion0: boolean;
  firstIsSync: boolean;
  samples: readonly Buffer[];
}

/** The rules for what is inside the files of one track. */
export const segmentRules: Readonly<Record<string, (track: DeliveredTrack) => Faults>> = {
  'decode times go on without a gap': ({ segments }) => {
    let next: number | null = null;
    return segments.flatMap(({ bytes, durationTicks }, i) => {
      const fragments = fragmentsOf(bytes);
      const lasted = fragments.reduce((sum, fragment) => sum + fragment.durationTicks, 0);
      const faults = fragments.flatMap(({ baseTicks, durationTicks: ticks }) => {
        const gap = next === null ? 0 : baseTicks - next;
        next = baseTicks + ticks;
        return Math.abs(gap) > 1 ? [`segment ${i} begins ${gap} ticks off`] : [];
      });
      return [...faults, ...(Math.abs(lasted - durationTicks) > 1 ? [`segment ${i} lasts ${lasted}`] : [])];
    });
  },
  'each segment begins with a picture that stands alone': ({ kind, segments }) =>
    segments.flatMap(({ bytes }, i) => {
      const [first] = fragmentsOf(bytes);
      const units = kind === 'video' ? unitsOf(first?.samples[0] ?? Buffer.alloc(0)) : [];
      const stands = kind === 'audio' || units.some((unit) => ((unit[0] ?? 0) & 31) === 5);
      return first?.firstIsSync && stands ? [] : [`segment ${i}`];
    }),
  'pictures carry no other parameters than the init segment': ({ kind, init, segments }) => {
    if (kind === 'audio') return [];
    const known = parametersOf(init).map((unit) => unit.toString('hex'));
    return segments.flatMap(({ bytes }, i) => {
      const units = fragmentsOf(bytes).flatMap(({ samples }) => samples.flatMap(unitsOf));
      const others = units.filter(
        (unit) => [7, 8].includes((unit[0] ?? 0) & 31) && !known.includes(unit.toString('hex')),
      );
      return others.length > 0 ? [`segment ${i} has ${others.length}`] : [];
    });
  },
  'nothing is edited but the priming away': ({ init, timescale }) =>
    editsOf(init).flatMap(({ mediaTicks }) =>
      mediaTicks < 0 || mediaTicks > 0.12 * timescale ? [`an edit at ${mediaTicks}`] : [],
    ),
  'offsets below zero say that they may be': ({ segments }) =>
    segments.flatMap(({ bytes }, i) =>
      fragmentsOf(bytes).some(({ negativeOffsetInVersion0 }) => negativeOffsetInVersion0) ? [`segment ${i}`] : [],
    ),
};

/** The rules for all tracks of one film together. */
export const filmRules: Readonly<Record<string, (tracks: readonly DeliveredTrack[]) => Faults>> = {
  'picture and sound begin together': (tracks) => {
    const beginnings = tracks.map(beginsAt);
    const apart = Math.max(...beginnings) - Math.min(...beginnings);
    return apart < 0.05 ? [] : [`${apart} s apart`];
  },
};

/** Every fault of a film's files, each with its rule. */
export function checkTracks(tracks: readonly DeliveredTrack[]): Faults {
  const named = (rule: string, faults: Faults) => faults.map((fault) => `${rule}: ${fault}`);
  return [
    ...tracks.flatMap((track) => Object.entries(segmentRules).flatMap(([rule, check]) => named(rule, check(track)))),
    ...Object.entries(filmRules).flatMap(([rule, check]) => named(rule, check(tracks))),
  ];
}

/** Seconds at which the first sample of a track is shown or heard. */
function beginsAt({ init, segments, timescale }: DeliveredTrack): number {
  const [first] = fragmentsOf(segments[0]?.bytes ?? Buffer.alloc(0));
  const edited = editsOf(init)[0]?.mediaTicks ?? 0;
  return ((first?.baseTicks ?? 0) + (first?.firstOffsetTicks ?? 0) - edited) / timescale;
}

function fragmentsOf(segment: Buffer): Fragment[] {
  const fragments: Fragment[] = [];
  for (let at = 0; at < segment.length; at += segment.readUInt32BE(at)) {
    if (segment.toString('latin1', at + 4, at + 8) !== 'moof') continue;
    const moof = segment.subarray(at, at + segment.readUInt32BE(at));
    fragments.push(fragmentOf(moof, segment, at));
  }
  return fragments;
}

function fragmentOf(moof: Buffer, segment: Buffer, moofAt: number): Fragment {
  const box = (path: string) => findBox(moof.subarray(8), path).box;
  const tfdt = box('traf/tfdt');
  const tfhd = readDefaults(box('traf/tfhd'));
  const trun = box('traf/trun');
  const flags = trun.readUInt32BE(8) & 0xffffff;
  const count = trun.readUInt32BE(12);
  let at = 16;
  const take = (wanted: boolean, signed = false) => {
    if (!wanted) return null;
    const value = signed ? trun.readInt32BE(at) : trun.readUInt32BE(at);
    at += 4;
    return value;
  };
  let dataAt = moofAt + (take((flags & 1) !== 0, true) ?? 0);
  const firstFlags = take((flags & 4) !== 0);
  const samples: Buffer[] = [];
  let [durationTicks, firstOffsetTicks, negative, syncFlags] = [0, 0, false, firstFlags];
  for (let i = 0; i < count; i++) {
    durationTicks += take((flags & 0x100) !== 0) ?? tfhd.durationTicks;
    const size = take((flags & 0x200) !== 0) ?? tfhd.size;
    const own = take((flags & 0x400) !== 0);
    const offset = take((flags & 0x800) !== 0, true) ?? 0;
    if (i === 0) [firstOffsetTicks, syncFlags] = [offset, firstFlags ?? own ?? tfhd.flags];
    negative ||= offset < 0 && trun[8] === 0;
    samples.push(segment.subarray(dataAt, dataAt + size));
    dataAt += size;
  }
  return {
    baseTicks: tfdt[8] === 1 ? Number(tfdt.readBigUInt64BE(12)) : tfdt.readUInt32BE(12),
    ...{ durationTicks, firstOffsetTicks, samples },
    negativeOffsetInVersion0: negative,
    firstIsSync: ((syncFlags ?? 0) & 0x10000) === 0,
  };
}

function readDefaults(tfhd: Buffer): { durationTicks: number; size: number; flags: number } {
  const flags = tfhd.readUInt32BE(8) & 0xffffff;
  let at = 16 + (flags & 1 ? 8 : 0) + (flags & 2 ? 4 : 0);
  const take = (bit: number) => {
    if (!(flags & bit)) return 0;
    at += 4;
    return tfhd.readUInt32BE(at - 4);
  };
  return { durationTicks: take(8), size: take(0x10), flags: take(0x20) };
}

/** Of a sample with four-byte lengths before each unit. */
function unitsOf(sample: Buffer): Buffer[] {
  const units: Buffer[] = [];
  for (let at = 0; at + 4 <= sample.length; ) {
    const length = sample.readUInt32BE(at);
    units.push(sample.subarray(at + 4, at + 4 + length));
    at += 4 + length;
  }
  return units;
}

function parametersOf(init: Buffer): Buffer[] {
  const avcC = init.subarray(init.indexOf('avcC') + 4);
  const units: Buffer[] = [];
  let at = 5;
  for (const mask of [31, 255]) {
    const count = (avcC[at] ?? 0) & mask;
    at += 1;
    for (let i = 0; i < count; i++) {
      const length = avcC.readUInt16BE(at);
      units.push(avcC.subarray(at + 2, at + 2 + length));
      at += 2 + length;
    }
  }
  return units;
}

function editsOf(init: Buffer): { mediaTicks: number }[] {
  const at = init.indexOf('elst');
  if (at < 0) return [];
  const long = init[at + 4] === 1;
  return Array.from({ length: init.readUInt32BE(at + 8) }, (_, i) => {
    const entry = at + 12 + i * (long ? 20 : 12);
    return { mediaTicks: long ? Number(init.readBigInt64BE(entry + 8)) : init.readInt32BE(entry + 4) };
  });
}
