import type { Clock } from '../clock';
import type { PreciseClock, Wake } from './precise-clock';

const longestTimeoutMs = 2 ** 31 - 1;

/** Keeps its own time in this process. */
export function createEmbeddedClock(clock: Clock): PreciseClock {
  const pending = new Set<NodeJS.Timeout>();
  let wake: Wake = () => undefined;
  return {
    start: (_timers, wakeTimer) => {
      wake = wakeTimer;
    },
    wakeAt: async (timerName, at) => {
      const delayMs = Math.max(0, at.getTime() - clock.now().getTime());
      if (delayMs > longestTimeoutMs) return; // in 25 days the sweep has long taken over
      const timeout = setTimeout(() => {
        pending.delete(timeout);
        wake(timerName);
      }, delayMs);
      pending.add(timeout);
    },
    close: async () => pending.forEach(clearTimeout),
  };
}
