import { type RateLimiterAbstract, RateLimiterMemory, RateLimiterRes } from 'rate-limiter-flexible';
import type { RateLimit, RateVerdict } from './cache';

type MakeLimiter = (options: { points: number; duration: number; keyPrefix: string }) => RateLimiterAbstract;

/** One limiter for each rate limit, made at its first use. */
export function createLimiters(make: MakeLimiter): (limit: RateLimit, key: string) => Promise<RateVerdict> {
  const known = new Map<string, RateLimiterAbstract>();
  return async ({ name, points, perSeconds }, key) => {
    const id = `${name}:${points}:${perSeconds}`;
    const limiter = known.get(id) ?? make({ points, duration: perSeconds, keyPrefix: `limit:${id}` });
    known.set(id, limiter);
    try {
      await limiter.consume(key);
      return { allowed: true, retryAfterSeconds: 0 };
    } catch (refusal) {
      if (!(refusal instanceof RateLimiterRes)) throw refusal;
      return { allowed: false, retryAfterSeconds: Math.max(1, Math.ceil(refusal.msBeforeNext / 1_000)) };
    }
  };
}

export const memoryLimiter: MakeLimiter = (options) => new RateLimiterMemory(options);
