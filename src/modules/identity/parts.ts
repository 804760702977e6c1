import type { Outbox } from '../../platform/bus';
import type { Cache } from '../../platform/cache';
import type { Clock } from '../../platform/clock';
import type { Database } from '../../platform/db';
import type { Logger } from '../../platform/observability';
import type { Digest } from './digest';
import type { Passwords } from './passwords';

/** What the verbs of this room work with. */
export interface IdentityParts {
  db: Database;
  clock: Clock;
  outbox: Outbox;
  cache: Cache;
  logger: Logger;
  digest: Digest;
  passwords: Passwords;
  /** Origin that mailed links start with. */
  publicUrl: string;
}

/** Where a request came from. */
export interface Visitor {
  ip: string;
  userAgent: string;
}
