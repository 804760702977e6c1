import type { Database } from '../../db';
import { failpoint } from '../../failpoints';
import type { Logger } from '../../observability';
import { patienceMs } from '../reconcile';
import { claimDeliveries, claimUnsent, findWaitingConsumers, markSent, postponeSending } from '../store';
import { handOver } from '../watch-store';
import { encode } from './envelope';
import { type Publish, Unroutable } from './publisher';
import type { Names } from './topology';

const batch = 500;
// Longer than a confirmation may take, so that no second relay sends what is still being confirmed.
const leaseMs = 15_000;

/** Sends one batch; true when there may be more. */
export async function relayOnce(db: Database, logger: Logger, names: Names, publish: Publish): Promise<boolean> {
  const entries = await claimUnsent(db.reader, batch, leaseMs);
  const results = await Promise.allSettled(
    entries.map(({ message }) => {
      const { content, properties } = encode(message, 1);
      failpoint('relay.before-publish');
      return publish(names.exchange, message.topic, content, properties);
    }),
  );
  const sent = entries.filter((_, index) => results[index]?.status === 'fulfilled');
  if (sent.length > 0) {
    failpoint('relay.after-confirm');
    const ids = sent.map(({ outboxId }) => outboxId);
    await markSent(db.reader, ids);
    failpoint('relay.after-mark');
  }
  for (const [index, result] of results.entries()) {
    const entry = entries[index];
    if (result.status === 'fulfilled' || !entry) continue;
    const facts = { error: result.reason, topic: entry.message.topic, messageId: entry.message.id };
    logger.warn(facts, 'A message did not leave the outbox; it will be tried again');
    await postponeSending(db.reader, entry.outboxId, againAfterMs(entry.attempts, result.reason));
  }
  return entries.length === batch && sent.length > 0;
}

/** Sends what is meant for one consumer only: replayed and lost messages, and what the embedded transport left behind. */
export async function relayDeliveries(db: Database, logger: Logger, names: Names, publish: Publish): Promise<void> {
  const waiting = await findWaitingConsumers(db.reader);
  if (waiting.length === 0) return;
  const entries = await claimDeliveries(db.reader, new Map(waiting.map((consumer) => [consumer, batch])), leaseMs);
  const results = await Promise.allSettled(
    entries.map((entry) => {
      const { content, properties } = encode(entry.message, entry.attempts + 1);
      return publish('', names.queueOf(entry.consumer), content, properties);
    }),
  );
  const sent = entries.filter((_, index) => results[index]?.status === 'fulfilled');
  if (sent.length > 0) await handOver(db.reader, sent, patienceMs);
  const failed = results.find((result) => result.status === 'rejected');
  if (failed) logger.warn({ error: failed.reason }, 'Deliveries did not leave; they will be tried again');
}

function againAfterMs(attempts: number, reason: unknown): number {
  const ceiling = reason instanceof Unroutable ? 10_000 : Math.min(60_000, 500 * 2 ** Math.min(attempts, 10));
  return ceiling / 2 + (Math.random() * ceiling) / 2;
}
