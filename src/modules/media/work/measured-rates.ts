import type { MeasuredRates } from '../store-renditions';

/** Peak over single segments and average over all of one rendition, in whole bits a second. */
export function createRateMeter(timescale: number) {
  let bits = 0;
  let ticks = 0;
  let peak = 0;
  return {
    add: (segment: { bytes: number; durationTicks: number }): MeasuredRates => {
      bits += segment.bytes * 8;
      ticks += segment.durationTicks;
      peak = Math.max(peak, (segment.bytes * 8 * timescale) / Math.max(1, segment.durationTicks));
      return {
        peakBitsPerSecond: Math.ceil(peak),
        averageBitsPerSecond: Math.ceil((bits * timescale) / Math.max(1, ticks)),
      };
    },
  };
}
