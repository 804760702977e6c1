import { constantRate, rateOf } from '../probe/frame-rate';
import type { FrameRate, SourceFacts } from '../probe/source-facts';
import { ladderFor } from './ladder';
import { groupSeconds, type Rung } from './rung';

/** How one source is encoded: decided once and kept, so that every worker makes the same. */
export interface Encoding {
  rungs: readonly Rung[];
  /** Name of the rung that is made first, and listed while it grows. */
  first: string;
  frameRate: FrameRate;
  /** Frames of a segment: whole groups, about 6 s. */
  segmentFrames: number;
  /** Frames of a chunk: whole segments, about 24 s. The last one takes what is left. */
  chunkFrames: number;
  chunks: number;
  /** Frames from one picture of the I-frame rendition to the next, about 1 s. */
  stillFrames: number;
}

const segmentSeconds = 6;
const segmentsAChunk = 4;

export const pictureTimescale = 90_000;

/** Null for a source without a picture. */
export function encodingFor(source: SourceFacts, wantedRungs: readonly number[]): Encoding | null {
  if (!source.picture) return null;
  const { rungs, first } = ladderFor(source, wantedRungs);
  const frameRate = constantRate(source);
  const { groupFrames } = first;
  const groups = Math.max(1, Math.round(segmentSeconds / (groupFrames / rateOf(frameRate))));
  const segmentFrames = groups * groupFrames;
  const chunkFrames = segmentFrames * segmentsAChunk;
  return {
    rungs,
    first: first.name,
    frameRate,
    segmentFrames,
    chunkFrames,
    chunks: chunksOf(source.durationSeconds, chunkFrames / rateOf(frameRate)),
    stillFrames: groupFrames % groupSeconds === 0 ? groupFrames / groupSeconds : groupFrames,
  };
}

// The last chunk is between half and one and a half: a length that a container rounds makes no chunk of nothing.
function chunksOf(durationSeconds: number | null, chunkSeconds: number): number {
  if (durationSeconds === null) return 1;
  return Math.max(1, Math.floor(durationSeconds / chunkSeconds - 0.5) + 1);
}

/** When a frame is shown, in ticks of `pictureTimescale`; exact for each frame, so that errors never add up. */
export function ticksOf(frame: number, { num, den }: FrameRate): number {
  return Math.round((frame * pictureTimescale * den) / num);
}

export function secondsOf(frames: number, { num, den }: FrameRate): number {
  return (frames * den) / num;
}

/** Whole seconds for `EXT-X-TARGETDURATION`. */
export function targetDurationOf({ segmentFrames, frameRate }: Encoding): number {
  return Math.max(1, Math.round(secondsOf(segmentFrames, frameRate)));
}

/** Segments that a film of this length will have, at most. */
export function expectedSegments({ segmentFrames, frameRate }: Encoding, durationSeconds: number | null): number {
  if (durationSeconds === null) return 1;
  return Math.max(1, Math.ceil(durationSeconds / secondsOf(segmentFrames, frameRate) - 0.01));
}
