export type { Cache, RateLimit, RateVerdict } from './cache';
export { type CacheOptions, createCache } from './create-cache';
