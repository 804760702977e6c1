import { useQueries } from '@tanstack/react-query';
import type { VideoRightsView } from '../../../modules/rights/contract';
import { rightsOfVideosQuery } from './rights-api';

/** The rights of everything a list shows, one call for each of its pages; what is not there yet is absent. */
export function useLibraryRights(
  handle: string,
  pages: readonly (readonly { id: string }[])[],
): ReadonlyMap<string, VideoRightsView> {
  return useQueries({
    queries: pages.map((page) =>
      rightsOfVideosQuery(
        handle,
        page.map(({ id }) => id),
      ),
    ),
    combine: byId,
  });
}

function byId(answers: readonly { data?: VideoRightsView[] }[]): ReadonlyMap<string, VideoRightsView> {
  return new Map(answers.flatMap(({ data = [] }) => data.map((each) => [each.videoId, each] as const)));
}
