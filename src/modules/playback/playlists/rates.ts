import type { MediaRendition } from '../../media';

export interface Rates {
  /** Whole bits a second. */
  peakBitsPerSecond: number;
  averageBitsPerSecond: number;
}

/** Measured over the segments there are. While more are to come, the peak is at least what is expected of them. */
export function ratesOf(rendition: MediaRendition): Rates {
  const { complete, segments, timescale, targetDurationSeconds, expectedBitsPerSecond } = rendition;
  const ticks = segments.reduce((sum, { durationTicks }) => sum + durationTicks, 0);
  const average = ticks === 0 ? expectedBitsPerSecond : (bitsOf(segments) * timescale) / ticks;
  const least = complete ? average : Math.max(average, expectedBitsPerSecond);
  return {
    peakBitsPerSecond: Math.ceil(Math.max(least, peakOver(rendition, targetDurationSeconds * timescale))),
    averageBitsPerSecond: Math.ceil(average),
  };
}

/** Of picture and sound that are played beside each other. */
export function together(picture: Rates, sound: Rates | undefined): Rates {
  return {
    peakBitsPerSecond: picture.peakBitsPerSecond + (sound?.peakBitsPerSecond ?? 0),
    averageBitsPerSecond: picture.averageBitsPerSecond + (sound?.averageBitsPerSecond ?? 0),
  };
}

/** RFC 8216 §4.1: over neighbours that last 0.5 to 1.5 target durations together, so that a short last one counts little. */
function peakOver({ segments, timescale }: MediaRendition, targetTicks: number): number {
  let peak = 0;
  segments.forEach((_, first) => {
    let [ticks, bytes] = [0, 0];
    for (let i = first; i < segments.length; i++) {
      ticks += segments[i]?.durationTicks ?? 0;
      bytes += segments[i]?.bytes ?? 0;
      if (ticks > 1.5 * targetTicks) break;
      if (ticks >= 0.5 * targetTicks) peak = Math.max(peak, (bytes * 8 * timescale) / ticks);
    }
  });
  return peak;
}

function bitsOf(segments: MediaRendition['segments']): number {
  return segments.reduce((sum, { bytes }) => sum + bytes * 8, 0);
}
