import type { Logger } from '../observability';
import type { Cache } from './cache';
import { createMemoryCache } from './memory-cache';
import type { RedisConnections } from './redis';
import { createRedisCache } from './redis-cache';

export interface CacheOptions {
  /** Closed with the cache. Null: the cache lives in this process and reaches no other. */
  redis: RedisConnections | null;
  logger: Logger;
  /** Starts every key and channel; installations that share a Redis differ in it. */
  prefix?: string;
  /** The longest any call waits for Redis. */
  answerWithinMs?: number;
}

export function createCache(options: CacheOptions): Cache {
  const { redis, logger, prefix = 'showrunner:', answerWithinMs = 100 } = options;
  return redis ? createRedisCache({ redis, logger, prefix, answerWithinMs }) : createMemoryCache(logger);
}
