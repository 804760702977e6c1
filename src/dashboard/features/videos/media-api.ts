import { queryOptions } from '@tanstack/react-query';
import type { PosterChoices } from '../../../modules/media/contract';
import type { VideoTeamView } from '../../../modules/videos/contract';
import { answerOf, api } from '../../api/api';

type Call = (path: string, init: object) => Promise<{ data?: unknown; response: Response }>;

// The generated client learns these addresses once they are routed.
const { GET, PUT, POST } = api as unknown as Record<'GET' | 'PUT' | 'POST', Call>;

/** Choices are made anew with every film, and the chosen one may change elsewhere. */
export const postersKey = ({ id, status, playable }: VideoTeamView) => ['posters', id, status, playable] as const;

export const postersQuery = (video: VideoTeamView) =>
  queryOptions({
    queryKey: postersKey(video),
    placeholderData: (before: PosterChoices | undefined) => before,
    queryFn: (): Promise<PosterChoices> =>
      answerOf(GET('/videos/{id}/posters', { params: { path: { id: video.id } } })) as Promise<PosterChoices>,
  });

export const choosePoster = (id: string, posterId: string): Promise<PosterChoices> =>
  answerOf(PUT('/videos/{id}/poster', { params: { path: { id } }, body: { posterId } })) as Promise<PosterChoices>;

export const retryRendition = (id: string, name: string): Promise<unknown> =>
  answerOf(POST('/videos/{id}/renditions/{name}/retry', { params: { path: { id, name } } }));
