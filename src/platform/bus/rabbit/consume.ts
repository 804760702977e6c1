import type { ConsumeMessage } from 'amqplib';
import type { Database } from '../../db';
import { failpoint } from '../../failpoints';
import { newId } from '../../ids';
import type { Logger } from '../../observability';
import { pause, withTimeout } from '../../resilience';
import { recordDeadLetter } from '../dead-letters';
import type { Consumer, TransactionalConsumer } from '../define';
import { concurrencyOf, type Handler } from '../handle';
import { patienceMs } from '../reconcile';
import { takesLimit } from '../transport';
import { watchRetry } from '../watch-store';
import type { Session } from './connection';
import { type Decoded, decode, encode, unreadable } from './envelope';
import { createLanes } from './lanes';
import type { Publish } from './publisher';
import type { Names } from './topology';

export interface Consuming {
  db: Database;
  logger: Logger;
  names: Names;
  handle: Handler;
  /** Everything begun and not yet answered. */
  underWay: Set<Promise<unknown>>;
  /** What to cancel so that nothing more comes. */
  tags: Set<string>;
  isClosing(): boolean;
}

/** A delivery and what it says; null for bytes that are no message of ours. */
interface Taken {
  delivery: ConsumeMessage;
  decoded: Decoded | null;
}

interface Taking {
  queue: string;
  concurrency: number;
  /** Answers one delivery. A rejection gives it back to its queue. */
  answer: (taken: Taken) => Promise<void>;
  /** Answers the first so many at once and returns how many; left out where each is answered alone. */
  answerTogether?: (taken: readonly Taken[]) => Promise<number>;
}

const restAfterErrorMs = 2_000;
const beginWithinMs = 10_000;
/** After so many good answers more are taken ahead. A message that kills its process never has neighbours to take along. */
const trustAfter = 20;
const takenAhead = 400;

/** Begins to take messages. */
export async function consumeAll(
  session: Session,
  publish: Publish,
  consumers: readonly Consumer[],
  context: Consuming,
): Promise<void> {
  for (const consumer of consumers) {
    const answer = (taken: Taken) => answerDelivery(session, publish, consumer, taken, context);
    const together = 'handle' in consumer ? answerInOne(session, consumer, context) : undefined;
    const queue = context.names.queueOf(consumer.name);
    await take(session, context, { queue, concurrency: concurrencyOf(consumer), answer, answerTogether: together });
  }
}

/** Moves what the broker itself gave up on into the dead letters. */
export function consumeDead(session: Session, context: Consuming): Promise<void> {
  const answer = async (taken: Taken): Promise<void> => {
    const { delivery } = taken;
    // The latest death; the first may be that in a retry queue.
    const queue = delivery.properties.headers?.['x-death']?.[0]?.queue ?? '';
    const error = `Taken ${takesLimit} times and never answered: it may kill its process`;
    await bury(context, context.names.consumerOf(queue), taken, error);
    acknowledge(session, delivery);
  };
  return take(session, context, { queue: context.names.dead, concurrency: 5, answer });
}

async function take(session: Session, context: Consuming, taking: Taking): Promise<void> {
  const { queue, concurrency, answerTogether } = taking;
  let answered = 0;
  const isOver = () => context.isClosing() || !session.isAlive();
  const work = async (taken: Taken[]): Promise<Taken[]> => {
    let done = answerTogether && taken.length > 1 ? await answerTogether(taken) : 0;
    // None of several: each is tried alone, so that one bad message does not cost its neighbours a try.
    if (done === 0)
      for (; done < taken.length && !isOver(); done++) await answerAlone(session, context, taking, taken[done]);
    const trusted = answered >= trustAfter;
    answered += done;
    if (answerTogether && !trusted && answered >= trustAfter) await begin(takenAhead).catch(() => undefined);
    return taken.slice(done);
  };
  const lanes = createLanes<Taken>({
    concurrency,
    mayShare: (taken) => answerTogether !== undefined && isFirstTry(taken),
    work: (taken) => {
      const done = work(taken).finally(() => context.underWay.delete(done));
      context.underWay.add(done);
      return done;
    },
    isOver,
  });
  const begin = async (prefetch: number): Promise<void> => {
    const hear = (delivery: ConsumeMessage | null) =>
      delivery ? lanes.put({ delivery, decoded: decode(delivery) }) : session.abandon(`the queue ${queue} was deleted`);
    // Sent in one breath: a prefetch counts for the consumers that begin after it.
    const begun = Promise.all([session.consuming.prefetch(prefetch), session.consuming.consume(queue, hear)]);
    // Names the queue: one that lost its data keeps the broker silent, and a person has to delete it.
    const [, { consumerTag }] = await withTimeout(`Taking from ${queue}`, beginWithinMs, begun);
    context.tags.add(consumerTag);
  };
  await begin(concurrency);
}

async function answerAlone(
  session: Session,
  context: Consuming,
  { queue, answer }: Taking,
  taken?: Taken,
): Promise<void> {
  if (!taken) return;
  try {
    await answer(taken);
  } catch (error) {
    // Neither effect nor dead letter could be written: the database is away. Not at once again.
    context.logger.warn({ error, queue }, 'A message goes back to its queue');
    await pause(restAfterErrorMs);
    if (session.isAlive()) session.consuming.nack(taken.delivery, false, true);
  }
}

/** Anything that was tried before, or taken by somebody who never answered, has its transaction to itself. */
function isFirstTry({ delivery, decoded }: Taken): boolean {
  return !delivery.fields.redelivered && decoded?.attempt === 1;
}

function answerInOne(session: Session, consumer: TransactionalConsumer<unknown>, { handle }: Consuming) {
  return async (taken: readonly Taken[]): Promise<number> => {
    const messages = taken.flatMap(({ decoded }) => decoded?.message ?? []);
    const handled = await handle.together(consumer, messages);
    for (const { delivery } of taken.slice(0, handled)) acknowledge(session, delivery);
    return handled;
  };
}

async function answerDelivery(
  session: Session,
  publish: Publish,
  consumer: Consumer,
  taken: Taken,
  context: Consuming,
): Promise<void> {
  const { delivery, decoded } = taken;
  if (!decoded) {
    await bury(context, consumer.name, taken, 'The bytes are not a message');
    return acknowledge(session, delivery);
  }
  const { message, attempt } = decoded;
  const outcome = await context.handle({ consumer, message, attempt });
  if (outcome.kind === 'retry') {
    const { content, properties } = encode(message, outcome.spent ? attempt + 1 : attempt);
    const { names, db, logger } = context;
    const retry = {
      consumer: consumer.name,
      messageId: message.id,
      attempts: attempt,
      delayMs: outcome.delayMs,
      patienceMs,
    };
    await watchRetry(db.reader, retry).catch((error) => logger.warn({ error }, 'A retry is not watched'));
    await publish(names.retry(outcome.delayMs), names.queueOf(consumer.name), content, properties);
  }
  acknowledge(session, delivery);
}

// Without its session the broker delivers again, and the inbox absorbs it.
function acknowledge(session: Session, delivery: ConsumeMessage): void {
  failpoint('consumer.before-ack');
  if (session.isAlive()) session.consuming.ack(delivery);
  failpoint('consumer.after-ack');
}

async function bury({ db }: Consuming, consumer: string, { delivery, decoded }: Taken, error: string): Promise<void> {
  const message = decoded?.message ?? unreadable(delivery, newId(), await db.now());
  await db.transaction((tx) => recordDeadLetter(tx, { consumer, message, error, attempts: decoded?.attempt ?? 1 }));
}
