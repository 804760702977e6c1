import type { Channel, ConfirmChannel, Options } from 'amqplib';
import { failpoint } from '../../failpoints';
import { withTimeout } from '../../resilience';

/** Resolves when the broker has the message safe in a queue; rejects when it has not, or nobody can tell. */
export type Publish = (
  exchange: string,
  routingKey: string,
  content: Buffer,
  properties: Options.Publish,
) => Promise<void>;

export class Unroutable extends Error {
  override name = 'Unroutable';
}

const confirmWithinMs = 8_000;

export function createPublish(channel: ConfirmChannel): Publish {
  const returned = watchReturns(channel);
  let publications = 0;
  return async (exchange, routingKey, content, properties) => {
    const correlationId = String(++publications);
    const confirmed = new Promise<void>((resolve, reject) => {
      const options = { ...properties, correlationId, mandatory: true };
      channel.publish(exchange, routingKey, content, options, (error) => (error ? reject(error) : resolve()));
    });
    failpoint('relay.before-confirm');
    await withTimeout('The confirmation of RabbitMQ', confirmWithinMs, confirmed);
    // A message that no queue wants is returned before it is confirmed.
    if (returned.delete(correlationId))
      throw new Unroutable(`No queue at ${exchange || 'the broker'} takes ${routingKey}`);
  };
}

function watchReturns(channel: Channel): Set<string> {
  const returned = new Set<string>();
  channel.on('return', ({ properties }) => returned.add(String(properties.correlationId)));
  return returned;
}
