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
}

export function createCache({ redisUrl, logger, prefix = 'showrunner:' }: CacheOptions): Cache {
  return redisUrl ? createRedisCache({ url: redisUrl, logger, prefix }) : createMemoryCache(logger);
}
