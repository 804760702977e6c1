import type { Reader, Tx } from '../../platform/db';

export interface ChangedField {
  before: unknown;
  after: unknown;
}

export type Deed = 'drafted' | 'edited' | 'published' | 'unpublished' | 'trashed' | 'restored';

export interface HistoryEntry {
  /** The version that this change made. */
  version: number;
  at: Date;
  actor: string;
  what: Deed;
  fields: Record<string, ChangedField>;
}

const table = 'videos.changes';

export async function recordDeed(tx: Tx, videoId: string, deed: HistoryEntry): Promise<void> {
  const { version, at, actor, what, fields } = deed;
  await tx(table).insert({ video_id: videoId, version, at, actor, what, fields: JSON.stringify(fields) });
}

/** Newest first, from below `beforeVersion`. */
export async function historyOf(
  db: Reader,
  videoId: string,
  { limit, beforeVersion }: { limit: number; beforeVersion: number | null },
): Promise<HistoryEntry[]> {
  const query = db<HistoryEntry & { video_id: string }>(table)
    .where({ video_id: videoId })
    .orderBy('version', 'desc')
    .limit(limit)
    .select('version', 'at', 'actor', 'what', 'fields');
  if (beforeVersion !== null) query.where('version', '<', beforeVersion);
  return query;
}
