import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query';
import { answerOf, api } from '../../api/api';

export interface LetterFilter {
  consumer: string | null;
  settled: boolean;
}

const letterList = (filter: LetterFilter, cursor: string | null) =>
  answerOf(
    api.GET('/operations/dead-letters', {
      params: {
        query: {
          ...(filter.consumer ? { consumer: filter.consumer } : {}),
          ...(cursor ? { cursor } : {}),
          settled: filter.settled ? 'true' : 'false',
        },
      },
    }),
  );
const oneLetter = (id: string) => answerOf(api.GET('/operations/dead-letters/{id}', { params: { path: { id } } }));

export type Letter = Awaited<ReturnType<typeof oneLetter>>;
export type LetterLine = Awaited<ReturnType<typeof letterList>>['items'][number];

export const operationsKey = ['operations'];

const figures = () => answerOf(api.GET('/operations/figures'));

export type FlowFigures = Awaited<ReturnType<typeof figures>>;

/** Live: asked for again every five seconds while somebody looks. */
export const figuresQuery = queryOptions({
  queryKey: [...operationsKey, 'figures'],
  refetchInterval: 5_000,
  queryFn: figures,
});

export const lettersQuery = (filter: LetterFilter) =>
  infiniteQueryOptions({
    queryKey: [...operationsKey, 'letters', filter],
    refetchInterval: 15_000,
    initialPageParam: null as string | null,
    queryFn: ({ pageParam }) => letterList(filter, pageParam),
    getNextPageParam: ({ nextCursor }) => nextCursor,
  });

export const letterQuery = (id: string) =>
  queryOptions({ queryKey: [...operationsKey, 'letter', id], queryFn: () => oneLetter(id) });

export const replayLetter = (id: string): Promise<Letter> =>
  answerOf(api.POST('/operations/dead-letters/{id}/replay', { params: { path: { id } } }));
export const discardLetter = (id: string, reason: string): Promise<Letter> =>
  answerOf(api.POST('/operations/dead-letters/{id}/discard', { params: { path: { id } }, body: { reason } }));
export const replayLetters = (consumer: string | null): Promise<{ replayed: number }> =>
  answerOf(api.POST('/operations/dead-letters/replay', { body: { consumer } }));
