import type { Channel } from 'amqplib';
import type { Consumer } from '../define';
import { takesLimit } from '../transport';

/** The names of everything this installation keeps at the broker: one queue a consumer, and a handful shared by all. */
export interface Names {
  exchange: string;
  /** Dead messages of all consumers: those that the broker itself gave up on. */
  dead: string;
  queueOf(consumer: string): string;
  consumerOf(queue: string): string;
  /** Exchange and queue of one shared wait. */
  retry(delayMs: number): string;
}

export function namesIn(namespace: string): Names {
  const prefix = `${namespace}.`;
  return {
    exchange: namespace,
    dead: `${prefix}dead`,
    queueOf: (consumer) => prefix + consumer,
    consumerOf: (queue) => queue.slice(prefix.length),
    retry: (delayMs) => `${prefix}retry.${delayMs % 1_000 === 0 ? `${delayMs / 1_000}s` : `${delayMs}ms`}`,
  };
}

// At-least-once dead-lettering needs reject-publish, and keeps the message until its target has it.
const safeDeadLettering = { 'x-dead-letter-strategy': 'at-least-once', 'x-overflow': 'reject-publish' };

/** Safe to repeat; a queue that exists with other arguments closes the channel. */
export async function assertTopology(
  channel: Channel,
  names: Names,
  consumers: readonly Consumer[],
  retryDelaysMs: readonly number[],
): Promise<void> {
  await channel.assertExchange(names.exchange, 'topic', { durable: true });
  await channel.assertQueue(names.dead, { durable: true, arguments: { 'x-queue-type': 'quorum' } });
  for (const delayMs of retryDelaysMs) await assertRetryQueue(channel, names.retry(delayMs), delayMs);
  for (const { name, on } of consumers) {
    await channel.assertQueue(names.queueOf(name), {
      durable: true,
      arguments: {
        'x-queue-type': 'quorum',
        'x-delivery-limit': takesLimit,
        'x-dead-letter-exchange': '',
        'x-dead-letter-routing-key': names.dead,
        ...safeDeadLettering,
      },
    });
    await channel.bindQueue(names.queueOf(name), names.exchange, on.topic);
  }
}

// Whatever the routing key, the fanout puts the message into its queue; when its time is over it goes
// by the default exchange to the queue that the routing key names.
async function assertRetryQueue(channel: Channel, name: string, delayMs: number): Promise<void> {
  await channel.assertExchange(name, 'fanout', { durable: true });
  await channel.assertQueue(name, {
    durable: true,
    arguments: {
      'x-queue-type': 'quorum',
      'x-message-ttl': delayMs,
      'x-dead-letter-exchange': '',
      ...safeDeadLettering,
    },
  });
  await channel.bindQueue(name, name, '');
}
