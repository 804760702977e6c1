import { constantRate, rateOf } from '../probe/frame-rate';
import type { FrameRate, PictureFacts, SourceFacts } from '../probe/source-facts';

/** One encoded quality of one film, decided once so that every worker makes the same. */
export interface Rung {
  /** `360p`: lines of the short side. */
  name: string;
  /** The lines that it aims at. */
  shortSide: number;
  width: number;
  height: number;
  frameRate: FrameRate;
  /** Frames from one key frame to the next. */
  groupFrames: number;
  maxBitsPerSecond: number;
}

export const groupSeconds = 2;
const longestSide = 4;

export interface RungAim {
  shortSide: number;
  /** At 30 frames a second. */
  maxBitsPerSecond: number;
}

/** Never upscaled; turned and stretched as it is meant to be seen; both sides even. */
export function rungFor(source: SourceFacts, aim: RungAim): Rung {
  const shown = source.picture ? shownSize(source.picture) : { width: 2, height: 2 };
  const frameRate = constantRate(source);
  const scale = Math.min(
    1,
    aim.shortSide / Math.min(shown.width, shown.height),
    (aim.shortSide * longestSide) / Math.max(shown.width, shown.height),
  );
  return {
    name: `${aim.shortSide}p`,
    shortSide: aim.shortSide,
    width: even(shown.width * scale),
    height: even(shown.height * scale),
    frameRate,
    groupFrames: Math.max(1, Math.round(groupSeconds * rateOf(frameRate))),
    maxBitsPerSecond: Math.round(aim.maxBitsPerSecond * Math.max(1, rateOf(frameRate) / 30) ** 0.6),
  };
}

export function shownSize({ width, height, pixelAspect, rotation }: PictureFacts): { width: number; height: number } {
  const sane = pixelAspect > 0.1 && pixelAspect < 10 ? pixelAspect : 1;
  const upright = { width: width * sane, height };
  return rotation % 180 === 0 ? upright : { width: upright.height, height: upright.width };
}

function even(side: number): number {
  return Math.max(2, Math.round(side / 2) * 2);
}
