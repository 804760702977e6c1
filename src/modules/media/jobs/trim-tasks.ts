import type { Clock } from '../../../platform/clock';
import type { Database } from '../../../platform/db';
import type { Timer } from '../../../platform/timers';
import { deleteEndedTasks } from '../store-tasks';

const batch = 2_000;
/** Long enough to see what a film's work came to. */
const keptMs = 3 * 86_400_000;

/** Deletes tasks of films that are made: a long one leaves thousands. Failed ones stay, for whoever tries again. */
export function trimTasks({ db, clock }: { db: Database; clock: Clock }): Timer {
  return {
    name: 'media.trim-tasks',
    everyMs: 3_600_000,
    run: async () => {
      const before = new Date(clock.now().getTime() - keptMs);
      while ((await db.transaction((tx) => deleteEndedTasks(tx, before, batch))) === batch);
    },
  };
}
