import { infiniteQueryOptions } from '@tanstack/react-query';
import type { LintAnswer, PlaybackMatrix, SimulatedViewer } from '../../../modules/playback/contract-explain';
import { answerOf, api } from '../../api/api';

export interface Asked {
  video?: string;
  countries: readonly string[];
  viewers: readonly SimulatedViewer[];
  /** Of a video: the span whose changes are shown. Of the library: the instant. */
  time: { between: { from: string; until: string } } | { instants: string[] } | Record<string, never>;
}

const mostRows = 25;

/** Country × time × viewer, decided by the server's one decision. */
export const matrixQuery = (handle: string, asked: Asked) =>
  infiniteQueryOptions({
    queryKey: ['rights', 'matrix', handle, asked],
    initialPageParam: null as string | null,
    queryFn: ({ pageParam: cursor, signal }): Promise<PlaybackMatrix> => {
      const { video, countries, viewers, time } = asked;
      const body = {
        ...{ cursor, limit: mostRows, countries: [...countries], viewers: [...viewers], passwords: true, ages: true },
        ...time,
        ...(video ? { videoIds: [video] } : {}),
      };
      return answerOf(api.POST('/channels/{handle}/playback/matrix', { params: { path: { handle } }, body, signal }));
    },
    getNextPageParam: ({ nextCursor }) => nextCursor,
    placeholderData: (before) => before,
  });

/** What is probably not meant, page by page of the library. */
export const lintQuery = (handle: string) =>
  infiniteQueryOptions({
    queryKey: ['rights', 'lint', handle],
    initialPageParam: null as string | null,
    queryFn: ({ pageParam, signal }): Promise<LintAnswer> => {
      const query = { limit: 100, ...(pageParam ? { cursor: pageParam } : {}) };
      return answerOf(api.GET('/channels/{handle}/playback/lint', { params: { path: { handle }, query }, signal }));
    },
    getNextPageParam: ({ nextCursor }) => nextCursor,
  });
