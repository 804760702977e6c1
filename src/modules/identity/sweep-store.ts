import type { Tx } from '../../platform/db';

/** Deletes at most `limit` rows of each kind that are past their time; returns how many went. */
export async function deleteExpired(tx: Tx, now: Date, eventsKeptSince: Date, limit: number): Promise<number> {
  const due = [
    ['identity.sessions', 'expires_at', now],
    ['identity.tokens', 'expires_at', now],
    ['identity.mail_links', 'expires_at', now],
    ['identity.security_events', 'at', eventsKeptSince],
  ] as const;
  let deleted = 0;
  for (const [table, column, before] of due) {
    const rows = tx(table).where(column, '<=', before).limit(limit).forUpdate().skipLocked().select('id');
    deleted += await tx(table).whereIn('id', rows).delete();
  }
  return deleted;
}
