import Redis, { type RedisOptions } from 'ioredis';
import type { Secret } from '../config';
import type { Logger } from '../observability';
import { withTimeout } from '../resilience';

/** The connections to Redis of one process. Its parts use two of them together, because the smallest plans allow 20 in all. */
export interface RedisConnections {
  /** For commands. Nothing waits in it while Redis is away, and what is not answered in 2 s has failed. */
  commands(): Redis;
  /** For hearing what is published; shares its subscriptions with everybody, so listen by channel. */
  hearing(): Redis;
  /** One of its own for a command that waits at the server; whoever takes it disconnects it. */
  waiting(name: string): Redis;
  close(): Promise<void>;
}

/** A server that says nothing for so long is taken for dead, and the connection is made anew. */
export const silenceMs = 5_000;
const answerWithinMs = 2_000;
const closeWithinMs = 500;

/** Opens nothing yet: each connection is made at its first use. */
export function openRedis(url: Secret, prefix: string, logger: Logger): RedisConnections {
  let commands: Redis | null = null;
  let hearing: Redis | null = null;
  return {
    commands: () => {
      commands ??= connect(url, `${prefix}commands`, logger, {
        enableOfflineQueue: false,
        maxRetriesPerRequest: 0,
        commandTimeout: answerWithinMs,
        socketTimeout: silenceMs,
      });
      return commands;
    },
    hearing: () => {
      // Bull insists on both options for a connection that hears.
      hearing ??= connect(url, `${prefix}hearing`, logger, { enableReadyCheck: false, maxRetriesPerRequest: null });
      return hearing;
    },
    waiting: (name) =>
      connect(url, `${prefix}${name}`, logger, {
        enableReadyCheck: false,
        maxRetriesPerRequest: null,
        // What waits here asks again every 5 s; silent for longer, the server is gone.
        socketTimeout: 3 * silenceMs,
      }),
    close: async () => {
      await Promise.all([commands, hearing].map((redis) => redis && endQuietly(redis)));
    },
  };
}

/** A connection that reconnects for ever, with backoff and jitter, and says once per outage that it is one. */
function connect(url: Secret, name: string, logger: Logger, options: RedisOptions): Redis {
  const address = url.reveal();
  const redis = new Redis(address, {
    connectTimeout: 1_000,
    keepAlive: 10_000,
    connectionName: name,
    retryStrategy: (times) => Math.min(2_000, 50 * 2 ** Math.min(times, 10)) * (0.5 + Math.random() / 2),
    // After a failover the old primary only reads; the new one is found by connecting again.
    reconnectOnError: (error) => error.message.startsWith('READONLY'),
    // Heroku's certificates are of its own making: docs/decisions/tls-to-the-add-ons.md.
    ...(address.startsWith('rediss:') ? { tls: { rejectUnauthorized: false } } : {}),
    ...options,
  });
  let away = false;
  redis.on('error', (error) => {
    if (!away) logger.warn({ error, connection: name }, 'Redis cannot be reached');
    away = true;
  });
  redis.on('ready', () => {
    if (away) logger.info({ connection: name }, 'Redis is back');
    away = false;
  });
  return redis;
}

async function endQuietly(redis: Redis): Promise<void> {
  if (redis.status === 'ready') await withTimeout('Leaving', closeWithinMs, redis.quit()).catch(() => undefined);
  redis.disconnect();
}
