import type { Timer } from '../../../platform/timers';
import type { Trash } from '../trash';

/** Deletes for good what has lain in the trash for 30 days. */
export function purgeTrash(videos: Trash): Timer {
  return {
    name: 'videos.purge-trash',
    everyMs: 600_000,
    run: async () => {
      await videos.purgeTrash();
    },
  };
}
