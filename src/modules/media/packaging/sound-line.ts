import type { Sample } from './read-fragment';
import { UncuttableStream } from './timeline-trouble';

export interface SoundFrame {
  startTicks: number;
  duration: number;
  data: Buffer;
}

/** AAC-LC; the timescale is the sample rate. */
const frameTicks = 1024;
const maxGapSeconds = 0.1;
const maxJitterSeconds = 0.02;
const maxEarlySeconds = 0.25;
const maxLateSeconds = 0.05;
const nothingSeconds = 0.001;

/**
 * Puts frames of sound on an unbroken line that starts at the film's zero: what lies before zero (a decoder's priming)
 * falls away, times rounded by a container become whole frames, a slow clock is followed in steps below 20 ms.
 * @throws UncuttableStream on a hole that would be heard, or a start apart from the picture's.
 */
export function createSoundLine(timescale: number) {
  let next: number | null = null;
  const advance = (wanted: number): number | null => {
    if (next === null) {
      if (wanted < -maxEarlySeconds * timescale) throw new UncuttableStream('sound_starts_apart');
      if (wanted < -nothingSeconds * timescale) return null;
      if (wanted > maxLateSeconds * timescale) throw new UncuttableStream('sound_starts_apart');
      return Math.max(0, wanted);
    }
    const ahead = wanted - next;
    if (Math.abs(ahead) > maxGapSeconds * timescale) throw new UncuttableStream('sound_gap');
    return ahead > maxJitterSeconds * timescale ? wanted : next;
  };
  return (samples: readonly Sample[], zeroTicks: number): SoundFrame[] => {
    const placed: SoundFrame[] = [];
    for (const { pts, data } of samples) {
      const startTicks = advance(Math.round(pts - zeroTicks));
      if (startTicks === null) continue;
      placed.push({ startTicks, duration: frameTicks, data });
      next = startTicks + frameTicks;
    }
    return placed;
  };
}
