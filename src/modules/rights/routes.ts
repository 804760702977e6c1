import { z } from 'zod';
import { accountIdOf, ownerByHandle, type Route, route } from '../../platform/http';
import { pageQuery, safeText } from '../../platform/http/text';
import type { Channels } from '../channels';
import type { Videos } from '../videos';
import {
  accessRuleSchema,
  bulkRightsBody,
  bulkRightsView,
  channelRightsBody,
  channelRightsView,
  rightsHistory,
  rightsOfVideos,
  undoneRightsView,
  videoRightsBody,
  videoRightsView,
} from './contract';
import { entitlementRoutes } from './routes-entitlements';
import type { RightsService } from './service';

const byId = z.object({ id: z.string().regex(/^vid_[0-9A-Za-z]{22}$/) });
const byHandle = z.object({ handle: z.string() });
const byChange = byHandle.extend({ changeId: z.string().regex(/^chg_[0-9A-Za-z]{22}$/) });
const mostVideosAtOnce = 100;
const byVideos = z.strictObject({
  ids: safeText({ min: 1, max: 27 * mostVideosAtOnce })
    .transform((text) => text.split(','))
    .refine((ids) => ids.length <= mostVideosAtOnce, { error: `Ask for at most ${mostVideosAtOnce} videos.` }),
});

interface Neighbours {
  channels: Channels;
  videos: Pick<Videos, 'findByPublicId'>;
}

export function rightsRoutes(rights: RightsService, { channels, videos }: Neighbours): Route[] {
  return [
    ...channelRoutes(rights, channels),
    ...videoRoutes(rights, videos),
    ...manyVideosRoutes(rights, channels),
    ...entitlementRoutes(rights, channels),
  ];
}

function ofChannel(channels: Channels) {
  return {
    tag: 'Rights',
    paramsSchema: byHandle,
    owner: ({ handle }: { handle: string }) => ownerByHandle(channels, handle),
  };
}

function channelRoutes(rights: RightsService, channels: Channels): Route[] {
  return [
    route({
      ...ofChannel(channels),
      method: 'get',
      path: '/channels/:handle/rights',
      action: 'rights.read',
      summary: 'What a channel says about where and when its videos may be watched',
      responseSchema: channelRightsView,
      versionOf: (view) => view.version,
      handle: ({ channelId }) => rights.channelRights(channelId),
    }),
    route({
      ...ofChannel(channels),
      method: 'put',
      path: '/channels/:handle/rights',
      action: 'rights.edit',
      summary: 'Set the rights windows of a channel, its answer for unknown countries and its device limit',
      bodySchema: channelRightsBody,
      responseSchema: channelRightsView,
      versionOf: (view) => view.version,
      handle: async ({ actor, channelId: id, params, body, expectedVersion }) => {
        const channel = { id, handle: params.handle.toLowerCase() };
        await rights.setChannelRights(channel, body, { actor: accountIdOf(actor), expectedVersion });
        return rights.channelRights(id);
      },
    }),
    route({
      ...ofChannel(channels),
      method: 'get',
      path: '/channels/:handle/rights/history',
      action: 'rights.read',
      summary: 'Who set what in the rights of a channel',
      querySchema: pageQuery,
      responseSchema: rightsHistory,
      handle: ({ channelId, query }) => rights.channelHistory(channelId, query),
    }),
  ];
}

function videoRoutes(rights: RightsService, videos: Neighbours['videos']): Route[] {
  const ofVideo = {
    tag: 'Rights',
    paramsSchema: byId,
    responseSchema: videoRightsView,
    versionOf: (view: { version: number }) => view.version,
    owner: ({ id }: { id: string }) => videos.findByPublicId(id),
  };
  return [
    route({
      ...ofVideo,
      method: 'get',
      path: '/videos/:id/rights',
      action: 'rights.read',
      summary: 'Where, when, from which age and on what terms a video may be watched',
      handle: ({ params }) => rights.videoRights(params.id),
    }),
    route({
      ...ofVideo,
      method: 'put',
      path: '/videos/:id/rights',
      action: 'rights.edit',
      summary: 'Set the rights windows of a video and its minimum age',
      bodySchema: videoRightsBody,
      handle: async ({ actor, params, body, expectedVersion }) => {
        await rights.setVideoRights(params.id, body, { actor: accountIdOf(actor), expectedVersion });
        return rights.videoRights(params.id);
      },
    }),
    route({
      ...ofVideo,
      method: 'put',
      path: '/videos/:id/access',
      action: 'rights.edit',
      summary: 'Set on what terms a video may be watched: free, or by subscription, tier, purchase or grant',
      bodySchema: accessRuleSchema,
      handle: async ({ actor, params, body, expectedVersion }) => {
        await rights.setVideoAccess(params.id, body, { actor: accountIdOf(actor), expectedVersion });
        return rights.videoRights(params.id);
      },
    }),
    route({
      ...ofVideo,
      method: 'get',
      path: '/videos/:id/rights/history',
      action: 'rights.read',
      summary: 'Who set what in the rights of a video',
      querySchema: pageQuery,
      responseSchema: rightsHistory,
      versionOf: undefined,
      handle: ({ params, query }) => rights.videoHistory(params.id, query),
    }),
  ];
}

function manyVideosRoutes(rights: RightsService, channels: Channels): Route[] {
  return [
    route({
      ...ofChannel(channels),
      method: 'get',
      path: '/channels/:handle/rights/videos',
      action: 'rights.read',
      summary: 'The rights of many videos at once',
      querySchema: byVideos,
      responseSchema: rightsOfVideos,
      handle: async ({ channelId, query }) => ({ items: await rights.rightsOfVideos(channelId, query.ids) }),
    }),
    route({
      ...ofChannel(channels),
      method: 'post',
      path: '/channels/:handle/rights/bulk',
      action: 'rights.edit',
      summary: 'Change the rights of many videos at once',
      idempotent: true,
      bodySchema: bulkRightsBody,
      responseSchema: bulkRightsView,
      handle: ({ actor, channelId, body }) => rights.editMany(channelId, body, accountIdOf(actor)),
    }),
    route({
      method: 'post',
      path: '/channels/:handle/rights/changes/:changeId/undo',
      action: 'rights.edit',
      tag: 'Rights',
      summary: 'Put back what each video had before a change, but for those changed again since',
      idempotent: true,
      paramsSchema: byChange,
      owner: ({ handle }) => ownerByHandle(channels, handle),
      responseSchema: undoneRightsView,
      handle: ({ actor, channelId: id, params }) =>
        rights.undo({ id, handle: params.handle.toLowerCase() }, params.changeId, accountIdOf(actor)),
    }),
  ];
}
