import type { Rung } from '../encode/rung';
import type { CutRules } from '../packaging/cut-line';
import { rateOf } from '../probe/frame-rate';

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

export function cuttingOf(rung: Rung | null, hasPicture: boolean): Cutting {
  if (rung) return encodedCutting(rung.groupFrames / rateOf(rung.frameRate));
  const target = hasPicture ? copiedTargetSeconds : segmentSeconds;
  return {
    rules: { closeAfterSeconds: segmentSeconds, maxSeconds: target + roundsDown, ...sizes },
    targetDurationSeconds: target,
  };
}

function encodedCutting(groupSeconds: number): Cutting {
  const groups = Math.max(1, Math.round(segmentSeconds / groupSeconds));
  const target = Math.max(1, Math.round(groups * groupSeconds));
  return {
    rules: { closeAfterSeconds: (groups - 0.5) * groupSeconds, maxSeconds: target + roundsDown, ...sizes },
    targetDurationSeconds: target,
  };
}
