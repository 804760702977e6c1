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
