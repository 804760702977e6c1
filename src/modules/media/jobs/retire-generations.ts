import type { Clock } from '../../../platform/clock';
import type { Database } from '../../../platform/db';
import type { Storage } from '../../../platform/storage';
import type { Timer } from '../../../platform/timers';
import { posterKey } from '../posters';
import * as generationStore from '../store-generations';
import { dropRenditions } from '../store-renditions';

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
        const posterName = await db.transaction(async (tx) => {
          if (await generationStore.showsPoster(tx, generation)) {
            await dropRenditions(tx, generation.id);
            await generationStore.stopRetiring(tx, generation.id);
            return null;
          }
          await generationStore.deleteGenerations(tx, [generation.id]);
          return generation.posterName;
        });
        if (posterName) await storage.delete(posterKey(posterName));
      }
    },
  };
}
