import type { Reader, Tx } from '../../platform/db';

export interface NewSession {
  id: string;
  publicId: string;
  accountId: string;
  tokenHash: Buffer;
  now: Date;
  expiresAt: Date;
  ip: string;
  userAgent: string;
}

export interface LiveSession {
  id: string;
  accountId: string;
  operator: boolean;
  createdAt: Date;
  lastSeenAt: Date;
}

export interface ListedSession {
  id: string;
  publicId: string;
  createdAt: Date;
  lastSeenAt: Date;
  expiresAt: Date;
  ip: string;
  userAgent: string;
}

interface SessionRow {
  id: string;
  public_id: string;
  account_id: string;
  created_at: Date;
  last_seen_at: Date;
  expires_at: Date;
  ip: string;
  user_agent: string;
}

export async function insertSession(tx: Tx, session: NewSession): Promise<void> {
  await tx('identity.sessions').insert({
    id: session.id,
    public_id: session.publicId,
    account_id: session.accountId,
    token_hash: session.tokenHash,
    created_at: session.now,
    last_seen_at: session.now,
    expires_at: session.expiresAt,
    ip: session.ip,
    user_agent: session.userAgent,
  });
}

export async function findLiveSession(
  reader: Reader,
  tokenHashes: readonly Buffer[],
  now: Date,
): Promise<LiveSession | null> {
  const row = await reader('identity.sessions as session')
    .leftJoin('identity.operators as operator', 'operator.account_id', 'session.account_id')
    .whereIn('session.token_hash', [...tokenHashes])
    .where('session.expires_at', '>', now)
    .select<(SessionRow & { operator: boolean })[]>(
      'session.*',
      reader.raw('operator.account_id is not null as operator'),
    )
    .first();
  if (!row) return null;
  return {
    id: row.id,
    accountId: row.account_id,
    operator: row.operator,
    createdAt: row.created_at,
    lastSeenAt: row.last_seen_at,
  };
}

/** `tokenHash` is under the key of today, whatever the session was found by. */
export async function touchSession(
  tx: Tx,
  id: string,
  seen: { now: Date; unseenSince: Date; expiresAt: Date; tokenHash: Buffer },
): Promise<void> {
  await tx('identity.sessions')
    .where({ id })
    .where('last_seen_at', '<=', seen.unseenSince)
    .update({ last_seen_at: seen.now, expires_at: seen.expiresAt, token_hash: seen.tokenHash });
}

export async function liveSessionsOf(
  reader: Reader,
  accountId: string,
  now: Date,
  limit: number,
): Promise<ListedSession[]> {
  const rows = await reader('identity.sessions')
    .where({ account_id: accountId })
    .where('expires_at', '>', now)
    .orderBy([
      { column: 'last_seen_at', order: 'desc' },
      { column: 'id', order: 'desc' },
    ])
    .limit(limit)
    .select<SessionRow[]>('*');
  return rows.map((row) => ({
    id: row.id,
    publicId: row.public_id,
    createdAt: row.created_at,
    lastSeenAt: row.last_seen_at,
    expiresAt: row.expires_at,
    ip: row.ip,
    userAgent: row.user_agent,
  }));
}

export async function deleteSession(tx: Tx, id: string): Promise<void> {
  await tx('identity.sessions').where({ id }).delete();
}

export async function deleteSessionOf(tx: Tx, accountId: string, publicId: string): Promise<boolean> {
  return (await tx('identity.sessions').where({ account_id: accountId, public_id: publicId }).delete()) === 1;
}

export async function deleteSessionsOf(tx: Tx, accountId: string): Promise<number> {
  return tx('identity.sessions').where({ account_id: accountId }).delete();
}

/** Keeps the `most` sessions seen last. */
export async function trimSessionsOf(tx: Tx, accountId: string, most: number): Promise<void> {
  const surplus = tx('identity.sessions')
    .where({ account_id: accountId })
    .orderBy('last_seen_at', 'desc')
    .orderBy('id', 'desc')
    .offset(most)
    .select('id');
  await tx('identity.sessions').whereIn('id', surplus).delete();
}
