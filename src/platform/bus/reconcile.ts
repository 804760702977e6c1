import type { Database } from '../db';
import type { Logger } from '../observability';
import type { Timer } from '../timers';
import {
  findWatchedConsumers,
  forgetSettled,
  lastArrivalSentAt,
  lookAtSent,
  makeStrayDue,
  resendWatched,
} from './watch-store';

export interface Reconciled {
  /** Sent messages that were looked at for the first time. */
  looked: number;
  /** Of those, deliveries that had neither arrived nor died. */
  found: number;
  /** Watched deliveries that have arrived, or died, since. */
  settled: number;
  /** Deliveries sent again. */
  resent: number;
  /** Rows that were due in a future nobody can have meant. */
  madeDue: number;
}

export interface ReconcileOptions {
  db: Database;
  logger: Logger;
  /** A message on its way for so long is looked for. */
  patienceMs?: number;
}

/** Far longer than a message takes, shorter than people wait. */
export const patienceMs = 10 * 60_000;
const everyMs = 5 * 60_000;
/** Subscriptions are renewed every hour by the processes that hold them. */
const seenWithinMs = 2 * 3_600_000;
/** Longer than a handler may take, so that one under way is not taken for lost. */
const slackMs = 3 * 60_000;
const batch = 1_000;
/** Bounds a pass, whatever was lost; the next one goes on. */
const batchesAPass = 50;
/** Sent again while nothing proves that the rest is lost, so that a long queue is not doubled. */
const probes = 20;

/**
 * Sends again what was sent and never arrived: a broker that was purged, or lost its disk, cannot tell us.
 * Message ids stay, so the inbox absorbs what had arrived after all.
 */
export async function reconcile({
  db,
  logger,
  patienceMs: patience = patienceMs,
}: ReconcileOptions): Promise<Reconciled> {
  const done: Reconciled = { looked: 0, found: 0, settled: 0, resent: 0, madeDue: await makeStrayDue(db.reader) };
  for (let turn = 0; turn < batchesAPass; turn++) {
    const page = await lookAtSent(db, { limit: batch, patienceMs: patience });
    done.looked += page?.looked ?? 0;
    done.found += page?.found ?? 0;
    if (!page || page.looked < batch) break;
  }
  for (const consumer of await findWatchedConsumers(db.reader)) {
    const { settled, resent } = await reconcileConsumer(db, consumer, patience);
    done.settled += settled;
    done.resent += resent;
  }
  if (done.resent + done.madeDue > 0) logger.warn({ ...done }, 'Messages that were lost on their way are sent again');
  return done;
}

async function reconcileConsumer(
  db: Database,
  consumer: string,
  patience: number,
): Promise<Pick<Reconciled, 'settled' | 'resent'>> {
  let [settled, resent] = [0, 0];
  let arrived = await lastArrivalSentAt(db.reader, consumer);
  for (let turn = 0; turn < batchesAPass; turn++) {
    const { forgotten, lastSentAt } = await forgetSettled(db.reader, consumer, batch);
    settled += forgotten;
    if (lastSentAt && (!arrived || lastSentAt > arrived)) arrived = lastSentAt;
    if (forgotten < batch) break;
  }
  // Queues keep their order: what was sent well before something that has arrived is not waiting in one.
  const lostBefore = arrived && new Date(arrived.getTime() - slackMs);
  for (let turn = 0; lostBefore && turn < batchesAPass; turn++) {
    const sent = await resendWatched(db.reader, {
      consumer,
      limit: batch,
      lostBefore,
      patienceMs: patience,
      seenWithinMs,
    });
    resent += sent;
    if (sent < batch) break;
  }
  resent += await resendWatched(db.reader, {
    consumer,
    limit: probes,
    lostBefore: null,
    patienceMs: patience,
    seenWithinMs,
  });
  return { settled, resent };
}

/** Sees every five minutes that nothing stays lost. */
export function reconcileBus(options: ReconcileOptions): Timer {
  return {
    name: 'bus.reconcile',
    everyMs,
    run: async () => {
      await reconcile(options);
    },
  };
}
