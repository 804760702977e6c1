import type { Clock } from '../../../platform/clock';
import { deleteOlder, type Storage } from '../../../platform/storage';
import type { Timer } from '../../../platform/timers';
import { scratchIn } from '../service';

const dayMs = 86_400_000;

export interface SweepDependencies {
  clock: Clock;
  storage: Storage;
  dataDir: string;
}

/** Deletes what killed processes left behind; a day is longer than any tool or write that may still be at work. */
export function sweepLeftovers({ clock, storage, dataDir }: SweepDependencies): Timer {
  return {
    name: 'media.sweep-leftovers',
    everyMs: dayMs / 24,
    run: async () => {
      const yesterday = new Date(clock.now().getTime() - dayMs);
      await storage.sweepLeftovers(yesterday);
      await deleteOlder(scratchIn(dataDir), yesterday);
    },
  };
}
