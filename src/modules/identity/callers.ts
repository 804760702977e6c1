import type { Actor, RequestFacts } from '../../platform/http';
import { signInRequired } from './errors';
import type { Visitor } from './parts';

export function visitorOf({ ip, userAgent }: RequestFacts): Visitor {
  return { ip, userAgent };
}

/** @throws AppError `sign_in_required` for the anonymous. */
export function accountIdOf(actor: Actor): string {
  if (actor.kind === 'anonymous') throw signInRequired();
  return actor.accountId;
}

/** Null for the anonymous and for bearers of a token. */
export function sessionIdOf(actor: Actor): string | null {
  return actor.kind === 'account' ? actor.sessionId : null;
}
