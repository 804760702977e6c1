import { type InfiniteData, type QueryClient, useQueryClient } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import type { VideoLibrary, VideoTeamView } from '../../../modules/videos/contract';
import { followChanges } from './live-changes';
import { libraryKey, videoKey } from './videos-api';

type Library = InfiniteData<VideoLibrary, string | null>;

const pollMs = 5_000;
const graceMs = 4_000;

/**
 * Keeps everything shown of a channel current; false while live events fail and lists are asked for again instead.
 * `onBack` runs whenever the server answers (again) and must keep its identity.
 */
export function useLiveChanges(handle: string, onBack: () => void): boolean {
  const client = useQueryClient();
  const [live, setLive] = useState(true);
  useEffect(() => {
    let doubt: ReturnType<typeof setTimeout> | undefined;
    const stop = followChanges(handle, {
      onVideo: (data) => applyVideo(client, handle, JSON.parse(data) as VideoTeamView),
      onPurged: (data) => removeVideo(client, handle, (JSON.parse(data) as { id: string }).id),
      onListening: (missed) => {
        clearTimeout(doubt);
        setLive(true);
        onBack();
        if (missed) void refresh(client, handle);
      },
      onDeaf: () => {
        clearTimeout(doubt);
        doubt = setTimeout(() => setLive(false), graceMs);
      },
    });
    return () => {
      clearTimeout(doubt);
      stop();
    };
  }, [client, handle, onBack]);
  useEffect(() => {
    if (live) return;
    const timer = setInterval(() => void refresh(client, handle), pollMs);
    return () => clearInterval(timer);
  }, [client, handle, live]);
  return live;
}

function refresh(client: QueryClient, handle: string): Promise<unknown> {
  return Promise.all([
    client.invalidateQueries({ queryKey: libraryKey(handle) }),
    client.invalidateQueries({ queryKey: ['video'] }),
  ]);
}

/** Puts a video's newest state wherever it is shown; a list it enters or leaves is asked for again. */
export function applyVideo(client: QueryClient, handle: string, video: VideoTeamView): void {
  const known = client.getQueryData<VideoTeamView | null>(videoKey(video.id));
  if (known !== undefined && !isOlder(video, known)) client.setQueryData(videoKey(video.id), video);
  for (const [key, library] of client.getQueriesData<Library>({ queryKey: libraryKey(handle) })) {
    const inTrash = key[2] === 'trash';
    const shown = library?.pages.flatMap(({ items }) => items).find(({ id }) => id === video.id);
    const belongs = inTrash === (video.trashedAt !== null);
    if (shown && belongs) {
      if (!isOlder(video, shown)) client.setQueryData<Library>(key, replaced(library, video));
    } else if (shown || belongs) {
      void client.invalidateQueries({ queryKey: key });
    }
  }
}

function removeVideo(client: QueryClient, handle: string, id: string): void {
  client.setQueryData(videoKey(id), null);
  for (const [key, library] of client.getQueriesData<Library>({ queryKey: libraryKey(handle) })) {
    if (!library) continue;
    const pages = library.pages.map((page) => ({ ...page, items: page.items.filter((one) => one.id !== id) }));
    client.setQueryData<Library>(key, { ...library, pages });
  }
}

function replaced(library: Library | undefined, video: VideoTeamView): Library | undefined {
  if (!library) return library;
  const pages = library.pages.map((page) => ({
    ...page,
    items: page.items.map((one) => (one.id === video.id ? video : one)),
  }));
  return { ...library, pages };
}

// One's own answer may be newer than an event that was on its way.
function isOlder(video: VideoTeamView, known: VideoTeamView | null): boolean {
  return known !== null && video.version < known.version;
}
