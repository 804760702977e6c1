import { z } from 'zod';
import { type Consumer, consumer, createBus, defineEvent } from '../src/platform/bus';
import { systemClock } from '../src/platform/clock';
import { Secret } from '../src/platform/config';
import { createDatabase, type Database } from '../src/platform/db';
import { createMetrics, silentLogger } from '../src/platform/observability';

/** What travels in the bench, and by both sides: a small fact. */
export const measured = defineEvent({
  name: 'bench.measured',
  schema: z.object({ number: z.number(), note: z.string() }),
});

export function openDatabase(url: string, name: string, poolMax: number): Database {
  return createDatabase({ url, poolMax, logger: silentLogger, applicationName: name });
}

export function openBus(db: Database, amqpUrl: string | null, name: string) {
  return createBus({
    db,
    clock: systemClock,
    logger: silentLogger,
    metrics: createMetrics(name, false),
    amqpUrl: amqpUrl ? new Secret(amqpUrl) : null,
    applicationName: name,
    namespace: 'bench',
  });
}

/** The worker of the bench: relay and consumer, telling its parent how many effects have been committed. */
async function work(databaseUrl: string, amqpUrl: string | null): Promise<void> {
  const db = openDatabase(databaseUrl, 'bench-worker', 5);
  let effects = 0;
  const tell = (number: number) => process.send?.({ effects: ++effects, number, at: Date.now() });
  const counting = consumer({
    name: 'bench.count',
    on: measured,
    handle: async (tx, { number }) => db.afterCommit(tx, () => void tell(number)),
  }) as Consumer;
  const bus = openBus(db, amqpUrl, 'bench-worker');
  await bus.start([counting], { relay: true, consume: true });
  process.on('message', () => process.send?.({ cpu: process.cpuUsage() }));
  process.send?.({ started: true });
  process.once('disconnect', () => process.exit(0));
}

if (require.main === module) void work(process.argv[2] ?? '', process.argv[3] ?? null);
