import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query';
import type { EditVideoBody, PublishVideoBody, VideoLibrary, VideoTeamView } from '../../../modules/videos/contract';
import { answerOf, api, ifMatch } from '../../api/api';
import type { LibraryFilters } from './library-filters';

const path = (id: string) => ({ params: { path: { id } } });

export const libraryKey = (handle: string) => ['library', handle] as const;
export const videoKey = (id: string) => ['video', id] as const;

/** The team's list, page by page. */
export const libraryQuery = (handle: string, filters: LibraryFilters, trashed = false) =>
  infiniteQueryOptions({
    queryKey: [...libraryKey(handle), trashed ? 'trash' : 'videos', filters],
    initialPageParam: null as string | null,
    queryFn: async ({ pageParam, signal }) => {
      const { q, status, sort = 'newest' } = filters;
      const query = {
        limit: 50,
        sort,
        trashed: trashed ? ('true' as const) : ('false' as const),
        ...(q ? { q } : {}),
        ...(status ? { status } : {}),
        ...(pageParam ? { cursor: pageParam } : {}),
      };
      const page = await answerOf(
        api.GET('/channels/{handle}/videos', { params: { path: { handle }, query }, signal }),
      );
      return page as VideoLibrary;
    },
    getNextPageParam: (page) => page.nextCursor,
    placeholderData: (before) => before,
  });

/** One video as its team sees it. */
export const videoQuery = (id: string) =>
  queryOptions({
    queryKey: videoKey(id),
    queryFn: async () => teamView(await answerOf(api.GET('/videos/{id}', path(id)))),
  });

export const editVideo = (id: string, body: EditVideoBody, version: number): Promise<VideoTeamView> =>
  answerOf(api.PATCH('/videos/{id}', { ...path(id), body, headers: ifMatch(version) }));

export const publishVideo = (id: string, body: PublishVideoBody): Promise<VideoTeamView> =>
  answerOf(api.PUT('/videos/{id}/publication', { ...path(id), body }));

export const unpublishVideo = (id: string): Promise<VideoTeamView> =>
  answerOf(api.DELETE('/videos/{id}/publication', path(id)));

export const trashVideo = (id: string): Promise<unknown> => answerOf(api.DELETE('/videos/{id}', path(id)));

export const restoreVideo = (id: string): Promise<VideoTeamView> =>
  answerOf(api.POST('/videos/{id}/restore', path(id)));

/** Where viewers watch it. */
export function watchUrl(id: string): string {
  return `${window.location.origin}/watch/${id}`;
}

// Somebody who left the team meanwhile is answered as a viewer; the studio has nothing to show them.
function teamView(video: { view: string }): VideoTeamView | null {
  return video.view === 'team' ? (video as VideoTeamView) : null;
}
