import { randomUUID } from 'node:crypto';
import { type DeadLetter, pageDeadLetters } from '../../src/platform/bus';
import { recordDeadLetter } from '../../src/platform/bus/dead-letters';
import { saveSubscriptions } from '../../src/platform/bus/store';
import type { Database } from '../../src/platform/db';

interface Died extends Partial<Pick<DeadLetter, 'body' | 'error' | 'attempts' | 'requestId'>> {
  consumer?: string;
}

/** A message that `consumer`, which the installation has, could not handle. Returns its message id. */
export async function aDeadLetter(db: Database, died: Died = {}): Promise<string> {
  const { consumer = 'guests.taste-pie', body = { filling: 'liver' }, error = 'Error: too hot', attempts = 8 } = died;
  const id = randomUUID();
  const topic = 'kitchen.pie-baked';
  await saveSubscriptions(db.reader, [{ consumer, topic }]);
  const message = { id, topic, version: 1, body, requestId: died.requestId ?? null, publishedAt: new Date() };
  await db.transaction((tx) => recordDeadLetter(tx, { consumer, message, error, attempts }));
  return id;
}

/** Those that nobody has replayed or discarded, the newest first; at most 50. */
export async function openDeadLetters(db: Database): Promise<DeadLetter[]> {
  return (await pageDeadLetters(db, { limit: 50, cursor: null })).items;
}
