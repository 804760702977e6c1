import type { Reader } from '../../../platform/db';

export interface PastSession {
  grantedAt: Date;
  lastSeenAt: Date;
  expiresAt: Date;
  why: string;
}

export interface SoughtSessions {
  accountId: string;
  videoId: string;
  from: Date;
  until: Date;
}

const most = 100;

/** Sessions granted to this account for this video that were alive in this span, the newest first. */
export async function sessionsAround(
  db: Reader,
  { accountId, videoId, from, until }: SoughtSessions,
): Promise<PastSession[]> {
  const rows = await db('playback.sessions')
    .where({ account_id: accountId, video_id: videoId })
    .where('last_seen_at', '>=', from)
    .where('granted_at', '<=', until)
    .orderBy('granted_at', 'desc')
    .limit(most)
    .select('granted_at', 'last_seen_at', 'expires_at', 'why');
  return rows.map((row) => ({
    grantedAt: row.granted_at,
    lastSeenAt: row.last_seen_at,
    expiresAt: row.expires_at,
    why: row.why,
  }));
}
