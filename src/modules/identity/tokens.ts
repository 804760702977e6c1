import type { AccountActor } from '../../platform/http';
import { newId, newPublicId } from '../../platform/ids';
import type { TokenScope } from '../access';
import { secretPattern } from './digest';
import { notFound, tokenInvalid, tooManyTokens } from './errors';
import type { IdentityParts } from './parts';
import { insertSecurityEvent, lockPasswordHash } from './store';
import { type AccessToken, deleteTokenOf, findLiveToken, insertToken, liveTokensOf, touchToken } from './token-store';

const prefix = 'srt_';
const mostTokens = 50;
const dayMs = 86_400_000;
const usedEveryMs = 60_000;

export interface TokenRequest {
  name: string;
  scopes: readonly TokenScope[];
  /** Internal ids; null for all channels of the account. */
  channelIds: readonly string[] | null;
  expiresInDays: number | null;
}

export function createTokens(parts: IdentityParts) {
  const { db, clock } = parts;
  return {
    /** The only moment at which `token` can be read. @throws AppError `too_many_tokens`. */
    createToken: (accountId: string, request: TokenRequest, ip: string) => createToken(parts, accountId, request, ip),

    listTokens: (accountId: string): Promise<AccessToken[]> => liveTokensOf(db.reader, accountId, clock.now()),

    /** @throws AppError `not_found` for another account's token. */
    revokeToken: (accountId: string, publicId: string, ip: string): Promise<void> =>
      db.transaction(async (tx) => {
        const name = await deleteTokenOf(tx, accountId, publicId);
        if (name === null) throw notFound();
        const details = { token: publicId, name };
        await insertSecurityEvent(tx, clock.now(), { kind: 'token-revoked', accountId, ip, details });
      }),

    actorOfToken: (secret: string): Promise<AccountActor> => actorOfToken(parts, secret),
  };
}

async function createToken(
  { db, clock, digest }: IdentityParts,
  accountId: string,
  request: TokenRequest,
  ip: string,
): Promise<{ token: string; record: AccessToken }> {
  const now = clock.now();
  const secret = digest.newSecret();
  const record: AccessToken = {
    id: newId(now.getTime()),
    publicId: newPublicId('tok'),
    accountId,
    name: request.name,
    scopes: [...new Set(request.scopes)],
    channelIds: request.channelIds && [...new Set(request.channelIds)],
    createdAt: now,
    lastUsedAt: null,
    expiresAt: request.expiresInDays === null ? null : new Date(now.getTime() + request.expiresInDays * dayMs),
  };
  await db.transaction(async (tx) => {
    await lockPasswordHash(tx, accountId); // one at a time per account, or the count below is a guess
    if ((await liveTokensOf(tx, accountId, now)).length >= mostTokens) throw tooManyTokens(mostTokens);
    await insertToken(tx, record, digest.hash('token', secret));
    const details = { token: record.publicId, name: record.name, scopes: record.scopes };
    await insertSecurityEvent(tx, now, { kind: 'token-created', accountId, ip, details });
  });
  return { token: `${prefix}${secret}`, record };
}

async function actorOfToken({ db, clock, digest, logger }: IdentityParts, secret: string): Promise<AccountActor> {
  const value = secret.startsWith(prefix) ? secret.slice(prefix.length) : '';
  if (!secretPattern.test(value)) throw tokenInvalid();
  const now = clock.now();
  const token = await findLiveToken(db.reader, digest.hashes('token', value), now);
  if (!token) throw tokenInvalid();
  const unseenSince = new Date(now.getTime() - usedEveryMs);
  if (token.lastUsedAt === null || token.lastUsedAt <= unseenSince) {
    await db
      .transaction((tx) => touchToken(tx, token.id, { now, unseenSince, tokenHash: digest.hash('token', value) }))
      .catch((error: unknown) => logger.warn({ error }, 'Could not note when a token was last used'));
  }
  const { id, accountId, scopes, channelIds } = token;
  // Staff powers need a person at a browser: no token carries them.
  return { kind: 'account', accountId, operator: false, sessionId: null, token: { tokenId: id, scopes, channelIds } };
}
