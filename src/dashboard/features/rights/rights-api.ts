import { queryOptions } from '@tanstack/react-query';
import type { z } from 'zod';
import type {
  AccessRuleBody,
  BulkRightsBody,
  bulkRightsView,
  ChannelRightsBody,
  ChannelRightsView,
  tierView,
  undoneRightsView,
  VideoRightsBody,
  VideoRightsView,
} from '../../../modules/rights/contract';
import { answerOf, api, idempotencyKey, ifMatch } from '../../api/api';

export type Tier = z.infer<typeof tierView>;
type BulkAnswer = z.infer<typeof bulkRightsView>;
type UndoAnswer = z.infer<typeof undoneRightsView>;

const ofChannel = (handle: string) => ({ params: { path: { handle } } });
const ofVideo = (id: string) => ({ params: { path: { id } } });

export const channelRightsQuery = (handle: string) =>
  queryOptions({
    queryKey: ['rights', 'channel', handle],
    queryFn: (): Promise<ChannelRightsView> => answerOf(api.GET('/channels/{handle}/rights', ofChannel(handle))),
  });

export const videoRightsQuery = (id: string) =>
  queryOptions({
    queryKey: ['rights', 'video', id],
    queryFn: (): Promise<VideoRightsView> => answerOf(api.GET('/videos/{id}/rights', ofVideo(id))),
  });

export const rightsOfVideosKey = (handle: string) => ['rights', 'videos', handle] as const;

/** Of one page of the library, in one call. */
export const rightsOfVideosQuery = (handle: string, ids: readonly string[]) =>
  queryOptions({
    queryKey: [...rightsOfVideosKey(handle), ids],
    queryFn: async (): Promise<VideoRightsView[]> => {
      const params = { path: { handle }, query: { ids: ids.join(',') } };
      return (await answerOf(api.GET('/channels/{handle}/rights/videos', { params }))).items;
    },
    enabled: ids.length > 0,
    placeholderData: (before) => before,
  });

/** What the channel sells by the month or year; those on sale first. */
export const tiersQuery = (handle: string) =>
  queryOptions({
    queryKey: ['tiers', handle],
    staleTime: 60_000,
    queryFn: async (): Promise<Tier[]> =>
      (await answerOf(api.GET('/channels/{handle}/tiers', ofChannel(handle)))).items,
  });

export const setChannelRights = (
  handle: string,
  body: ChannelRightsBody,
  version: number,
): Promise<ChannelRightsView> =>
  answerOf(api.PUT('/channels/{handle}/rights', { ...ofChannel(handle), body, headers: ifMatch(version) }));

export const setVideoRights = (id: string, body: VideoRightsBody, version: number): Promise<VideoRightsView> =>
  answerOf(api.PUT('/videos/{id}/rights', { ...ofVideo(id), body, headers: ifMatch(version) }));

export const setVideoAccess = (id: string, body: AccessRuleBody, version: number): Promise<VideoRightsView> =>
  answerOf(api.PUT('/videos/{id}/access', { ...ofVideo(id), body, headers: ifMatch(version) }));

export const changeMany = (handle: string, body: BulkRightsBody, key: string): Promise<BulkAnswer> =>
  answerOf(api.POST('/channels/{handle}/rights/bulk', { ...ofChannel(handle), body, headers: idempotencyKey(key) }));

export const undoChange = (handle: string, changeId: string, key: string): Promise<UndoAnswer> =>
  answerOf(
    api.POST('/channels/{handle}/rights/changes/{changeId}/undo', {
      params: { path: { handle, changeId } },
      headers: idempotencyKey(key),
    }),
  );
