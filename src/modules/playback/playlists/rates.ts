import type { MediaRendition } from '../../media';

export interface Rates {
  /** Whole bits a second. */
  peakBitsPerSecond: number;
  averageBitsPerSecond: number;
}

/** Measured over the segments of what is whole; of what still grows, as its room tells it. */
export function ratesOf(rendition: MediaRendition): Rates {
  const { complete, segments, timescale, targetDurationSeconds } = rendition;
  const ticks = segments.reduce((sum, { durationTicks }) => sum + durationTicks, 0);
  if (!complete || ticks === 0) {
    return rounded(rendition.peakBitsPerSecond, rendition.averageBitsPerSecond);
  }
  const average = (bitsOf(segments) * timescale) / ticks;
  return rounded(Math.max(average, peakOver(rendition, targetDurationSeconds * timescale)), average);
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

function rounded(peak: number, average: number): Rates {
  return { peakBitsPerSecond: Math.ceil(peak), averageBitsPerSecond: Math.ceil(average) };
}
