import type { Secret } from '../../config';
import { pause, withTimeout } from '../../resilience';
import type { Consumer } from '../define';
import { createLoop } from '../loop';
import type { Roles, Transport, TransportOptions } from '../transport';
import { createConnection, type Session } from './connection';
import { type Consuming, consumeAll, consumeDead } from './consume';
import { createPublish, type Publish } from './publisher';
import { relayDeliveries, relayOnce } from './relay';
import { assertTopology, namesIn } from './topology';

export interface RabbitOptions extends TransportOptions {
  url: Secret;
  namespace: string;
  applicationName: string;
}

const firstConnectionWithinMs = 5_000;

/** Carries messages over RabbitMQ; one connection a process, one channel a direction. */
export function createRabbitTransport(options: RabbitOptions): Transport {
  const { db, logger, handle, retryDelaysMs, drainMs } = options;
  const names = namesIn(options.namespace);
  let mine: readonly Consumer[] = [];
  let roles: Roles = { relay: false, consume: false };
  let publish: Publish | null = null;
  let closing = false;
  const means = { db, logger, names, handle };
  const context: Consuming = { ...means, underWay: new Set(), tags: new Set(), isClosing: () => closing };

  const onSession = async (session: Session): Promise<void> => {
    await assertTopology(session.publishing, names, mine, retryDelaysMs);
    publish = createPublish(session.publishing);
    if (!roles.consume || closing) return;
    context.tags.clear();
    await consumeAll(session, publish, mine, context);
    if (roles.relay) await consumeDead(session, context);
  };

  const pass = async (): Promise<boolean> => {
    const session = connection.session();
    if (!session || session.isBlocked() || !publish || !options.mayRelay()) return false;
    await relayDeliveries(db, logger, names, publish);
    return relayOnce(db, logger, names, publish);
  };

  const loop = createLoop({ pass, pollMs: options.pollMs, logger });
  const connection = createConnection({
    url: options.url,
    name: options.applicationName,
    logger,
    onSession,
    onUnblocked: loop.wake,
  });

  const stopTaking = async (): Promise<void> => {
    const session = connection.session();
    if (!session) return;
    for (const tag of context.tags) await session.consuming.cancel(tag);
  };

  return {
    start: async (consumers, wanted) => {
      mine = consumers;
      roles = wanted;
      connection.open();
      if (roles.relay) loop.start();
      await untilConnected(() => connection.session() !== null);
    },
    wake: loop.wake,
    ping: async () => {
      if (!connection.session()) throw new Error('There is no connection to RabbitMQ');
    },
    close: async () => {
      closing = true;
      await withTimeout('Cancelling', 2_000, stopTaking()).catch(() => undefined);
      await loop.stop();
      await withTimeout('The last handlers', drainMs, Promise.all(context.underWay)).catch(() => undefined);
      await connection.close(); // the broker takes back what was not answered
    },
  };
}

async function untilConnected(isConnected: () => boolean): Promise<void> {
  const deadline = Date.now() + firstConnectionWithinMs;
  while (!isConnected() && Date.now() < deadline) await pause(20);
}
