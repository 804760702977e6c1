import type { Reader, Tx } from '../../platform/db';

export interface PublicPath {
  key: string;
  videoId: string;
  retiredAt: Date | null;
}

interface PublicPathRecord {
  key: string;
  video_id: string;
  opened_at: Date;
  retired_at: Date | null;
}

const paths = 'playback.public_paths';

/** The open path of a video: this one, or the one that it has. */
export async function openPath(tx: Tx, videoId: string, key: string, now: Date): Promise<PublicPath> {
  await tx<PublicPathRecord>(paths)
    .insert({ key, video_id: videoId, opened_at: now, retired_at: null })
    .onConflict()
    .ignore();
  const row = await tx<PublicPathRecord>(paths).where({ video_id: videoId }).whereNull('retired_at').first();
  if (!row) throw new Error('A public path was retired while it was opened');
  return pathOf(row);
}

export async function findPath(reader: Reader, key: string): Promise<PublicPath | null> {
  const row = await reader<PublicPathRecord>(paths).where({ key }).first();
  return row ? pathOf(row) : null;
}

/** Of those that are open, the next by key. */
export async function openPathsAfter(reader: Reader, key: string, limit: number): Promise<PublicPath[]> {
  const rows = await reader<PublicPathRecord>(paths)
    .whereNull('retired_at')
    .where('key', '>', key)
    .orderBy('key')
    .limit(limit);
  return rows.map(pathOf);
}

export async function retirePaths(tx: Tx, keys: readonly string[], now: Date): Promise<void> {
  await tx<PublicPathRecord>(paths)
    .whereIn('key', [...keys])
    .whereNull('retired_at')
    .update({ retired_at: now });
}

/** The newest first. */
export async function pathsRetiredSince(reader: Reader, since: Date): Promise<PublicPath[]> {
  const rows = await reader<PublicPathRecord>(paths).where('retired_at', '>', since).orderBy('retired_at', 'desc');
  return rows.map(pathOf);
}

function pathOf({ key, video_id: videoId, retired_at: retiredAt }: PublicPathRecord): PublicPath {
  return { key, videoId, retiredAt };
}
