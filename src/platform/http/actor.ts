import { AppError } from '../errors';

/** What a bearer token was granted. */
export interface TokenGrant {
  tokenId: string;
  scopes: readonly string[];
  /** Internal channel ids; null for all channels of the account. */
  channelIds: readonly string[] | null;
}

export interface AnonymousActor {
  kind: 'anonymous';
}

export interface AccountActor {
  kind: 'account';
  /** Internal id. */
  accountId: string;
  operator: boolean;
  /** Set when the request came with a session cookie. */
  sessionId: string | null;
  /** Set when it came with a bearer token. */
  token: TokenGrant | null;
}

/** Who is asking. */
export type Actor = AnonymousActor | AccountActor;

export const anonymous: AnonymousActor = { kind: 'anonymous' };

/** @throws AppError `sign_in_required` for the anonymous, whom no route of accounts lets this far. */
export function accountIdOf(actor: Actor): string {
  if (actor.kind === 'account') return actor.accountId;
  throw new AppError({
    kind: 'unauthenticated',
    code: 'sign_in_required',
    publicMessage: 'Sign in first, then try again.',
  });
}

/** False only for a bearer token that was made for other channels. */
export function reachesChannel(actor: Actor, channelId: string): boolean {
  if (actor.kind === 'anonymous' || !actor.token?.channelIds) return true;
  return actor.token.channelIds.includes(channelId);
}
