import type { Actor, RequestFacts } from '../../platform/http';
import type { Visitor } from './parts';

export function visitorOf({ ip, userAgent }: RequestFacts): Visitor {
  return { ip, userAgent };
}

/** Null for the anonymous and for bearers of a token. */
export function sessionIdOf(actor: Actor): string | null {
  return actor.kind === 'account' ? actor.sessionId : null;
}
