import { ZodError } from 'zod';
import { AppError, type ErrorKind } from '../errors';
import { PermanentFailure } from './define';

/** Waits between tries; on RabbitMQ each is a queue of its own, shared by all consumers. */
export const defaultRetryDelaysMs: readonly number[] = [10_000, 60_000, 600_000, 3_600_000];

export type Verdict = { kind: 'retry'; delayMs: number; spent: boolean } | { kind: 'dead' };

const permanentKinds: readonly ErrorKind[] = ['invalid', 'too_large', 'gone', 'forbidden', 'payment_required'];

export interface Try {
  /** 1 for the first. */
  attempt: number;
  /** The last one that is made. */
  attempts: number;
  delaysMs: readonly number[];
  /** The consumer speaks to PostgreSQL alone, so that a broken connection was a connection to it. */
  transactional: boolean;
}

/** What becomes of a message whose try ended in `error`. */
export function verdictOn(error: unknown, { attempt, attempts, delaysMs, transactional }: Try): Verdict {
  if (transactional && isDatabaseAway(error)) return { kind: 'retry', delayMs: delaysMs[0] ?? 0, spent: false };
  if (isPermanent(error) || attempt >= attempts) return { kind: 'dead' };
  return { kind: 'retry', delayMs: retryDelayMs(attempt, delaysMs), spent: true };
}

/** Full jitter under a ceiling that climbs with each try, rounded up to one of the delays. */
export function retryDelayMs(attempt: number, delaysMs: readonly number[], random: () => number = Math.random): number {
  const ceiling = delaysMs[Math.min(attempt, delaysMs.length) - 1] ?? 0;
  const wanted = random() * ceiling;
  return delaysMs.find((delayMs) => delayMs >= wanted) ?? ceiling;
}

export function describeError(error: unknown): string {
  return (error instanceof Error ? `${error.name}: ${error.message}` : String(error)).slice(0, 4_000);
}

function isPermanent(error: unknown): boolean {
  if (error instanceof PermanentFailure || error instanceof ZodError) return true;
  return error instanceof AppError && permanentKinds.includes(error.kind);
}

// SQLSTATE classes 08 (connection) and 57P (shutdown), 53300 (too many), and what the socket and the pool say.
const databaseAwayCode =
  /^(08...|57P0.|53300|ECONNREFUSED|ECONNRESET|EPIPE|ETIMEDOUT|EHOSTUNREACH|EAI_AGAIN|ENOTFOUND)$/;
const databaseAwayMessage =
  /^(Connection terminated|Client has encountered a connection error|Knex: Timeout acquiring)/;

// A try that never reached PostgreSQL says nothing about the message, so it is not counted against it.
function isDatabaseAway(error: unknown): boolean {
  if (!(error instanceof Error) || error instanceof AppError) return false;
  const code = 'code' in error ? String(error.code) : '';
  return databaseAwayCode.test(code) || databaseAwayMessage.test(error.message);
}
