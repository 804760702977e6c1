import type { Clock } from '../clock';
import type { Database, Tx } from '../db';
import { failpoint } from '../failpoints';
import { newId } from '../ids';
import { currentContext } from '../observability';
import { pause } from '../resilience';
import type { EventDefinition, Outbox } from './define';
import type { Message } from './message';
import { insertMessages, wakeEverybody } from './store';

/**
 * What a transaction publishes is written together, last before its commit.
 * @throws ZodError when `data`, after its way through JSON, is not what the event's schema promises to consumers.
 */
export function createOutbox(db: Database, clock: Clock): Outbox {
  const wake = createWaker(db);
  const unwritten = new WeakMap<Tx, Message[]>();

  const write = async (tx: Tx): Promise<void> => {
    const messages = unwritten.get(tx) ?? [];
    unwritten.delete(tx);
    await insertMessages(tx, messages);
    failpoint('outbox.before-commit');
    db.afterCommit(tx, () => {
      failpoint('outbox.after-commit');
      return wake();
    });
  };

  const publish = async <T>(tx: Tx, event: EventDefinition<T>, data: T): Promise<void> => {
    const body: unknown = JSON.parse(JSON.stringify(data));
    event.schema.parse(body);
    const message = {
      id: newId(),
      topic: event.topic,
      version: event.version,
      body,
      requestId: currentContext()?.requestId ?? null,
      publishedAt: clock.now(),
    };
    const others = unwritten.get(tx);
    if (others) return void others.push(message);
    db.beforeCommit(tx, () => write(tx));
    unwritten.set(tx, [message]);
  };
  return { publish, enqueue: publish };
}

/** Under load one wake-up stands for all commits of so long: each is a commit of its own, and makes a pass of every relay. */
const restMs = 10;

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
        await pause(restMs);
      }
    } finally {
      waking = false;
    }
  };
}
