import type { Reader, Tx } from '../../platform/db';
import type { TokenScope } from '../access';

export interface AccessToken {
  id: string;
  publicId: string;
  accountId: string;
  name: string;
  scopes: TokenScope[];
  /** Internal ids; null for all channels of the account. */
  channelIds: string[] | null;
  createdAt: Date;
  lastUsedAt: Date | null;
  expiresAt: Date | null;
}

interface TokenRow {
  id: string;
  public_id: string;
  account_id: string;
  name: string;
  scopes: TokenScope[];
  channel_ids: string[] | null;
  created_at: Date;
  last_used_at: Date | null;
  expires_at: Date | null;
}

function tokens(reader: Reader, now: Date) {
  return reader('identity.tokens')
    .where((live) => live.whereNull('expires_at').orWhere('expires_at', '>', now))
    .select<TokenRow[]>('*');
}

function toToken(row: TokenRow): AccessToken {
  return {
    id: row.id,
    publicId: row.public_id,
    accountId: row.account_id,
    name: row.name,
    scopes: row.scopes,
    channelIds: row.channel_ids,
    createdAt: row.created_at,
    lastUsedAt: row.last_used_at,
    expiresAt: row.expires_at,
  };
}

export async function insertToken(tx: Tx, token: AccessToken, tokenHash: Buffer): Promise<void> {
  await tx('identity.tokens').insert({
    id: token.id,
    public_id: token.publicId,
    account_id: token.accountId,
    token_hash: tokenHash,
    name: token.name,
    scopes: token.scopes,
    channel_ids: token.channelIds,
    created_at: token.createdAt,
    expires_at: token.expiresAt,
  });
}

export async function findLiveToken(
  reader: Reader,
  tokenHashes: readonly Buffer[],
  now: Date,
): Promise<AccessToken | null> {
  const [row] = await tokens(reader, now).whereIn('token_hash', [...tokenHashes]);
  return row ? toToken(row) : null;
}

export async function liveTokensOf(reader: Reader, accountId: string, now: Date): Promise<AccessToken[]> {
  return (await tokens(reader, now).where({ account_id: accountId }).orderBy('id', 'desc')).map(toToken);
}

/** `tokenHash` is under the key of today, whatever the token was found by. */
export async function touchToken(
  tx: Tx,
  id: string,
  seen: { now: Date; unseenSince: Date; tokenHash: Buffer },
): Promise<void> {
  await tx('identity.tokens')
    .where({ id })
    .where((stale) => stale.whereNull('last_used_at').orWhere('last_used_at', '<=', seen.unseenSince))
    .update({ last_used_at: seen.now, token_hash: seen.tokenHash });
}

/** Returns the name of the token that went, null when the account has none of this id. */
export async function deleteTokenOf(tx: Tx, accountId: string, publicId: string): Promise<string | null> {
  const [row] = await tx('identity.tokens')
    .where({ account_id: accountId, public_id: publicId })
    .delete()
    .returning<{ name: string }[]>('name');
  return row?.name ?? null;
}

export async function deleteTokensOf(tx: Tx, accountId: string): Promise<void> {
  await tx('identity.tokens').where({ account_id: accountId }).delete();
}
