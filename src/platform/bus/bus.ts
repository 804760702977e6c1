import type { Clock } from '../clock';
import type { Secret } from '../config';
import type { Database } from '../db';
import type { Logger, Metrics } from '../observability';
import { createLimit, withTimeout } from '../resilience';
import type { Consumer, Outbox } from './define';
import { createEmbeddedTransport } from './embedded/transport';
import { sampleFigures } from './figures';
import { createHandler } from './handle';
import { type Listening, listenForMessages } from './listen';
import { jobPrefix } from './message';
import { createOutbox } from './outbox';
import { createRabbitTransport } from './rabbit/transport';
import { keepSubscribed } from './subscribe';
import type { Roles, Transport } from './transport';
import { defaultRetryDelaysMs } from './verdict';

export interface Bus extends Outbox {
  /**
   * Begins to relay and to consume; a process that only publishes never calls it.
   * A broker or a database that is away is waited for in the background.
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

const subscribeWithinMs = 3_000;
const pollMs = { listening: 1_000, alone: 200 };

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
    const subscribing = keepSubscribed(db, logger, consumers, () => transport?.wake());
    stops.push(subscribing.close);
    transport = openTransport(options, { handlers, listens, mayRelay: subscribing.isSaved });
    await withTimeout('The first try to subscribe', subscribeWithinMs, subscribing.tried).catch(() => undefined);
    await transport.start(consumers, roles);
    if (roles.relay) stops.push(sampleFigures(db, metrics));
    if (!listens || (options.amqpUrl && !roles.relay)) return;
    const listening: Listening = listenForMessages(db, logger, transport.wake);
    stops.push(listening.close);
  };

  return {
    ...createOutbox(db, clock),
    start,
    ping: async () => transport?.ping(),
    close: async () => {
      for (const stop of stops.splice(0)) await stop();
      await transport?.close();
      transport = null;
    },
  };
}

interface Means {
  handlers: number;
  listens: boolean;
  mayRelay: () => boolean;
}

function openTransport(options: BusOptions, { handlers, listens, mayRelay }: Means): Transport {
  const { db, logger, metrics, amqpUrl, retryDelaysMs = defaultRetryDelaysMs, drainMs = 10_000 } = options;
  const handle = createHandler({ db, logger, metrics, retryDelaysMs, limit: createLimit(handlers) });
  const timing = { retryDelaysMs, drainMs, pollMs: listens ? pollMs.listening : pollMs.alone };
  const common = { db, logger, handle, mayRelay, ...timing };
  if (!amqpUrl) return createEmbeddedTransport(common);
  const { namespace = 'showrunner', applicationName } = options;
  return createRabbitTransport({ ...common, url: amqpUrl, namespace, applicationName });
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
