import type { Clock } from '../clock';
import type { Tx } from '../db';
import { failpoint } from '../failpoints';
import { newId } from '../ids';
import { currentContext } from '../observability';
import type { EventDefinition, Outbox } from './define';
import { insertMessage } from './store';

/** @throws ZodError when `data`, after its way through JSON, is not what the event's schema promises to consumers. */
export function createOutbox(clock: Clock): Outbox {
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
  };
  return { publish, enqueue: publish };
}
