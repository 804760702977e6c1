import { z } from 'zod';
import { type Actor, accountIdOf, ownerByHandle, type Route, route } from '../../platform/http';
import { pageQuery } from '../../platform/http/text';
import type { Channels } from '../channels';
import {
  draftVideoBody,
  editVideoBody,
  publishVideoBody,
  type VideoTeamView,
  videoHistory,
  videoTeamView,
} from './contract';
import type { VideoRecord } from './record';
import { changesRoute } from './routes-changes';
import type { VideosService } from './service';

const byId = z.object({ id: z.string().regex(/^vid_[0-9A-Za-z]{22}$/) });
const byHandle = z.object({ handle: z.string() });

export function videoRoutes(videos: VideosService, { channels }: { channels: Channels }): Route[] {
  return [
    draftRoute(videos, channels),
    ...wordRoutes(videos),
    ...publicationRoutes(videos),
    ...trashRoutes(videos),
    changesRoute(videos, channels),
  ];
}

function draftRoute(videos: VideosService, channels: Channels): Route {
  return route({
    method: 'post',
    path: '/channels/:handle/videos',
    action: 'video.create',
    tag: 'Videos',
    summary: 'Begin a video as a draft',
    status: 201,
    idempotent: true,
    limits: [{ name: 'draft-video', points: 300, perSeconds: 600, by: 'account' }],
    paramsSchema: byHandle,
    bodySchema: draftVideoBody,
    responseSchema: videoTeamView,
    versionOf: (video) => video.version,
    owner: ({ handle }) => ownerByHandle(channels, handle),
    handle: async ({ actor, channelId, body }) =>
      answer(videos, videos.draftVideo(channelId, accountIdOf(actor), body)),
  });
}

/** What all routes on one video have in common; each answers with the video as its verb left it. */
function ofVideo(videos: VideosService) {
  return {
    tag: 'Videos',
    paramsSchema: byId,
    responseSchema: videoTeamView,
    versionOf: (video: VideoTeamView) => video.version,
    owner: ({ id }: { id: string }) => videos.findByPublicId(id),
  };
}

interface VideoCall {
  actor: Actor;
  params: { id: string };
  expectedVersion: number | null;
}

function byPerson({ actor, params, expectedVersion }: VideoCall) {
  return { publicId: params.id, actor: accountIdOf(actor), expectedVersion };
}

function wordRoutes(videos: VideosService): Route[] {
  return [
    route({
      ...ofVideo(videos),
      method: 'patch',
      path: '/videos/:id',
      action: 'video.edit',
      summary: 'Change the words about a video',
      bodySchema: editVideoBody,
      handle: async (call) => answer(videos, videos.editVideo(byPerson(call), call.body)),
    }),
    route({
      ...ofVideo(videos),
      method: 'get',
      path: '/videos/:id/history',
      action: 'library.read',
      summary: 'Who changed what in a video',
      querySchema: pageQuery,
      responseSchema: videoHistory,
      versionOf: undefined,
      handle: ({ params, query }) => videos.history(params.id, query),
    }),
  ];
}

function publicationRoutes(videos: VideosService): Route[] {
  return [
    route({
      ...ofVideo(videos),
      method: 'put',
      path: '/videos/:id/publication',
      action: 'video.publish',
      summary: 'Publish a video, or change how it is published',
      bodySchema: publishVideoBody,
      handle: async (call) => answer(videos, videos.publishVideo(byPerson(call), call.body)),
    }),
    route({
      ...ofVideo(videos),
      method: 'delete',
      path: '/videos/:id/publication',
      action: 'video.publish',
      summary: 'Withdraw a video',
      handle: async (call) => answer(videos, videos.unpublishVideo(byPerson(call))),
    }),
  ];
}

function trashRoutes(videos: VideosService): Route[] {
  return [
    route({
      ...ofVideo(videos),
      method: 'delete',
      path: '/videos/:id',
      action: 'video.trash',
      summary: 'Move a video to the trash, for 30 days',
      handle: async (call) => answer(videos, videos.trashVideo(byPerson(call))),
    }),
    route({
      ...ofVideo(videos),
      method: 'post',
      path: '/videos/:id/restore',
      action: 'video.trash',
      summary: 'Bring a video back from the trash',
      handle: async (call) => answer(videos, videos.restoreVideo(byPerson(call))),
    }),
  ];
}

async function answer(videos: VideosService, written: Promise<VideoRecord>): Promise<VideoTeamView> {
  return videos.viewOf(await written);
}
