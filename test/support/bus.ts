import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import {
  type Bus,
  type BusOptions,
  type Consumer,
  consumer,
  createBus,
  defineEvent,
  type Roles,
} from '../../src/platform/bus';
import { systemClock } from '../../src/platform/clock';
import { Secret } from '../../src/platform/config';
import type { Database, Tx } from '../../src/platform/db';
import { createMetrics, silentLogger } from '../../src/platform/observability';
import { rabbitUrl } from './services';

export type TransportKind = 'embedded' | 'RabbitMQ';
export const transports: readonly TransportKind[] = ['embedded', 'RabbitMQ'];

/** Ann's pie came out of the oven. */
export const pieBaked = defineEvent({ name: 'kitchen.pie-baked', schema: z.object({ filling: z.string().max(20) }) });

export const quickRetries = [50, 100, 150, 200] as const;

/** Options of a bus with queues of its own and quick retries. */
export async function busOptions(
  kind: TransportKind,
  db: Database,
  more: Partial<BusOptions> = {},
): Promise<BusOptions> {
  return {
    db,
    clock: systemClock,
    logger: silentLogger,
    metrics: createMetrics('test', false),
    amqpUrl: kind === 'RabbitMQ' ? new Secret(await rabbitUrl()) : null,
    applicationName: 'test',
    retryDelaysMs: quickRetries,
    namespace: `test-${randomUUID()}`,
    ...more,
  };
}

/** A table that counts what consumers did, in the transaction they did it in. */
export async function createEffects(db: Database) {
  await db.reader.raw(
    'create table effects (id bigint generated always as identity, consumer text, filling text, request_id text)',
  );
  return {
    record: (tx: Tx, row: { consumer: string; filling: string; request_id?: string | null }) =>
      tx('effects').insert(row),
    of: (name: string): Promise<{ filling: string; request_id: string | null }[]> =>
      db.reader('effects').where({ consumer: name }).orderBy('id'),
  };
}

export type Effects = Awaited<ReturnType<typeof createEffects>>;

export const both: Roles = { relay: true, consume: true };

/** Buses of one test over its database, and pies that come out of the oven there. */
export function busesOver(db: () => Database) {
  const open: Bus[] = [];
  return {
    start: async (options: BusOptions, consumers: readonly Consumer[], roles = both): Promise<Bus> => {
      const bus = createBus(options);
      open.push(bus);
      await bus.start(consumers, roles);
      return bus;
    },
    bake: (bus: Bus, filling: string): Promise<void> =>
      db().transaction((tx) => bus.publish(tx, pieBaked, { filling })),
    closeAll: async (): Promise<void> => {
      for (const bus of open.splice(0)) await bus.close();
    },
  };
}

/** Hears of pies and records each. */
export function taster(effects: Effects, name = 'guests.taste-pie'): Consumer {
  return consumer({
    name,
    on: pieBaked,
    handle: async (tx, { filling }) => {
      await effects.record(tx, { consumer: name, filling });
    },
  });
}

/** Makes the transport hand over every message a second time, as it may do on its own after a crash. */
export async function redeliverEverything(kind: TransportKind, db: Database): Promise<void> {
  await db.reader.raw(
    kind === 'embedded'
      ? 'update bus.deliveries set done_at = null, next_attempt_at = now()'
      : 'update bus.outbox set sent_at = null, next_attempt_at = now()',
  );
  await db.reader.raw("select pg_notify('showrunner_bus', '')");
}
