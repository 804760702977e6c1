import type { VideoTeamView } from '../../../modules/videos/contract';

export type VideoStatus = VideoTeamView['status'];
export type LibrarySort = 'newest' | 'oldest' | 'title' | 'updated';

/** What stands in the address of the library; what is absent is the default. */
export interface LibraryFilters {
  q?: string;
  status?: VideoStatus;
  sort?: LibrarySort;
}

export const statuses: readonly VideoStatus[] = ['draft', 'uploading', 'processing', 'ready', 'failed'];
export const sorts: readonly LibrarySort[] = ['newest', 'oldest', 'title', 'updated'];

/** Reads an address leniently: what is not understood is left out. */
export function readLibraryFilters(search: Record<string, unknown>): LibraryFilters {
  const q = typeof search.q === 'string' ? search.q.slice(0, 100) : undefined;
  const status = statuses.find((one) => one === search.status);
  const sort = sorts.find((one) => one === search.sort && one !== 'newest');
  return { ...(q ? { q } : {}), ...(status ? { status } : {}), ...(sort ? { sort } : {}) };
}
