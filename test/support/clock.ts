import type { Clock } from '../../src/platform/clock';

export interface TestClock extends Clock {
  /** Moves now forward. */
  advance(step: { ms?: number; seconds?: number; minutes?: number; hours?: number; days?: number }): void;
  /** Moves now to an instant, backwards too. */
  set(at: Date | string): void;
}

/** Time that stands still until told otherwise; starts at noon UTC on 1 May 2026. */
export function createTestClock(start: Date | string = '2026-05-01T12:00:00.000Z'): TestClock {
  let nowMs = new Date(start).getTime();
  return {
    now: () => new Date(nowMs),
    advance: ({ ms = 0, seconds = 0, minutes = 0, hours = 0, days = 0 }) => {
      nowMs += ms + 1_000 * (seconds + 60 * (minutes + 60 * (hours + 24 * days)));
    },
    set: (at) => {
      nowMs = new Date(at).getTime();
    },
  };
}
