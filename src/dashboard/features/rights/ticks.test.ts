import { describe, expect, it } from '@jest/globals';
import { ticksOf } from './ticks';

const local = (...parts: [number, number, number, number?]): number => {
  const [year, month, date, hours = 0] = parts;
  return new Date(year, month - 1, date, hours).getTime();
};

describe('ticksOf', () => {
  it.each([
    [
      'an afternoon',
      local(2026, 5, 3, 12),
      local(2026, 5, 3, 18),
      ['12:00', '13:00', '14:00', '15:00', '16:00', '17:00'],
    ],
    ['days', local(2026, 5, 30, 9), local(2026, 6, 3), ['31 May', '1 Jun', '2 Jun']],
    ['months', local(2026, 11, 15), local(2027, 4, 20), ['Dec 2026', 'Jan 2027', 'Feb 2027', 'Mar 2027', 'Apr 2027']],
    ['years', local(2024, 2, 1), local(2028, 2, 1), ['2025', '2026', '2027', '2028']],
  ])('marks round instants of %s', (_, from, until, labels) => {
    expect(ticksOf({ from, until }, 6).map(({ label }) => label)).toEqual(labels);
  });

  it('never marks more than asked for, nor outside of the span', () => {
    const from = local(2026, 1, 17, 5);
    for (let ms = 600_000; ms < 4e12; ms *= 1.7) {
      const ticks = ticksOf({ from, until: from + ms }, 5);
      expect(ticks.length).toBeLessThanOrEqual(5);
      expect(ticks.every(({ at }) => at >= from && at < from + ms)).toBe(true);
    }
  });
});
