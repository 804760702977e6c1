import type { ConsumeMessage } from 'amqplib';
import type { Database } from '../../db';
import { newId } from '../../ids';
import type { Logger } from '../../observability';
import { pause, withTimeout } from '../../resilience';
import { recordDeadLetter } from '../dead-letters';
import type { Consumer } from '../define';
import { concurrencyOf, type Handler } from '../handle';
import { takesLimit } from '../transport';
import type { Session } from './connection';
import { decode, encode, unreadable } from './envelope';
import type { Publish } from './publisher';
import type { Names } from './topology';

export interface Consuming {
  db: Database;
  logger: Logger;
  names: Names;
  handle: Handler;
  /** Everything taken and not yet answered. */
  underWay: Set<Promise<void>>;
}

const restAfterErrorMs = 2_000;
const beginWithinMs = 10_000;

/** Begins to take messages; returns the tags to cancel. */
export async function consumeAll(
  session: Session,
  publish: Publish,
  consumers: readonly Consumer[],
  context: Consuming,
): Promise<string[]> {
  const tags: string[] = [];
  for (const consumer of consumers) {
    const answer = (delivery: ConsumeMessage) => answerDelivery(session, publish, consumer, delivery, context);
    tags.push(await take(session, context, context.names.queueOf(consumer.name), concurrencyOf(consumer), answer));
  }
  return tags;
}

/** Moves what the broker itself gave up on into the dead letters. */
export function consumeDead(session: Session, context: Consuming): Promise<string> {
  return take(session, context, context.names.dead, 5, async (delivery) => {
    // The latest death; the first may be that in a retry queue.
    const queue = delivery.properties.headers?.['x-death']?.[0]?.queue ?? '';
    const error = `Taken ${takesLimit} times and never answered: it may kill its process`;
    await bury(context, context.names.consumerOf(queue), delivery, error);
    session.consuming.ack(delivery);
  });
}

async function take(
  session: Session,
  { logger, underWay }: Consuming,
  queue: string,
  prefetch: number,
  answer: (delivery: ConsumeMessage) => Promise<void>,
): Promise<string> {
  await session.consuming.prefetch(prefetch);
  const hear = (delivery: ConsumeMessage | null) => {
    if (!delivery) return session.abandon(`the queue ${queue} was deleted`);
    const work = answer(delivery)
      .catch(async (error) => {
        // Neither effect nor dead letter could be written: the database is away. Not at once again.
        logger.warn({ error, queue }, 'A message goes back to its queue');
        await pause(restAfterErrorMs);
        if (session.isAlive()) session.consuming.nack(delivery, false, true);
      })
      .catch((error) => logger.warn({ error, queue }, 'A message was left to the end of its channel'))
      .finally(() => underWay.delete(work));
    underWay.add(work);
  };
  // Names the queue: one that lost its data keeps the broker silent, and a person has to delete it.
  const begun = session.consuming.consume(queue, hear);
  const { consumerTag } = await withTimeout(`Taking from ${queue}`, beginWithinMs, begun);
  return consumerTag;
}

async function answerDelivery(
  session: Session,
  publish: Publish,
  consumer: Consumer,
  delivery: ConsumeMessage,
  context: Consuming,
): Promise<void> {
  const decoded = decode(delivery);
  if (!decoded) {
    await bury(context, consumer.name, delivery, 'The bytes are not a message');
    return acknowledge(session, delivery);
  }
  const { message, attempt } = decoded;
  const outcome = await context.handle({ consumer, message, attempt });
  if (outcome.kind === 'retry') {
    const { content, properties } = encode(message, outcome.spent ? attempt + 1 : attempt);
    const { names } = context;
    await publish(names.retry(outcome.delayMs), names.queueOf(consumer.name), content, properties);
  }
  acknowledge(session, delivery);
}

// Without its session the broker delivers again, and the inbox absorbs it.
function acknowledge(session: Session, delivery: ConsumeMessage): void {
  if (session.isAlive()) session.consuming.ack(delivery);
}

async function bury({ db }: Consuming, consumer: string, delivery: ConsumeMessage, error: string): Promise<void> {
  const decoded = decode(delivery);
  const message = decoded?.message ?? unreadable(delivery, newId(), await db.now());
  await db.transaction((tx) => recordDeadLetter(tx, { consumer, message, error, attempts: decoded?.attempt ?? 1 }));
}
