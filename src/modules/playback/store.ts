import type { Reader, Tx } from '../../platform/db';

export interface SessionRow {
  id: string;
  videoId: string;
  generationId: string;
  /** Null for somebody not signed in. */
  accountId: string | null;
  why: string;
  grantedAt: Date;
  expiresAt: Date;
  lastSeenAt: Date;
}

interface SessionRecord {
  id: string;
  video_id: string;
  generation_id: string;
  account_id: string | null;
  why: string;
  granted_at: Date;
  expires_at: Date;
  last_seen_at: Date;
}

const sessions = 'playback.sessions';

/** Writing it down again changes nothing: whoever lost the answer may have been heard. */
export async function insertSession(tx: Tx, session: SessionRow): Promise<void> {
  const row = {
    id: session.id,
    video_id: session.videoId,
    generation_id: session.generationId,
    account_id: session.accountId,
    why: session.why,
    granted_at: session.grantedAt,
    expires_at: session.expiresAt,
    last_seen_at: session.lastSeenAt,
  };
  await tx<SessionRecord>(sessions).insert(row).onConflict('id').ignore();
}

export async function findSession(reader: Reader, id: string): Promise<SessionRow | null> {
  const row = await reader<SessionRecord>(sessions).where({ id }).first();
  return row ? sessionOf(row) : null;
}

export async function renewSession(tx: Tx, id: string, expiresAt: Date, now: Date): Promise<void> {
  await tx<SessionRecord>(sessions).where({ id }).update({ expires_at: expiresAt, last_seen_at: now });
}

/** One statement for all that were seen since the last time. */
export async function recordSeen(tx: Tx, seen: ReadonlyMap<string, Date>): Promise<void> {
  await tx.raw(
    `update playback.sessions as session
     set last_seen_at = greatest(session.last_seen_at, seen.at)
     from unnest(?::uuid[], ?::timestamptz[]) as seen (id, at)
     where session.id = seen.id`,
    [[...seen.keys()], [...seen.values()]],
  );
}

/** Whose sessions: those of nobody who is signed in, or all of them. */
export type Whose = 'strangers' | 'everybody';

/** Deletes at most `limit` sessions that ended before `instant`; returns how many. */
export async function deleteSessionsEndedBefore(tx: Tx, whose: Whose, instant: Date, limit: number): Promise<number> {
  const due = tx<SessionRecord>(sessions)
    .select('id')
    .where('expires_at', '<', instant)
    .modify((ended) => void (whose === 'strangers' && ended.whereNull('account_id')))
    .orderBy('expires_at')
    .limit(limit)
    .forUpdate()
    .skipLocked();
  return tx<SessionRecord>(sessions).whereIn('id', due).delete();
}

function sessionOf(row: SessionRecord): SessionRow {
  return {
    id: row.id,
    videoId: row.video_id,
    generationId: row.generation_id,
    accountId: row.account_id,
    why: row.why,
    grantedAt: row.granted_at,
    expiresAt: row.expires_at,
    lastSeenAt: row.last_seen_at,
  };
}
