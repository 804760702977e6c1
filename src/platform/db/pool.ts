import knex, { type Knex } from 'knex';
import type { Logger } from '../observability';
import { createBreaker } from '../resilience';

export interface PoolOptions {
  url: string;
  poolMax: number;
  logger: Logger;
  /** Shown in `pg_stat_activity`. */
  applicationName: string;
  statementTimeoutMs?: number;
  lockTimeoutMs?: number;
  tls?: boolean;
}

/** No connection could be had a moment ago, so that none is waited for. */
export class DatabaseAway extends Error {
  override name = 'DatabaseAway';
}

/**
 * How pg connects to `url`, with TLS or without. The server's certificate is not checked: Heroku's are of its own
 * making (docs/decisions/tls-to-the-add-ons.md). An `sslmode` in the address would overrule us, so it is dropped.
 */
export function addressOf(url: string, tls: boolean): Knex.PgConnectionConfig {
  const address = new URL(url);
  address.searchParams.delete('sslmode');
  return { connectionString: address.href, ssl: tls ? { rejectUnauthorized: false } : false };
}

/** How much longer than the server allows a statement an answer may take to come. */
const wayBackMs = 1_000;
const connectWithinMs = 2_000;

/** @throws from every query: DatabaseAway at once after some have waited in vain for a connection. */
export function openPool(options: PoolOptions, isClosing: () => boolean): Knex {
  const { url, poolMax, logger, applicationName, statementTimeoutMs = 5_000, lockTimeoutMs = 1_000 } = options;
  const pool = knex({
    client: 'pg',
    // `lock_timeout` is pg's, unknown to knex's types.
    connection: {
      ...addressOf(url, options.tls ?? false),
      application_name: applicationName,
      connectionTimeoutMillis: connectWithinMs,
      statement_timeout: statementTimeoutMs,
      lock_timeout: lockTimeoutMs,
      idle_in_transaction_session_timeout: 10_000,
    } as Knex.PgConnectionConfig,
    acquireConnectionTimeout: connectWithinMs,
    pool: {
      min: 0,
      max: poolMax,
      idleTimeoutMillis: 30_000,
      propagateCreateError: false,
      afterCreate: (connection: PgConnection, done: (error: null, connection: PgConnection) => void) => {
        endWhenSilent(connection, statementTimeoutMs + wayBackMs);
        done(null, connection);
      },
    },
    // knex listens for `error` on every client, checked out or not, so that a server crash never ends the process.
    log: {
      // Who closes knows that it cuts short what still waits for a connection.
      warn: (detail) => logger[isClosing() ? 'debug' : 'warn']({ detail }, 'The database client warns'),
      error: (detail) => logger.warn({ detail }, 'A database connection broke'),
      deprecate: (detail) => logger.warn({ detail }, 'The database client deprecates a call'),
      debug: (detail) => logger.debug({ detail }, 'The database client says'),
    },
  });
  failFastWhenAway(pool.client as ConnectionLender);
  return pool;
}

/** The few members of pg's client that tell whether an answer is waited for. */
interface PgConnection {
  readyForQuery: boolean;
  connection: {
    stream: NodeJS.ReadableStream & {
      setTimeout(ms: number, onTimeout: () => void): void;
      destroy(error: Error): void;
    };
  };
}

/** A line that drops everything ends no connection, and the server's own time-outs are not heard through it. */
function endWhenSilent(client: PgConnection, silentMs: number): void {
  const { stream } = client.connection;
  stream.setTimeout(silentMs, () => {
    if (!client.readyForQuery) stream.destroy(new DatabaseAway(`No answer within ${silentMs} ms`));
  });
}

interface ConnectionLender {
  acquireConnection(): Promise<unknown>;
}

/** Where many wait in vain, one waits for all. */
function failFastWhenAway(client: ConnectionLender): void {
  const breaker = createBreaker({ failures: 3, restMs: 500 });
  const acquire = client.acquireConnection.bind(client);
  client.acquireConnection = async () => {
    if (!breaker.allows()) throw new DatabaseAway('The database could not be reached a moment ago');
    try {
      const connection = await acquire();
      breaker.succeeded();
      return connection;
    } catch (error) {
      breaker.failed();
      throw error;
    }
  };
}
