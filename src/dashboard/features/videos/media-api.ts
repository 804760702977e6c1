import { queryOptions } from '@tanstack/react-query';
import type { PosterChoices } from '../../../modules/media/contract';
import type { VideoTeamView } from '../../../modules/videos/contract';
import { answerOf, api } from '../../api/api';

/** Choices are made anew with every film, and the chosen one may change elsewhere. */
export const postersKey = ({ id, status, playable }: VideoTeamView) => ['posters', id, status, playable] as const;

export const postersQuery = (video: VideoTeamView) =>
  queryOptions({
    queryKey: postersKey(video),
    placeholderData: (before: PosterChoices | undefined) => before,
    queryFn: (): Promise<PosterChoices> =>
      answerOf(api.GET('/videos/{id}/posters', { params: { path: { id: video.id } } })),
  });

export const choosePoster = (id: string, posterId: string): Promise<PosterChoices> =>
  answerOf(api.PUT('/videos/{id}/poster', { params: { path: { id } }, body: { posterId } }));

export const retryRendition = (id: string, name: string): Promise<unknown> =>
  answerOf(api.POST('/videos/{id}/renditions/{name}/retry', { params: { path: { id, name } } }));
