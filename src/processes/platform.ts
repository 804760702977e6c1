import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { type Bus, createBus } from '../platform/bus';
import { type Cache, createCache, openRedis } from '../platform/cache';
import { createDatabaseClock } from '../platform/clock';
import type { Config } from '../platform/config';
import { createDatabase, type Database, pendingMigrations } from '../platform/db';
import { createObjectSender } from '../platform/http';
import { createMailer } from '../platform/mail';
import { createHealth, createMetrics, type Health, type Logger } from '../platform/observability';
import { createLocalStorage, createS3Storage, type Storage } from '../platform/storage';
import { createTimers } from '../platform/timers';
import type { Closers } from './shutdown';

export type Platform = ReturnType<typeof createPlatform>;

/** The plumbing of one process, opened without waiting: what is away now is tried again when it is needed. */
export function createPlatform(config: Config, logger: Logger, closers: Closers) {
  const metrics = createMetrics(config.process);
  const health = createHealth();
  const db = createDatabase({
    url: config.database.url.reveal(),
    poolMax: config.database.poolMax,
    tls: config.database.tls,
    applicationName: `showrunner-${config.process}`,
    logger,
  });
  closers.push(() => db.close());
  const clock = createDatabaseClock(() => db.now(), logger);
  closers.push(() => clock.close());
  const prefix = `${config.namespace}:`;
  const redis = config.redisUrl && openRedis(config.redisUrl, prefix, logger);
  const cache = createCache({ redis, logger, prefix });
  closers.push(() => cache.close());
  const bus = createBus({
    db,
    clock,
    logger,
    metrics,
    amqpUrl: config.amqpUrl,
    namespace: config.namespace,
    applicationName: `showrunner-${config.process}`,
  });
  closers.push(() => bus.close());
  const timers = createTimers({ redis, cache, clock, logger, metrics, prefix });
  closers.push(() => timers.close());
  const mailer = createMailer({ smtpUrl: config.smtpUrl, from: config.mailFrom, dataDir: config.dataDir, clock });
  closers.push(() => mailer.close());
  const storage = openStorage(config);
  closers.push(() => storage.close());
  const objects = createObjectSender({ storage, ...config.delivery });

  registerHealth(health, { db, bus, cache, storage });
  return { config, logger, metrics, health, db, clock, cache, bus, timers, mailer, storage, objects };
}

interface Checked {
  db: Database;
  bus: Bus;
  cache: Cache;
  storage: Storage;
}

/** Without the database nothing is ready; everything else has something that stands in for a while. */
function registerHealth(health: Health, { db, bus, cache, storage }: Checked): void {
  health.register({ name: 'database', required: true, check: () => db.ping() });
  health.register({
    name: 'migrations',
    required: true,
    check: migrationsMatch(() => pendingMigrations(db.reader, migrationsDirectory)),
  });
  health.register({ name: 'bus', required: false, check: () => bus.ping() });
  health.register({ name: 'cache', required: false, check: () => cache.ping() });
  // A bucket is a paid call away, and probes come every few seconds, from every router and to every process.
  health.register({ name: 'storage', required: false, check: () => storage.ping(), goodForMs: 15_000 });
}

function openStorage({ bucket, dataDir, copiesBytes }: Config): Storage {
  if (!bucket) return createLocalStorage(join(dataDir, 'media'));
  return createS3Storage({
    ...bucket,
    copiesDirectory: join(dataDir, 'copies'),
    copiesBytes,
  });
}

const compiledMigrations = join(__dirname, '..', 'migrations');

/** Compiled beside the processes, `dist/migrations`; from the sources, those of the checkout. */
export const migrationsDirectory = existsSync(compiledMigrations)
  ? compiledMigrations
  : join(__dirname, '..', '..', 'migrations');

function migrationsMatch(pending: () => Promise<string[]>): () => Promise<void> {
  let matched = false;
  return async () => {
    if (matched) return;
    const names = await pending();
    if (names.length > 0) throw new Error(`Migrations are missing: ${names.join(', ')}`);
    matched = true;
  };
}
