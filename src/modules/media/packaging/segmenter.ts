import type { CutLine, CutRules, Segment } from './cut-line';
import type { TrackFacts } from './init-segment';
import { createPictureCutter } from './picture-cutter';
import type { Sample } from './read-fragment';
import { createSoundCutter } from './sound-cutter';

export interface Segmenter {
  /** Each track's facts, before its first samples. */
  open(track: TrackFacts): void;
  /** Gives every segment that this completes. */
  push(kind: Segment['kind'], samples: readonly Sample[]): Segment[];
  /** The track is over; gives what that completes. */
  finish(kind: Segment['kind']): Segment[];
}

/**
 * Cuts a film's tracks at common places: pictures where decoding can start, sound at the frame nearest after.
 * Zero is the first picture (without pictures, the first sound). Deterministic: the same input gives the same bytes.
 * @throws UncuttableStream
 */
export function createSegmenter(expected: { video: boolean; audio: boolean }, rules: CutRules): Segmenter {
  const line: CutLine = { zeroSeconds: null, cuts: [], picturesOver: !expected.video };
  let pictures: ReturnType<typeof createPictureCutter> | null = null;
  let sound: ReturnType<typeof createSoundCutter> | null = null;
  const soundUpToCuts = (): Segment[] => sound?.push([]) ?? [];
  return {
    open: (track) => {
      if (track.kind === 'video') pictures = createPictureCutter(track, rules, line);
      else sound = createSoundCutter(track, rules, line);
    },
    push: (kind, samples) => {
      if (kind === 'audio') return sound?.push(samples) ?? [];
      const cut = pictures?.push(samples) ?? [];
      return [...cut, ...soundUpToCuts()];
    },
    finish: (kind) => {
      if (kind === 'audio') return sound?.finish() ?? [];
      const last = pictures?.finish() ?? [];
      line.picturesOver = true;
      return [...last, ...soundUpToCuts()];
    },
  };
}
