import type { Actor } from '../../platform/http';

export interface AccountFacts {
  /** Internal id. */
  id: string;
  publicId: string;
  email: string;
  displayName: string;
  emailVerified: boolean;
  operator: boolean;
}

export interface Credentials {
  /** Value of the session cookie. */
  session: string | null;
  /** Value after `Bearer `. */
  bearer: string | null;
}

/** Who is asking. */
export interface Identity {
  /**
   * @throws AppError `token_invalid` (unauthenticated) for a bearer token that is unknown or revoked;
   * an unknown or expired session is simply nobody.
   */
  authenticate(credentials: Credentials): Promise<Actor>;
  accountsByIds(ids: readonly string[]): Promise<AccountFacts[]>;
  accountByEmail(email: string): Promise<AccountFacts | null>;
  /** `acc_…` */
  accountByPublicId(publicId: string): Promise<AccountFacts | null>;
  /** Remembers that somebody reached for what is not theirs; never rejects. */
  noteRefusal(refusal: { accountId: string; action: string; path: string; ip: string }): Promise<void>;
}
