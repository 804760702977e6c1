import type Redis from 'ioredis';
import { RateLimiterRedis } from 'rate-limiter-flexible';
import type { Logger } from '../observability';
import { createBreaker, withTimeout } from '../resilience';
import type { Cache } from './cache';
import { createLimiters, memoryLimiter } from './limiters';
import { Listeners } from './listeners';
import { type RedisConnections, silenceMs } from './redis';

export interface RedisCacheOptions {
  redis: RedisConnections;
  logger: Logger;
  prefix: string;
  answerWithinMs: number;
}

const breakerRule = { failures: 5, restMs: 1_000 };
const probeEveryMs = 15_000;

/** Uses the connection for commands and, from the first `listen` on, the one that hears. */
export function createRedisCache({ redis, logger, prefix, answerWithinMs }: RedisCacheOptions): Cache {
  const client = redis.commands();
  const breaker = createBreaker(breakerRule);
  const hearing = createHearing(redis, prefix, logger);

  // Runs the command, or gives `otherwise` at once when the server is away, in time when it does not answer.
  const attempt = async <T>(command: () => Promise<T>, otherwise: () => T | Promise<T>): Promise<T> => {
    if (client.status !== 'ready' || !breaker.allows()) return otherwise();
    try {
      const answer = await withTimeout('The answer of Redis', answerWithinMs, command());
      breaker.succeeded();
      return answer;
    } catch (error) {
      breaker.failed();
      logger.debug({ error }, 'A Redis command had no answer');
      return otherwise();
    }
  };

  const shared = createLimiters(
    (options) => new RateLimiterRedis({ ...options, keyPrefix: prefix + options.keyPrefix, storeClient: client }),
  );
  const local = createLimiters(memoryLimiter);

  return {
    get: (key) =>
      attempt(
        () => client.get(prefix + key),
        () => null,
      ),
    set: async (key, value, ttlMs) => {
      const px = Math.floor(ttlMs);
      if (px >= 1)
        await attempt<unknown>(
          () => client.set(prefix + key, value, 'PX', px),
          () => undefined,
        );
    },
    delete: async (key) => {
      await attempt<unknown>(
        () => client.del(prefix + key),
        () => undefined,
      );
    },
    consume: (limit, key) =>
      attempt(
        () => shared(limit, key),
        () => local(limit, key),
      ),
    broadcast: async (channel, message) => {
      await attempt<unknown>(
        () => client.publish(prefix + channel, message),
        () => undefined,
      );
    },
    listen: hearing.listen,
    ping: async () => {
      await withTimeout('The answer of Redis', answerWithinMs, client.ping());
    },
    close: async () => {
      hearing.close();
      await redis.close();
    },
  };
}

interface Hearing {
  listen: Cache['listen'];
  close(): void;
}

function createHearing(connections: RedisConnections, prefix: string, logger: Logger): Hearing {
  const listeners = new Listeners(logger);
  let subscriber: Redis | null = null;
  let probe: NodeJS.Timeout | undefined;

  const open = (): Redis => {
    const redis = connections.hearing();
    redis.on('message', (channel, message) => listeners.tell(channel.slice(prefix.length), message));
    // Nothing is sent on this connection, so only a question shows that the other side is still there.
    probe = setInterval(() => {
      if (redis.status !== 'ready') return;
      withTimeout('The answer of Redis', silenceMs, redis.ping()).catch(() => redis.disconnect(true));
    }, probeEveryMs);
    probe.unref();
    return redis;
  };

  return {
    listen: (channel, listener) => {
      subscriber ??= open();
      // Asked for while Redis is away, a subscription is made when it is back.
      if (listeners.add(channel, listener)) subscriber.subscribe(prefix + channel).catch(() => undefined);
      return () => {
        if (listeners.remove(channel, listener)) subscriber?.unsubscribe(prefix + channel).catch(() => undefined);
      };
    },
    close: () => clearInterval(probe),
  };
}
