import type { Clock } from '../../../platform/clock';
import type { Database } from '../../../platform/db';
import type { Storage } from '../../../platform/storage';
import type { Timer } from '../../../platform/timers';
import { posterKey } from '../posters';
import * as generationStore from '../store-generations';
import { deletePosters, postersGoingWith } from '../store-posters';

const batch = 20;

export interface RetireDependencies {
  db: Database;
  clock: Clock;
  storage: Storage;
}

/** Deletes what no session can still be playing. */
export function retireGenerations({ db, clock, storage }: RetireDependencies): Timer {
  return {
    name: 'media.retire-generations',
    everyMs: 10 * 60_000,
    run: async () => {
      const due = await db.transaction((tx) => generationStore.claimRetired(tx, clock.now(), batch));
      for (const generation of due) {
        // Objects first: a crash in between leaves the row, and with it another try.
        await storage.deletePrefix(`media/${generation.videoId}/${generation.id}/`);
        const posters = await postersGoingWith(db.reader, generation);
        for (const { name } of posters) await storage.delete(posterKey(name));
        await db.transaction(async (tx) => {
          await deletePosters(
            tx,
            posters.map(({ id }) => id),
          );
          await generationStore.deleteGenerations(tx, [generation.id]);
        });
      }
    },
  };
}
