import { z } from 'zod';
import { type Actor, type Route, reachesChannel, route } from '../../platform/http';
import { pageQuery } from '../../platform/http/text';
import { mayDo } from '../access';
import type { Channels } from '../channels';
import type { Playback } from '../playback';
import type { Videos } from '../videos';
import { libraryFilters } from '../videos/contract';
import { channelVideos, listedVideos, videoView } from './contract';
import { channelNotFound, videoNotFound } from './errors';
import type { DiscoveryService } from './service';
import { listedViewOf, publicViewOf } from './views';

export interface DiscoveryRouteDependencies {
  channels: Channels;
  videos: Videos;
  playback: Pick<Playback, 'viewerOf'>;
}

const byId = z.object({ id: z.string().regex(/^vid_[0-9A-Za-z]{22}$/) });
const byHandle = z.object({ handle: z.string() });

export function discoveryRoutes(discovery: DiscoveryService, deps: DiscoveryRouteDependencies): Route[] {
  return [homeRoute(discovery, deps), channelVideosRoute(discovery, deps), videoRoute(discovery, deps)];
}

function homeRoute(discovery: DiscoveryService, { playback }: DiscoveryRouteDependencies): Route {
  return route({
    method: 'get',
    path: '/videos',
    action: 'site.browse',
    tag: 'Videos',
    summary: 'What is new on this site',
    querySchema: pageQuery,
    responseSchema: listedVideos,
    handle: async ({ actor, query, request }) => {
      const { items, nextCursor } = await discovery.newest(playback.viewerOf(actor, request), query);
      return { items: items.map(listedViewOf), nextCursor };
    },
  });
}

function channelVideosRoute(
  discovery: DiscoveryService,
  { channels, videos, playback }: DiscoveryRouteDependencies,
): Route {
  return route({
    method: 'get',
    path: '/channels/:handle/videos',
    action: 'site.browse',
    tag: 'Videos',
    summary: "A channel's videos: the library for its team, what may be browsed for anybody else",
    paramsSchema: byHandle,
    querySchema: pageQuery.extend(libraryFilters.shape),
    responseSchema: channelVideos,
    handle: async ({ actor, params, query, request }) => {
      const channel = await channels.findByHandle(params.handle);
      if (!channel) throw channelNotFound();
      if (await readsLibrary(channels, actor, channel.id)) {
        return videos.libraryPage(channel.id, { ...query, trashed: query.trashed === 'true' });
      }
      const { items, nextCursor } = await discovery.ofChannel(playback.viewerOf(actor, request), channel.id, query);
      return { items: items.map(listedViewOf), nextCursor };
    },
  });
}

function videoRoute(discovery: DiscoveryService, { channels, videos, playback }: DiscoveryRouteDependencies): Route {
  return route({
    method: 'get',
    path: '/videos/:id',
    action: 'video.read',
    tag: 'Videos',
    summary: 'A video: all of it for its team, what a viewer may see for anybody else',
    paramsSchema: byId,
    responseSchema: videoView,
    handle: async ({ actor, params, request, reply }) => {
      const video = await videos.findByPublicId(params.id);
      if (video && (await readsLibrary(channels, actor, video.channelId))) {
        const view = await videos.teamView(params.id);
        if (!view) throw videoNotFound();
        reply.setHeader('ETag', `"${view.version}"`);
        return view;
      }
      return publicViewOf(await discovery.publicVideo(playback.viewerOf(actor, request), params.id));
    },
  });
}

async function readsLibrary(channels: Channels, actor: Actor, channelId: string): Promise<boolean> {
  if (actor.kind === 'anonymous' || !reachesChannel(actor, channelId)) return false;
  const role = await channels.roleOf(actor.accountId, channelId);
  return role !== null && mayDo(role, 'library.read');
}
