import type { Secret } from '../config';
import type { Logger } from '../observability';
import type { Cache } from './cache';
import { createMemoryCache } from './memory-cache';
import { createRedisCache } from './redis-cache';

export interface CacheOptions {
  /** Null: the cache lives in this process and reaches no other. */
  redisUrl: Secret | null;
  logger: Logger;
  /** Starts every key and channel; installations that share a Redis differ in it. */
  prefix?: string;
  /** The longest any call waits for Redis. */
  answerWithinMs?: number;
}

export function createCache(options: CacheOptions): Cache {
  const { redisUrl, logger, prefix = 'showrunner:', answerWithinMs = 100 } = options;
  return redisUrl ? createRedisCache({ url: redisUrl, logger, prefix, answerWithinMs }) : createMemoryCache(logger);
}
