import type { EventDefinition, Outbox } from '../../src/platform/bus';
import type { Tx } from '../../src/platform/db';

export interface RecordedMessage {
  topic: string;
  data: unknown;
}

export interface RecordingOutbox extends Outbox {
  /** In the order published; those of a transaction that rolled back are left out. */
  readonly messages: readonly RecordedMessage[];
  /** The payloads of one event or job, typed. */
  of<T>(event: EventDefinition<T>): T[];
  clear(): void;
}

/** An outbox that keeps messages in memory once their transaction has committed, and checks them against their schema. */
export function createRecordingOutbox(): RecordingOutbox {
  const messages: RecordedMessage[] = [];
  const record = async <T>(tx: Tx, event: EventDefinition<T>, data: T): Promise<void> => {
    const message = { topic: event.topic, data: event.schema.parse(data) };
    // The promise of a knex transaction settles with it; a rejection is the test's to see, not ours.
    tx.executionPromise.then(
      () => messages.push(message),
      () => undefined,
    );
  };
  return {
    messages,
    publish: record,
    enqueue: record,
    of: <T>(event: EventDefinition<T>) =>
      messages.filter(({ topic }) => topic === event.topic).map(({ data }) => data as T),
    clear: () => {
      messages.length = 0;
    },
  };
}
