import { LRUCache } from 'lru-cache';
import type { Logger } from '../observability';
import type { Cache } from './cache';
import { createLimiters, memoryLimiter } from './limiters';
import { Listeners } from './listeners';

const bounds = { entries: 20_000, characters: 32 * 1024 * 1024 };

/** Forgets what was used longest ago when it is full; reaches this process only. */
export function createMemoryCache(logger: Logger): Cache {
  const entries = new LRUCache<string, string>({
    max: bounds.entries,
    maxSize: bounds.characters,
    sizeCalculation: (value, key) => value.length + key.length + 1,
  });
  const listeners = new Listeners(logger);
  return {
    get: async (key) => entries.get(key) ?? null,
    set: async (key, value, ttlMs) => {
      // To the store a time to live of nought means for ever.
      if (ttlMs >= 1) entries.set(key, value, { ttl: ttlMs });
    },
    delete: async (key) => void entries.delete(key),
    consume: createLimiters(memoryLimiter),
    broadcast: async (channel, message) => {
      // Later, as from a server: nobody may come to rely on the listeners having run.
      setImmediate(() => listeners.tell(channel, message));
    },
    listen: (channel, listener) => {
      listeners.add(channel, listener);
      return () => void listeners.remove(channel, listener);
    },
    ping: async () => undefined,
    close: async () => entries.clear(),
  };
}
