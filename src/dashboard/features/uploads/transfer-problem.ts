import { isApiProblem } from '../../api/api';
import type { TransferProblem } from './upload-state';

// Locked by another request, parts or an offset that moved, too many requests, a server that restarts: all pass by themselves.
const passing = new Set([408, 409, 423, 425, 429]);

/** Turns what a call of the API threw into a cause that a person, or the next try, can use. */
export function apiProblemCause(error: unknown): TransferProblem {
  if (error instanceof BucketProblem) return error.cause;
  if (!isApiProblem(error) || error.status === 0) return noAnswer();
  const { code, status, detail } = error;
  return { code, status, detail: detail || null, retryable: passesByItself(status) };
}

export function noAnswer(): TransferProblem {
  return { code: navigator.onLine ? 'unreachable' : 'offline', status: 0, detail: null, retryable: true };
}

export function passesByItself(status: number): boolean {
  return status >= 500 || passing.has(status);
}

export const bucketUnreachable = 'bucket_unreachable';

/** The bucket took no part: every cause passes, at the latest with a new address, or once we have asked what it has. */
export class BucketProblem extends Error {
  override readonly cause: TransferProblem;

  /** `status` 0: no answer, or none that this page was allowed to see. */
  constructor(status: number) {
    super(`The bucket answered ${status}`);
    const said = status === 0 ? { ...noAnswer(), ...(navigator.onLine ? { code: bucketUnreachable } : {}) } : null;
    this.cause = said ?? { code: `bucket_${status}`, status: 0, detail: null, retryable: true };
  }
}
