import { type Encoding, secondsOf, targetDurationOf } from '../encode/encoding';
import type { CutRules } from '../packaging/cut-line';

export interface Cutting {
  rules: CutRules;
  /** Declared up front; may not change while the list grows. */
  targetDurationSeconds: number;
}

const segmentSeconds = 6;
/** A copied film is cut where its own key frames are. */
const copiedTargetSeconds = 10;
/** A duration is compared with the target after rounding. */
const roundsDown = 0.45;
const sizes = { maxSegmentBytes: 96 * 1024 * 1024, maxWaitingSoundBytes: 64 * 1024 * 1024 };

/** For a copied picture with its sound, and for sound alone. */
export function copiedCutting(hasPicture: boolean): Cutting {
  const target = hasPicture ? copiedTargetSeconds : segmentSeconds;
  return {
    rules: {
      closeAfterSeconds: segmentSeconds,
      clockSeconds: segmentSeconds,
      maxSeconds: target + roundsDown,
      ...sizes,
    },
    targetDurationSeconds: target,
  };
}

/** For sound beside a picture that is encoded in chunks: cut where the picture's segments end. */
export function soundCutting(encoding: Encoding | null): Cutting {
  if (!encoding) return copiedCutting(false);
  const clockSeconds = secondsOf(encoding.segmentFrames, encoding.frameRate);
  const target = targetDurationOf(encoding);
  return {
    rules: { closeAfterSeconds: clockSeconds, clockSeconds, maxSeconds: target + roundsDown, ...sizes },
    targetDurationSeconds: target,
  };
}
