import type { Reader, Tx } from '../../platform/db';
import type { VideoRecord } from './record';
import { findVideo, nextPosition } from './store';

/** One video that has lain in the trash since before `trashedBefore`, held; null when none is due. */
export async function claimDueForPurge(tx: Tx, trashedBefore: Date): Promise<VideoRecord | null> {
  const due = await tx('videos.videos')
    .where('trashed_at', '<=', trashedBefore)
    .orderBy('trashed_at')
    .forUpdate()
    .skipLocked()
    .first('id');
  return due ? findVideo(tx, { id: due.id }) : null;
}

/** Deletes the video with its publications and history; the live views are told by a tombstone. */
export async function purgeVideo(tx: Tx, { id, publicId, channelId }: VideoRecord, at: Date): Promise<void> {
  await tx('videos.videos').where({ id }).delete();
  await tx('videos.purged').insert({
    public_id: publicId,
    channel_id: channelId,
    position: await nextPosition(tx, channelId),
    purged_at: at,
  });
}

export interface PurgedVideo {
  publicId: string;
  position: number;
}

export async function purgedAfter(db: Reader, channelId: string, after: number, limit: number): Promise<PurgedVideo[]> {
  const rows = await db<{ public_id: string; position: string; channel_id: string }>('videos.purged')
    .where({ channel_id: channelId })
    .where('position', '>', after)
    .orderBy('position')
    .limit(limit)
    .select('public_id', 'position');
  return rows.map((row) => ({ publicId: row.public_id, position: Number(row.position) }));
}
