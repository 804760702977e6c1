import { type Channel, type ChannelModel, type ConfirmChannel, connect } from 'amqplib';
import type { Secret } from '../../config';
import type { Logger } from '../../observability';
import { pause, withTimeout } from '../../resilience';

/** One life of the connection; when any part of it breaks, all of it ends and a new one begins. */
export interface Session {
  publishing: ConfirmChannel;
  consuming: Channel;
  isAlive(): boolean;
  /** The broker is short of memory or disk and takes nothing for now. */
  isBlocked(): boolean;
  /** Ends this life, so that the next one asserts everything again. */
  abandon(reason: string): void;
}

export interface BrokerConnection {
  /** Null while there is no connection. */
  session(): Session | null;
  open(): void;
  close(): Promise<void>;
}

export interface ConnectionOptions {
  url: Secret;
  /** Shown in the broker's list of connections. */
  name: string;
  logger: Logger;
  /** Asserts the topology and begins to consume; a rejection ends the session. */
  onSession(session: Session): Promise<void>;
  onUnblocked(): void;
}

const heartbeatSeconds = 30;
const connectWithinMs = 5_000;
const setUpWithinMs = 20_000;
const backoffMs = { first: 250, ceiling: 8_000 };

/** Keeps one connection to the broker for as long as it is open, reconnecting with backoff and full jitter. */
export function createConnection(options: ConnectionOptions): BrokerConnection {
  const { logger } = options;
  let current: { model: ChannelModel; session: Session } | null = null;
  let closing = false;
  let running: Promise<void> = Promise.resolve();
  let skipPause: () => void = () => undefined;

  const liveOnce = async (): Promise<void> => {
    const model = await connectTo(options);
    let alive = true;
    const ended = new Promise<void>((resolve) => model.once('close', () => resolve()));
    ended.then(() => {
      alive = false;
      current = null;
    });
    const abandon = (reason: string) => {
      if (!alive) return;
      alive = false;
      current = null;
      logger.warn({ reason }, 'The connection to RabbitMQ is given up');
      void endQuietly(model);
    };
    try {
      const session = await openSession(model, { isAlive: () => alive, abandon }, options);
      await withTimeout('Setting up the queues', setUpWithinMs, options.onSession(session));
      if (alive) current = { model, session };
      logger.info('Connected to RabbitMQ');
      options.onUnblocked();
    } catch (error) {
      await endQuietly(model);
      throw error;
    }
    if (closing) await endQuietly(model);
    await ended;
    if (!closing) logger.warn('The connection to RabbitMQ was lost');
  };

  const run = async (): Promise<void> => {
    for (let failures = 0; !closing; ) {
      try {
        await liveOnce();
        failures = 0;
      } catch (error) {
        failures++;
        logger.warn({ error, failures }, 'RabbitMQ cannot be reached; it will be tried again');
      }
      const ceiling = Math.min(backoffMs.ceiling, backoffMs.first * 2 ** failures);
      const skipped = new Promise<void>((resolve) => {
        skipPause = resolve;
      });
      if (!closing) await Promise.race([pause(Math.random() * ceiling), skipped]);
    }
  };

  return {
    session: () => current?.session ?? null,
    open: () => {
      running = run();
    },
    close: async () => {
      closing = true;
      skipPause();
      if (current) await endQuietly(current.model);
      await running;
    },
  };
}

async function connectTo({ url, name, logger }: ConnectionOptions): Promise<ChannelModel> {
  const address = new URL(url.reveal());
  address.searchParams.set('heartbeat', String(heartbeatSeconds));
  const model = await connect(address.href, {
    timeout: connectWithinMs,
    noDelay: true,
    keepAlive: true,
    clientProperties: { connection_name: name },
  });
  // Unheard, an `error` would end the process; `close` follows it and does the work.
  model.on('error', (error) => logger.warn({ error }, 'The connection to RabbitMQ broke'));
  return model;
}

async function openSession(
  model: ChannelModel,
  life: Pick<Session, 'isAlive' | 'abandon'>,
  { logger, onUnblocked }: ConnectionOptions,
): Promise<Session> {
  let blocked = false;
  model.on('blocked', (reason) => {
    blocked = true;
    logger.warn({ reason }, 'RabbitMQ takes no messages for now');
  });
  model.on('unblocked', () => {
    blocked = false;
    onUnblocked();
  });
  const [publishing, consuming] = [await model.createConfirmChannel(), await model.createChannel()];
  for (const channel of [publishing, consuming]) {
    channel.on('error', (error) => logger.warn({ error }, 'A channel to RabbitMQ broke'));
    channel.on('close', () => life.abandon('a channel was closed'));
  }
  return { ...life, publishing, consuming, isBlocked: () => blocked };
}

// A broker that hangs answers no close; when its socket fails the connection ends all the same.
async function endQuietly(model: ChannelModel): Promise<void> {
  await withTimeout('Closing', 2_000, model.close()).catch((error) => {
    (model.connection as { stream?: { destroy(error: Error): void } }).stream?.destroy(error);
  });
}
