import type { Clock } from '../../../platform/clock';
import type { Database } from '../../../platform/db';
import type { Timer } from '../../../platform/timers';
import { forgetOldDates, hastenDue } from '../store-due';

const batch = 500;
const weekMs = 7 * 86_400_000;

/** Moves the work of films whose date comes close before that of all others. */
export function hastenDueFilms({ db, clock }: { db: Database; clock: Clock }): Timer {
  return {
    name: 'media.hasten-due',
    everyMs: 60_000,
    run: async () => {
      while ((await db.transaction((tx) => hastenDue(tx, batch))) === batch);
      await db.transaction((tx) => forgetOldDates(tx, new Date(clock.now().getTime() - weekMs)));
    },
  };
}
