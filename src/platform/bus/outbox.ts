import type { Clock } from '../clock';
import type { Database, Tx } from '../db';
import { failpoint } from '../failpoints';
import { newId } from '../ids';
import { currentContext } from '../observability';
import type { EventDefinition, Outbox } from './define';
import { insertMessage, wakeEverybody } from './store';

/** @throws ZodError when `data`, after its way through JSON, is not what the event's schema promises to consumers. */
export function createOutbox(db: Database, clock: Clock): Outbox {
  const wake = createWaker(db);
  const publish = async <T>(tx: Tx, event: EventDefinition<T>, data: T): Promise<void> => {
    const body: unknown = JSON.parse(JSON.stringify(data));
    event.schema.parse(body);
    await insertMessage(tx, {
      id: newId(),
      topic: event.topic,
      version: event.version,
      body,
      requestId: currentContext()?.requestId ?? null,
      publishedAt: clock.now(),
    });
    failpoint('outbox.before-commit');
    tx.executionPromise.then(
      () => failpoint('outbox.after-commit'),
      () => undefined,
    );
    db.afterCommit(tx, wake);
  };
  return { publish, enqueue: publish };
}

/*
 * After the commit, not in it: a transaction that notifies holds a lock of the whole server until it is on disk, and
 * commits would reach the disk one by one. A process that dies in between wakes nobody, and the poll finds the message.
 */
function createWaker(db: Database): () => Promise<void> {
  let waking = false;
  let again = false;
  return async () => {
    again = true;
    if (waking) return;
    waking = true;
    try {
      while (again) {
        again = false;
        await wakeEverybody(db.reader);
      }
    } finally {
      waking = false;
    }
  };
}
