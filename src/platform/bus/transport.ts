import type { Database } from '../db';
import type { Logger } from '../observability';
import type { Consumer } from './define';
import type { Handler } from './handle';

export interface Roles {
  /** Moves committed messages from the outbox towards their consumers. */
  relay: boolean;
  /** Hands them to this process' consumers. */
  consume: boolean;
}

/** What carries messages from the outbox to the handlers; the embedded one and RabbitMQ pass the same tests. */
export interface Transport {
  start(consumers: readonly Consumer[], roles: Roles): Promise<void>;
  /** There may be new messages. */
  wake(): void;
  ping(): Promise<void>;
  close(): Promise<void>;
}

export interface TransportOptions {
  db: Database;
  logger: Logger;
  handle: Handler;
  /** False until this process' own subscriptions are known. */
  mayRelay(): boolean;
  /** How often to look for work that no notification told of. */
  pollMs: number;
  retryDelaysMs: readonly number[];
  /** How long `close` waits for handlers under way. */
  drainMs: number;
}

/** Taken so often without an answer, a message is thought to kill its process. */
export const takesLimit = 20;
