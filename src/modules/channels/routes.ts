import { z } from 'zod';
import { accountIdOf, ownerByHandle, type Route, reachesChannel, route } from '../../platform/http';
import { channelView, editChannelBody, handleAnswer, handleSchema, openChannelBody, ownChannelList } from './contract';
import { channelNotFound } from './errors';
import { pictureRoutes } from './routes-pictures';
import { teamRoutes } from './routes-team';
import type { ChannelsService } from './service';
import { channelViewOf, ownChannelViewOf } from './views';

const byHandle = z.object({ handle: z.string().max(60) });

export function channelRoutes(channels: ChannelsService): Route[] {
  return [...openingRoutes(channels), ...profileRoutes(channels), ...teamRoutes(channels), ...pictureRoutes(channels)];
}

function openingRoutes(channels: ChannelsService): Route[] {
  return [
    route({
      method: 'post',
      path: '/channels',
      action: 'channel.open',
      tag: 'Channels',
      summary: 'Open a channel',
      status: 201,
      idempotent: true,
      limits: [{ name: 'open-channel', points: 30, perSeconds: 3_600, by: 'account' }],
      bodySchema: openChannelBody,
      responseSchema: channelView,
      versionOf: (channel) => channel.version,
      handle: async ({ actor, body }) => channelViewOf(await channels.openChannel(accountIdOf(actor), body)),
    }),
    route({
      method: 'get',
      path: '/handles/:handle',
      action: 'channel.open',
      tag: 'Channels',
      summary: 'Whether a handle can still be had',
      limits: [{ name: 'ask-for-handle', points: 300, perSeconds: 600, by: 'account' }],
      paramsSchema: z.object({ handle: handleSchema }),
      responseSchema: handleAnswer,
      handle: async ({ params: { handle } }) => ({ handle, free: await channels.isHandleFree(handle) }),
    }),
    route({
      method: 'get',
      path: '/me/channels',
      action: 'channel.list-own',
      tag: 'Channels',
      summary: 'The channels whose team you are on',
      responseSchema: ownChannelList,
      handle: async ({ actor }) => {
        const own = await channels.channelsOfAccount(accountIdOf(actor));
        const reached = own.filter(({ channel }) => reachesChannel(actor, channel.id));
        return { items: reached.map(ownChannelViewOf), nextCursor: null };
      },
    }),
  ];
}

function profileRoutes(channels: ChannelsService): Route[] {
  return [
    route({
      method: 'get',
      path: '/channels/:handle',
      action: 'site.browse',
      tag: 'Channels',
      summary: 'A channel',
      paramsSchema: byHandle,
      responseSchema: channelView,
      versionOf: (channel) => channel.version,
      handle: async ({ params }) => {
        const channel = await channels.findByHandle(params.handle);
        if (!channel) throw channelNotFound();
        return channelViewOf(channel);
      },
    }),
    route({
      method: 'patch',
      path: '/channels/:handle',
      action: 'channel.edit',
      tag: 'Channels',
      summary: 'Change the words about a channel',
      paramsSchema: byHandle,
      bodySchema: editChannelBody,
      responseSchema: channelView,
      versionOf: (channel) => channel.version,
      owner: ({ handle }) => ownerByHandle(channels, handle),
      handle: async ({ channelId, body, expectedVersion }) =>
        channelViewOf(await channels.editChannel(channelId, body, expectedVersion)),
    }),
  ];
}
