import type { Reader, Tx } from '../../platform/db';
import { newId } from '../../platform/ids';

export interface ChangedField {
  before: unknown;
  after: unknown;
}

export type Deed = 'drafted' | 'edited' | 'published' | 'unpublished' | 'trashed' | 'restored';

export interface HistoryEntry {
  id: string;
  at: Date;
  actor: string;
  what: Deed;
  fields: Record<string, ChangedField>;
}

const table = 'videos.changes';

export async function recordDeed(tx: Tx, videoId: string, deed: Omit<HistoryEntry, 'id'>): Promise<void> {
  const { at, actor, what, fields } = deed;
  await tx(table).insert({
    id: newId(at.getTime()),
    video_id: videoId,
    at,
    actor,
    what,
    fields: JSON.stringify(fields),
  });
}

/** Newest first, from below `beforeId`. */
export async function historyOf(
  db: Reader,
  videoId: string,
  { limit, beforeId }: { limit: number; beforeId: string | null },
): Promise<HistoryEntry[]> {
  const query = db<HistoryEntry & { video_id: string }>(table)
    .where({ video_id: videoId })
    .orderBy('id', 'desc')
    .limit(limit)
    .select('id', 'at', 'actor', 'what', 'fields');
  if (beforeId) query.where('id', '<', beforeId);
  return query;
}
