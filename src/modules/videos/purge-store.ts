import type { Reader, Tx } from '../../platform/db';
import type { VideoRecord } from './record';
import { nextPosition, selectVideos } from './store';
import { recordOf } from './video-row';

/** One video that has lain in the trash since before `trashedBefore`, held; null when none is due. */
export async function claimDueForPurge(tx: Tx, trashedBefore: Date): Promise<VideoRecord | null> {
  const [row] = await selectVideos(tx)
    .where('v.trashed_at', '<=', trashedBefore)
    .orderBy('v.trashed_at')
    .limit(1)
    .forUpdate('v')
    .skipLocked();
  return row ? recordOf(row) : null;
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
