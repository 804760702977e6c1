export interface RateLimit {
  /** Names the limit in keys and metrics. */
  name: string;
  points: number;
  perSeconds: number;
}

export interface RateVerdict {
  allowed: boolean;
  retryAfterSeconds: number;
}

/**
 * Fast memory that may vanish at any time. No call rejects or waits longer than 100 ms:
 * when the store is away a read misses, a write is dropped, a limit is counted in this process.
 */
export interface Cache {
  get(key: string): Promise<string | null>;
  set(key: string, value: string, ttlMs: number): Promise<void>;
  delete(key: string): Promise<void>;
  consume(limit: RateLimit, key: string): Promise<RateVerdict>;
  /** Tells every process; not durable. Whoever listens heals itself by a poll. */
  broadcast(channel: string, message: string): Promise<void>;
  /** Returns how to stop listening. */
  listen(channel: string, listener: (message: string) => void): () => void;
  ping(): Promise<void>;
  close(): Promise<void>;
}
