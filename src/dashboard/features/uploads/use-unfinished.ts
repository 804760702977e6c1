import { useQuery } from '@tanstack/react-query';
import { useEffect } from 'react';
import { heldUploads } from './tab-locks';
import { unfinishedQuery } from './uploads-api';
import { useUploadQueue } from './uploads-provider';

/** After a reload: lists what the server still waits for, except what another tab is sending right now. */
export function useUnfinished(handle: string | null): void {
  const queue = useUploadQueue();
  const { data } = useQuery({ ...unfinishedQuery(handle ?? ''), enabled: handle !== null });
  useEffect(() => {
    if (!data || data.length === 0) return;
    void heldUploads().then((held) => queue.recall(data.filter(({ videoId }) => !held.has(videoId))));
  }, [data, queue]);
}
