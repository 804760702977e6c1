export type { Cache, RateLimit, RateVerdict } from './cache';
export { type CacheOptions, createCache } from './create-cache';
export { openRedis, type RedisConnections } from './redis';
