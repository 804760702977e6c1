import { z } from 'zod';
import { type Route, rawRoute, route, sendObject } from '../../platform/http';
import { publicIdPattern } from '../../platform/ids';
import type { Storage } from '../../platform/storage';
import type { Videos } from '../videos';
import { choosePosterBody, posterChoices, retryRenditionAnswer } from './contract';
import { posterMissing, videoGone } from './errors';
import type { MediaService } from './service';

export interface MediaRoutesDependencies {
  storage: Storage;
  videos: Pick<Videos, 'findByPublicId'>;
}

export function mediaRoutes(
  media: Pick<MediaService, 'posterKey' | 'posters' | 'choosePoster' | 'retryRendition'>,
  { storage, videos }: MediaRoutesDependencies,
): Route[] {
  return [posterRoute(media, storage), ...posterChoiceRoutes(media, videos), retryRoute(media, videos)];
}

function posterRoute(media: Pick<MediaService, 'posterKey'>, storage: Storage): Route {
  return rawRoute({
    method: 'get',
    methods: ['get', 'head'],
    path: '/posters/:name',
    root: true,
    action: 'media.read',
    authenticate: false,
    handle: async ({ req, res }) => {
      const key = media.posterKey(String(req.params.name));
      const found = key && (await storage.stat(key));
      if (!key || !found) throw posterMissing();
      res.setHeader('X-Content-Type-Options', 'nosniff');
      res.setHeader('Content-Security-Policy', "default-src 'none'; sandbox");
      await sendObject(req, res, {
        type: 'image/jpeg',
        sizeBytes: found.sizeBytes,
        cacheControl: 'public, max-age=31536000, immutable',
        open: () => storage.read(key),
      });
    },
  });
}

const videoParams = z.object({ id: z.string().regex(publicIdPattern('vid')) });
const renditionParams = videoParams.extend({ name: z.string().min(1).max(40) });

type FindVideos = Pick<Videos, 'findByPublicId'>;

/** The internal id; the owner of a route was found by the same one a moment before. */
async function idOf(videos: FindVideos, publicId: string): Promise<string> {
  const video = await videos.findByPublicId(publicId);
  if (!video) throw videoGone();
  return video.id;
}

function posterChoiceRoutes(media: Pick<MediaService, 'posters' | 'choosePoster'>, videos: FindVideos): Route[] {
  const common = {
    tag: 'Videos',
    paramsSchema: videoParams,
    responseSchema: posterChoices,
    owner: ({ id }: { id: string }) => videos.findByPublicId(id),
  };
  return [
    route({
      ...common,
      method: 'get',
      path: '/videos/:id/posters',
      action: 'library.read',
      summary: 'The stills of a film that may stand for it',
      handle: async ({ params }) => media.posters(await idOf(videos, params.id)),
    }),
    route({
      ...common,
      method: 'put',
      path: '/videos/:id/poster',
      action: 'video.edit',
      summary: 'Choose the still that stands for a film',
      bodySchema: choosePosterBody,
      handle: async ({ params, body }) => media.choosePoster(await idOf(videos, params.id), body.posterId),
    }),
  ];
}

function retryRoute(media: Pick<MediaService, 'retryRendition'>, videos: FindVideos): Route {
  return route({
    method: 'post',
    path: '/videos/:id/renditions/:name/retry',
    action: 'video.edit',
    tag: 'Videos',
    summary: 'Make a quality again that failed',
    status: 202,
    limits: [{ name: 'retry-rendition', points: 60, perSeconds: 600, by: 'account' }],
    paramsSchema: renditionParams,
    responseSchema: retryRenditionAnswer,
    owner: ({ id }) => videos.findByPublicId(id),
    handle: async ({ params }) => {
      await media.retryRendition(await idOf(videos, params.id), params.name);
      return {};
    },
  });
}
