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
  return { kind: 'video', number: from.number, startTicks, durationTicks, bytes: bytesOf(from, startTicks, samples) };
}

function timedPictures(group: PictureGroup): TimedSample[] {
  const shown = group.samples.map(({ pts }) => pts).sort((a, b) => a - b);
  return group.samples.map(({ pts, data }, i) => {
    const decodeTime = shown[i] ?? pts;
    const nextDecodeTime = shown[i + 1] ?? group.endTicks;
    return { duration: nextDecodeTime - decodeTime, compositionOffset: pts - decodeTime, key: i === 0, data };
  });
}

export function soundSegment(from: { trackId: number; number: number; frames: readonly SoundFrame[] }): Segment {
  const startTicks = from.frames[0]?.startTicks ?? 0;
  const samples = from.frames.map((frame, i): TimedSample => {
    const following = from.frames[i + 1]?.startTicks ?? frame.startTicks + frame.duration;
    return { duration: following - frame.startTicks, compositionOffset: 0, key: true, data: frame.data };
  });
  const durationTicks = samples.reduce((sum, { duration }) => sum + duration, 0);
  return { kind: 'audio', number: from.number, startTicks, durationTicks, bytes: bytesOf(from, startTicks, samples) };
}

function bytesOf(
  { trackId, number }: { trackId: number; number: number },
  decodeTime: number,
  samples: readonly TimedSample[],
): Buffer {
  return Buffer.concat(writeFragment({ sequenceNumber: number + 1, trackId, decodeTime, samples }));
}
