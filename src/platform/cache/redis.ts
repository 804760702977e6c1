import Redis, { type RedisOptions } from 'ioredis';
import type { Secret } from '../config';
import type { Logger } from '../observability';

/** Opens a connection that reconnects for ever, with backoff and jitter, and says once per outage that it is one. */
export function openRedis(url: Secret, name: string, logger: Logger, options: RedisOptions): Redis {
  const address = url.reveal();
  const redis = new Redis(address, {
    connectTimeout: 1_000,
    keepAlive: 10_000,
    connectionName: name,
    retryStrategy: (times) => Math.min(2_000, 50 * 2 ** Math.min(times, 10)) * (0.5 + Math.random() / 2),
    // After a failover the old primary only reads; the new one is found by connecting again.
    reconnectOnError: (error) => error.message.startsWith('READONLY'),
    // Heroku's certificates are of its own making.
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
