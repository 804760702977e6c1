import { useSyncExternalStore } from 'react';
import type { UploadItem } from './upload-state';
import { useUploadQueue } from './uploads-provider';

/** Everything in the tray, oldest first. */
export function useUploads(): readonly UploadItem[] {
  const queue = useUploadQueue();
  return useSyncExternalStore(queue.subscribe, queue.snapshot);
}

/** The upload of one video from this window, if there is one. */
export function useUploadOf(videoId: string): UploadItem | undefined {
  const queue = useUploadQueue();
  return useSyncExternalStore(queue.subscribe, () => queue.snapshot().find((item) => item.videoId === videoId));
}
