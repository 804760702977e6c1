import { z } from 'zod';
import { accountIdOf, type Route, route } from '../../platform/http';
import { publicIdPattern } from '../../platform/ids';
import { ageBody, grantedPlayback, playbackRefusedProblem, startBody, unlockBody } from './contract';
import { enteredCookie } from './entered-passwords';
import { type MediaRoutesDependencies, mediaRoutes } from './routes-media';
import type { PlaybackService } from './service';

const videoParams = z.object({ id: z.string().regex(publicIdPattern('vid')) });

/** Where a film starts, what opens it, and everything below `/p/`. */
export function playbackRoutes(playback: PlaybackService, dependencies: MediaRoutesDependencies): Route[] {
  return [startPlayback(playback), unlockVideo(playback), confirmAge(playback), ...mediaRoutes(playback, dependencies)];
}

function startPlayback(playback: PlaybackService): Route {
  return route({
    method: 'post',
    path: '/videos/:id/playback',
    action: 'playback.start',
    summary: 'Ask to watch a video',
    tag: 'Playback',
    limits: [{ name: 'playback-start', points: 120, perSeconds: 60, by: 'ip' }],
    paramsSchema: videoParams,
    bodySchema: startBody.optional(),
    responseSchema: grantedPlayback,
    problems: { 403: playbackRefusedProblem },
    handle: async ({ actor, params, body, request }) => {
      const { ip, userAgent } = request;
      const viewer = playback.viewerOf(actor, request);
      const session = await playback.startSession(viewer, params.id, { ...body, ip, userAgent });
      const { storyboardUrl, expiresAt, ...granted } = session;
      return {
        decision: 'allowed' as const,
        ...granted,
        ...(storyboardUrl ? { storyboardUrl } : {}),
        expiresAt: expiresAt.toISOString(),
      };
    },
  });
}

function unlockVideo(playback: PlaybackService): Route {
  return route({
    method: 'post',
    path: '/videos/:id/unlock',
    action: 'playback.start',
    summary: 'Enter the password of a video',
    tag: 'Playback',
    status: 204,
    limits: [{ name: 'video-unlock', points: 30, perSeconds: 300, by: 'ip' }],
    paramsSchema: videoParams,
    bodySchema: unlockBody,
    handle: async ({ actor, params, body, request, reply }) => {
      const viewer = playback.viewerOf(actor, request);
      const given = { viewer, videoPublicId: params.id, password: body.password, ip: request.ip };
      reply.setCookie(enteredCookie.name, await playback.unlock(given), enteredCookie.seconds);
    },
  });
}

function confirmAge(playback: PlaybackService): Route {
  return route({
    method: 'post',
    path: '/me/age',
    action: 'account.edit',
    summary: 'Say how old one is at least',
    tag: 'Playback',
    status: 204,
    bodySchema: ageBody,
    handle: async ({ actor, body }) => playback.confirmAge(accountIdOf(actor), body.atLeast),
  });
}
