import { useQueryClient } from '@tanstack/react-query';
import { useEffect, useState, useSyncExternalStore } from 'react';
import type { VideoTeamView } from '../../../modules/videos/contract';
import { isApiProblem } from '../../api/api';
import { useUploadQueue } from '../uploads/uploads-provider';
import { Autosave, type AutosaveState, type SavedWords } from './autosave';
import { applyVideo } from './use-live-changes';
import { wordsOf } from './video-words';
import { editVideo, videoQuery } from './videos-api';

const restMs = 700;

/** Saves a video's words as they are typed, and once more when the page is left. */
export function useAutosave(video: VideoTeamView): { autosave: Autosave; state: AutosaveState } {
  const client = useQueryClient();
  const queue = useUploadQueue();
  const [autosave] = useState(() => {
    const keep = (saved: VideoTeamView): SavedWords => {
      applyVideo(client, saved.channelHandle, saved);
      queue.rename(saved.id, saved.title);
      return { words: wordsOf(saved), version: saved.version };
    };
    return new Autosave(
      { words: wordsOf(video), version: video.version },
      {
        save: async ({ tags, ...changes }, version) =>
          keep(await editVideo(video.id, { ...changes, ...(tags ? { tags: [...tags] } : {}) }, version)),
        load: async () => {
          const latest = await client.fetchQuery({ ...videoQuery(video.id), staleTime: 0 });
          if (!latest) throw new Error('The video is gone');
          return keep(latest);
        },
        isConflict: (error) => isApiProblem(error, 'version_conflict'),
        restMs,
      },
    );
  });
  useEffect(() => autosave.receive({ words: wordsOf(video), version: video.version }), [autosave, video]);
  useEffect(() => {
    const leave = (): void => void autosave.flush();
    window.addEventListener('pagehide', leave);
    return () => {
      window.removeEventListener('pagehide', leave);
      leave();
    };
  }, [autosave]);
  return { autosave, state: useSyncExternalStore(autosave.subscribe, autosave.snapshot) };
}
