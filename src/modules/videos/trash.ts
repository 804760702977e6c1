import { type ByPerson, type ChangeTools, changeByPerson, snapshotTo, wakeLiveViews } from './change-video';
import { videoPurged, videoRestored, videoTrashed } from './events';
import { claimDueForPurge, purgeVideo } from './purge-store';
import type { VideoRecord } from './record';
import { keptInTrashMs } from './views';

export interface Trash {
  /** Nobody can watch it any more; publication, words and media are kept for 30 days. */
  trashVideo(by: ByPerson): Promise<VideoRecord>;
  /** Brings it back as it now is, its publication included. */
  restoreVideo(by: ByPerson): Promise<VideoRecord>;
  /** Deletes for good what was trashed 30 days ago. Returns how many. */
  purgeTrash(): Promise<number>;
}

const mostAtOnce = 200;

export function createTrash(tools: ChangeTools): Trash {
  const { db, outbox, clock, cache } = tools;

  const purgeOne = async (): Promise<VideoRecord | null> => {
    const at = clock.now();
    const purged = await db.transaction(async (tx) => {
      const video = await claimDueForPurge(tx, new Date(at.getTime() - keptInTrashMs));
      if (!video) return null;
      await purgeVideo(tx, video, at);
      const { id: videoId, publicId, channelId } = video;
      await outbox.publish(tx, videoPurged, { videoId, publicId, channelId });
      return video;
    });
    if (purged) await wakeLiveViews(cache, purged.channelId);
    return purged;
  };

  return {
    trashVideo: (by) =>
      changeByPerson(tools, by, async (_tx, video, at) =>
        video.trashedAt
          ? null
          : { changes: { trashedAt: at }, what: 'trashed', tell: snapshotTo(outbox, videoTrashed) },
      ),

    restoreVideo: (by) =>
      changeByPerson(tools, by, async (_tx, video) =>
        video.trashedAt
          ? { changes: { trashedAt: null }, what: 'restored', tell: snapshotTo(outbox, videoRestored) }
          : null,
      ),

    purgeTrash: async () => {
      let count = 0;
      while (count < mostAtOnce && (await purgeOne())) count += 1;
      return count;
    },
  };
}
