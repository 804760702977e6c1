import type { Database, Tx } from '../db';
import { type Logger, type Metrics, runInContext } from '../observability';
import { type Limit, withTimeout } from '../resilience';
import { recordDeadLetter } from './dead-letters';
import { type Consumer, type JobDefinition, PermanentFailure, type TransactionalConsumer } from './define';
import type { Message } from './message';
import { enterInbox, enterInboxTogether, isInInbox, leaveInbox } from './store';
import { describeError, verdictOn } from './verdict';

export type Outcome = { kind: 'done' } | { kind: 'retry'; delayMs: number; spent: boolean } | { kind: 'dead' };

export interface HandlerOptions {
  db: Database;
  logger: Logger;
  metrics: Metrics;
  retryDelaysMs: readonly number[];
  /** Keeps transactions side by side below what the pool can give. */
  limit: Limit;
}

export interface Attempt {
  consumer: Consumer;
  message: Message;
  attempt: number;
  /** Runs in the transaction that makes the effect, or the dead letter, last. */
  settle?: (tx: Tx) => Promise<void>;
}

export interface Handler {
  /** One message, once in effect. @throws only when a dead letter cannot be written. */
  (attempt: Attempt): Promise<Outcome>;
  /**
   * Several first tries of one consumer in one transaction: all of the first so many, or none.
   * Returns how many took effect (or had before); the others are to be handled one at a time. Never rejects.
   */
  together(consumer: TransactionalConsumer<unknown>, messages: readonly Message[]): Promise<number>;
}

/** A performer that is silent for so long is taken for failed; its message is tried again. */
const performWithinMs = 120_000;

/** Gives messages to consumers, each once in effect. */
export function createHandler({ db, logger, metrics, retryDelaysMs, limit }: HandlerOptions): Handler {
  const count = metrics.counter('bus_messages_total', 'Messages by what became of them', ['consumer', 'outcome']);
  const seconds = metrics.histogram(
    'bus_handle_seconds',
    'Time a consumer took for a message',
    ['consumer'],
    [0.005, 0.02, 0.1, 0.5, 2, 10],
  );

  const bury = async ({ consumer, message, attempt, settle }: Attempt, error: string): Promise<void> => {
    logger.error(
      { consumer: consumer.name, messageId: message.id, attempt, reason: error },
      'A message became a dead letter',
    );
    await db.transaction(async (tx) => {
      await recordDeadLetter(tx, { consumer: consumer.name, message, error, attempts: attempt });
      await settle?.(tx);
    });
  };

  const run = async (work: Attempt): Promise<Outcome> => {
    const { consumer, message, attempt } = work;
    const stopWatch = seconds.startTimer({ consumer: consumer.name });
    try {
      const fresh = await deliver(db, limit, work);
      count.inc({ consumer: consumer.name, outcome: fresh ? 'done' : 'absorbed' });
      return { kind: 'done' };
    } catch (error) {
      const verdict = verdictOn(error, {
        attempt,
        attempts: attemptsOf(consumer),
        delaysMs: retryDelaysMs,
        transactional: 'handle' in consumer,
      });
      count.inc({ consumer: consumer.name, outcome: verdict.kind });
      if (verdict.kind === 'dead') await bury(work, describeError(error));
      else {
        const facts = { error, consumer: consumer.name, messageId: message.id, attempt, retryInMs: verdict.delayMs };
        logger.warn(facts, 'A message was not handled; it will be tried again');
      }
      return verdict;
    } finally {
      stopWatch();
    }
  };

  const alone = (work: Attempt) => inContextOf(work.message, () => run(work));
  const together: Handler['together'] = async (consumer, messages) => {
    try {
      const { handled, fresh } = await limit(() => handleTogether(db, consumer, messages));
      count.inc({ consumer: consumer.name, outcome: 'done' }, fresh);
      count.inc({ consumer: consumer.name, outcome: 'absorbed' }, handled - fresh);
      return handled;
    } catch (error) {
      logger.debug({ error, consumer: consumer.name }, 'Messages are handled one at a time');
      return 0;
    }
  };
  return Object.assign(alone, { together });
}

export function concurrencyOf(consumer: Consumer): number {
  return consumer.concurrency ?? (consumer.on as Partial<JobDefinition<unknown>>).concurrency ?? 1;
}

function attemptsOf(consumer: Consumer): number {
  return consumer.attempts ?? (consumer.on as Partial<JobDefinition<unknown>>).attempts ?? 8;
}

// False: the consumer had this message before.
async function deliver(db: Database, limit: Limit, work: Attempt): Promise<boolean> {
  const { consumer, message, attempt, settle } = work;
  const data = parseBody(consumer, message);
  const delivery = { messageId: message.id, attempt, publishedAt: message.publishedAt };
  if ('handle' in consumer) {
    return limit(() =>
      db.transaction(async (tx) => {
        const fresh = await enterInbox(tx, consumer.name, message.id);
        if (fresh) await consumer.handle(tx, data, delivery);
        await settle?.(tx);
        return fresh;
      }),
    );
  }
  const known = await limit(() => isInInbox(db.reader, consumer.name, message.id));
  if (!known) await withTimeout(consumer.name, performWithinMs, consumer.perform(data, delivery));
  await limit(() =>
    db.transaction(async (tx) => {
      await enterInbox(tx, consumer.name, message.id);
      await settle?.(tx);
    }),
  );
  return !known;
}

// A transaction is not held open for longer than this by messages that could have one of their own.
const togetherMs = 50;

async function handleTogether(
  db: Database,
  consumer: TransactionalConsumer<unknown>,
  messages: readonly Message[],
): Promise<{ handled: number; fresh: number }> {
  const parsed = messages.map((message) => ({ message, data: parseBody(consumer, message) }));
  const until = performance.now() + togetherMs;
  return db.transaction(async (tx) => {
    const ids = messages.map(({ id }) => id);
    const fresh = await enterInboxTogether(tx, consumer.name, ids);
    let handled = 0;
    let effects = 0;
    for (const { message, data } of parsed) {
      if (handled > 0 && performance.now() > until) break;
      handled++;
      if (!fresh.delete(message.id)) continue;
      const delivery = { messageId: message.id, attempt: 1, publishedAt: message.publishedAt };
      await inContextOf(message, () => consumer.handle(tx, data, delivery));
      effects++;
    }
    const left = ids.slice(handled).filter((id) => fresh.has(id));
    if (left.length > 0) await leaveInbox(tx, consumer.name, left);
    return { handled, fresh: effects };
  });
}

function inContextOf<T>(message: Message, work: () => Promise<T>): Promise<T> {
  return runInContext({ requestId: message.requestId ?? message.id }, work);
}

function parseBody(consumer: Pick<Consumer, 'on'>, message: Message): unknown {
  const parsed = consumer.on.schema.safeParse(message.body);
  if (parsed.success) return parsed.data;
  throw new PermanentFailure(`The body does not fit ${consumer.on.topic}: ${parsed.error.message}`);
}
