import type { Timer } from './timers';

export type Wake = (timerName: string) => void;

/** What wakes timers at an instant; the interval of the runner heals whatever it misses. */
export interface PreciseClock {
  start(timers: readonly Timer[], wake: Wake): void;
  wakeAt(timerName: string, at: Date): Promise<void>;
  close(): Promise<void>;
}
