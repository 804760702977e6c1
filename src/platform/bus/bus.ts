import type { Clock } from '../clock';
import type { Secret } from '../config';
import type { Database } from '../db';
import type { Logger, Metrics } from '../observability';
import { createLimit } from '../resilience';
import type { Consumer, Outbox } from './define';
import { createEmbeddedTransport } from './embedded/transport';
import { sampleFigures } from './figures';
import { createHandler } from './handle';
import { type Listening, listenForMessages } from './listen';
import { jobPrefix } from './message';
import { createOutbox } from './outbox';
import { createRabbitTransport } from './rabbit/transport';
import { saveSubscriptions } from './store';
import type { Roles, Transport } from './transport';
import { defaultRetryDelaysMs } from './verdict';

export interface Bus extends Outbox {
  /**
   * Begins to relay and to consume; a process that only publishes never calls it.
   * A broker that is away is waited for in the background.
   */
  start(consumers: readonly Consumer[], roles: Roles): Promise<void>;
  /** Takes nothing new, waits a bounded time for what is under way and gives back the rest. */
  close(): Promise<void>;
  /** Rejects while the broker this process works with cannot be reached. */
  ping(): Promise<void>;
}

export interface BusOptions {
  db: Database;
  clock: Clock;
  logger: Logger;
  metrics: Metrics;
  /** Null: the embedded transport delivers from PostgreSQL. */
  amqpUrl: Secret | null;
  /** Shown by the broker. */
  applicationName: string;
  /** Waits between tries, rising. Every process of an installation uses the same. */
  retryDelaysMs?: readonly number[];
  /** Names exchange and queues; installations that share a broker differ in it. */
  namespace?: string;
  /** How long `close` waits for handlers under way. */
  drainMs?: number;
}

const pollMs = { listening: 1_000, alone: 200 };
const seenEveryMs = 3_600_000;

export function createBus(options: BusOptions): Bus {
  const { db, clock, logger, metrics } = options;
  const poolMax = (db.reader.client as { pool: { max: number } }).pool.max;
  // One connection of a pool that can spare it listens; half of the rest may be in handlers.
  const listens = poolMax >= 3;
  const handlers = Math.max(1, Math.floor((poolMax - 1) / 2));
  let transport: Transport | null = null;
  const stops: (() => Promise<void> | void)[] = [];

  const start = async (consumers: readonly Consumer[], roles: Roles): Promise<void> => {
    refuseAmbiguous(consumers);
    transport = openTransport(options, handlers, listens);
    await keepSubscribed(db, logger, consumers, stops);
    await transport.start(consumers, roles);
    if (roles.relay) stops.push(sampleFigures(db, metrics));
    if (!listens || (options.amqpUrl && !roles.relay)) return;
    const listening: Listening = listenForMessages(db, logger, transport.wake);
    stops.push(listening.close);
  };

  return {
    ...createOutbox(clock),
    start,
    ping: async () => transport?.ping(),
    close: async () => {
      for (const stop of stops.splice(0)) await stop();
      await transport?.close();
      transport = null;
    },
  };
}

function openTransport(options: BusOptions, handlers: number, listens: boolean): Transport {
  const { db, logger, metrics, amqpUrl, retryDelaysMs = defaultRetryDelaysMs, drainMs = 10_000 } = options;
  const handle = createHandler({ db, logger, metrics, retryDelaysMs, limit: createLimit(handlers) });
  const common = { db, logger, handle, retryDelaysMs, drainMs, pollMs: listens ? pollMs.listening : pollMs.alone };
  if (!amqpUrl) return createEmbeddedTransport(common);
  const { namespace = 'showrunner', applicationName } = options;
  return createRabbitTransport({ ...common, url: amqpUrl, namespace, applicationName });
}

async function keepSubscribed(
  db: Database,
  logger: Logger,
  consumers: readonly Consumer[],
  stops: (() => void)[],
): Promise<void> {
  if (consumers.length === 0) return;
  const subscriptions = consumers.map(({ name, on }) => ({ consumer: name, topic: on.topic }));
  await saveSubscriptions(db.reader, subscriptions);
  const timer = setInterval(() => {
    saveSubscriptions(db.reader, subscriptions).catch((error) =>
      logger.warn({ error }, 'The subscriptions could not be renewed'),
    );
  }, seenEveryMs);
  timer.unref();
  stops.push(() => clearInterval(timer));
}

function refuseAmbiguous(consumers: readonly Consumer[]): void {
  const names = new Set<string>();
  const jobs = new Set<string>();
  for (const { name, on } of consumers) {
    if (names.has(name)) throw new Error(`Two consumers are named ${name}`);
    if (jobs.has(on.topic)) throw new Error(`Two consumers take the job ${on.topic}`);
    names.add(name);
    if (on.topic.startsWith(jobPrefix)) jobs.add(on.topic);
  }
}
