import type { FrameRate, SourceFacts } from './source-facts';

export function rateOf({ num, den }: FrameRate): number {
  return num / den;
}

const usualRates: readonly FrameRate[] = [
  { num: 24_000, den: 1001 },
  { num: 24, den: 1 },
  { num: 25, den: 1 },
  { num: 30_000, den: 1001 },
  { num: 30, den: 1 },
  { num: 48, den: 1 },
  { num: 50, den: 1 },
  { num: 60_000, den: 1001 },
  { num: 60, den: 1 },
];
const fastest = 60;
const slowest = 5;
const sameRate = 0.002;

/**
 * The one constant rate that all encoded renditions of a film have: its own where it is constant and at most 60,
 * a whole part of it above, a multiple of it below 5, and for a varying one the usual rate that drops nothing to speak of.
 */
export function constantRate(source: SourceFacts): FrameRate {
  const { baseRate, averageRate } = source.picture ?? { baseRate: null, averageRate: null };
  const average = averageRate ? rateOf(averageRate) : (source.opening.measuredFps ?? 0);
  if (baseRate && isClose(rateOf(baseRate), average)) return withinReason(baseRate);
  if (average === 0) return baseRate && rateOf(baseRate) <= fastest ? baseRate : { num: 30, den: 1 };
  const usual = usualRates.find((rate) => rateOf(rate) >= average * (1 - sameRate));
  return usual ?? { num: fastest, den: 1 };
}

function withinReason({ num, den }: FrameRate): FrameRate {
  const rate = num / den;
  const divided = Math.ceil(rate / (fastest * (1 + sameRate)));
  return { num: num * Math.max(1, Math.ceil(slowest / rate)), den: den * Math.max(1, divided) };
}

function isClose(a: number, b: number): boolean {
  return Math.abs(a - b) <= b * sameRate;
}
