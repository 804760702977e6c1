import { useCallback } from 'react';
import type { VideoTeamView } from '../../../modules/videos/contract';
import { acceptFiles } from '../uploads/accept-files';
import { useUploadQueue } from '../uploads/uploads-provider';

/** Sends a file into a video that exists: its first film, or one in place of what plays. */
export function useUploadInto(handle: string, video: VideoTeamView): (file: File | null) => void {
  const queue = useUploadQueue();
  const { id: videoId, title, playable } = video;
  return useCallback(
    (file) => {
      const [accepted] = acceptFiles(file ? [file] : []);
      if (accepted) queue.addTo(handle, { videoId, title, replaces: playable }, accepted);
    },
    [queue, handle, videoId, title, playable],
  );
}
