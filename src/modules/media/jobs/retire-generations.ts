import type { Clock } from '../../../platform/clock';
import type { Database, Tx } from '../../../platform/db';
import type { Storage } from '../../../platform/storage';
import type { Timer } from '../../../platform/timers';
import { posterKey } from '../posters';
import type { Generation } from '../store-generations';
import * as generationStore from '../store-generations';
import { lockLines } from '../store-lines';
import { deletePosters, postersGoingWith } from '../store-posters';
import { unnoticedSeconds, withdrawTasks } from '../store-tasks';

const batch = 20;

export interface RetireDependencies {
  db: Database;
  clock: Clock;
  storage: Storage;
}

/** Deletes what no session can still be playing, as long as there is more of it. */
export function retireGenerations(dependencies: RetireDependencies): Timer {
  const { db, clock } = dependencies;
  return {
    name: 'media.retire-generations',
    everyMs: 10 * 60_000,
    run: async (stopping) => {
      let claimed: number;
      do {
        const due = await db.transaction((tx) => claimIdle(tx, clock.now()));
        for (const generation of due.idle) {
          if (stopping?.aborted) return;
          await retire(dependencies, generation);
        }
        claimed = due.claimed;
      } while (claimed === batch && !stopping?.aborted);
    },
  };
}

async function retire({ db, storage }: RetireDependencies, generation: Generation): Promise<void> {
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

/** What viewers of a replaced film held may still be in work; who is at it has to notice first. */
async function claimIdle(tx: Tx, now: Date): Promise<{ claimed: number; idle: Generation[] }> {
  const due = await generationStore.claimRetired(tx, now, batch);
  await lockLines(tx, due);
  const inWork = await withdrawTasks(
    tx,
    due.map(({ id }) => id),
  );
  const later = new Date(now.getTime() + unnoticedSeconds * 1000);
  for (const id of inWork) await generationStore.retireLater(tx, id, later);
  return { claimed: due.length, idle: due.filter(({ id }) => !inWork.has(id)) };
}
