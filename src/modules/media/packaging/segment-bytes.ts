import type { Segment } from './cut-line';
import type { PictureGroup } from './picture-groups';
import type { SoundFrame } from './sound-line';
import { type TimedSample, writeFragment } from './write-fragment';

/**
 * Pictures with decode times that start at each group's first shown instant, so that `tfdt` and `EXTINF`
 * tell shown time exactly; composition offsets may be negative (CMAF).
 */
export function pictureSegment(from: {
  trackId: number;
  number: number;
  zeroTicks: number;
  groups: readonly PictureGroup[];
}): Segment {
  const startTicks = (from.groups[0]?.startTicks ?? 0) - from.zeroTicks;
  const endTicks = (from.groups.at(-1)?.endTicks ?? 0) - from.zeroTicks;
  const samples = from.groups.flatMap(timedPictures);
  const durationTicks = endTicks - startTicks;
  const bytes = bytesOf(from, startTicks, samples);
  return { kind: 'video', number: from.number, startTicks, durationTicks, bytes, pictureBytes: null };
}

/** Pictures that stand alone, each in a fragment of its own, so that a player can fetch a single one. */
export function stillsSegment(from: { trackId: number; number: number; groups: readonly PictureGroup[] }): Segment {
  const startTicks = from.groups[0]?.startTicks ?? 0;
  const fragments = from.groups.map((group) => {
    const [picture] = timedPictures(group);
    const samples = picture ? [{ ...picture, compositionOffset: 0 }] : [];
    return bytesOf(from, group.startTicks, samples);
  });
  const durationTicks = (from.groups.at(-1)?.endTicks ?? 0) - startTicks;
  const pictureBytes = fragments.map(({ length }) => length);
  return {
    kind: 'video',
    number: from.number,
    startTicks,
    durationTicks,
    bytes: Buffer.concat(fragments),
    pictureBytes,
  };
}

// A picture's duration is the time it is shown: players that seek believe it, also at a varying rate. Decode times are
// the sums of durations in decoding order, so that a closed group still ends where the next one starts.
function timedPictures({ samples, startTicks, endTicks }: PictureGroup): TimedSample[] {
  const asShown = samples.map(({ pts }, i) => ({ pts, i })).sort((a, b) => a.pts - b.pts);
  const durations: number[] = [];
  asShown.forEach(({ pts, i }, rank) => {
    durations[i] = (asShown[rank + 1]?.pts ?? endTicks) - pts;
  });
  let decodeTime = startTicks;
  return samples.map(({ pts, data }, i) => {
    const duration = durations[i] ?? 0;
    const compositionOffset = pts - decodeTime;
    decodeTime += duration;
    return { duration, compositionOffset, key: i === 0, data };
  });
}

export function soundSegment(from: { trackId: number; number: number; frames: readonly SoundFrame[] }): Segment {
  const startTicks = from.frames[0]?.startTicks ?? 0;
  const samples = from.frames.map((frame, i): TimedSample => {
    const following = from.frames[i + 1]?.startTicks ?? frame.startTicks + frame.duration;
    return { duration: following - frame.startTicks, compositionOffset: 0, key: true, data: frame.data };
  });
  const durationTicks = samples.reduce((sum, { duration }) => sum + duration, 0);
  const bytes = bytesOf(from, startTicks, samples);
  return { kind: 'audio', number: from.number, startTicks, durationTicks, bytes, pictureBytes: null };
}

function bytesOf(
  { trackId, number }: { trackId: number; number: number },
  decodeTime: number,
  samples: readonly TimedSample[],
): Buffer {
  return Buffer.concat(writeFragment({ sequenceNumber: number + 1, trackId, decodeTime, samples }));
}
