export type ErrorKind =
  | 'invalid'
  | 'unauthenticated'
  | 'payment_required'
  | 'forbidden'
  | 'not_found'
  | 'conflict'
  | 'gone'
  | 'too_large'
  | 'rate_limited'
  | 'unavailable';

export interface FieldProblem {
  /** Dotted path of the field, for example `body.title`. */
  path: string;
  message: string;
}

export interface AppErrorFacts {
  kind: ErrorKind;
  /** Stable, machine readable, `snake_case`; clients switch on it. */
  code: string;
  /** A sentence for the person: what happened, what is safe, what to do. */
  publicMessage: string;
  /** Extra members of the problem document, for example `refusals`. Never secrets. */
  details?: Record<string, unknown>;
  fields?: FieldProblem[];
  retryAfterSeconds?: number;
  cause?: unknown;
}

/** The only error that reaches a client in words; every other one becomes `internal`. */
export class AppError extends Error {
  readonly kind: ErrorKind;
  readonly code: string;
  readonly publicMessage: string;
  readonly details: Record<string, unknown>;
  readonly fields: FieldProblem[];
  readonly retryAfterSeconds: number | null;

  constructor(facts: AppErrorFacts) {
    super(`${facts.code}: ${facts.publicMessage}`, { cause: facts.cause });
    this.name = 'AppError';
    this.kind = facts.kind;
    this.code = facts.code;
    this.publicMessage = facts.publicMessage;
    this.details = facts.details ?? {};
    this.fields = facts.fields ?? [];
    this.retryAfterSeconds = facts.retryAfterSeconds ?? null;
  }
}

export function isAppError(error: unknown): error is AppError {
  return error instanceof AppError;
}

/** Whether the system, or Node, calls it by one of these codes. */
export function hasCode(error: unknown, ...codes: readonly string[]): boolean {
  return typeof error === 'object' && error !== null && 'code' in error && codes.includes(String(error.code));
}
