import { z } from 'zod';
import { type Route, route } from '../../platform/http';
import { publicIdPattern } from '../../platform/ids';
import { grantedPlayback, playbackRefusedProblem } from './contract';
import { type MediaRoutesDependencies, mediaRoutes } from './routes-media';
import type { PlaybackService } from './service';

const videoParams = z.object({ id: z.string().regex(publicIdPattern('vid')) });

/** Where a film starts, and everything below `/p/`. */
export function playbackRoutes(playback: PlaybackService, dependencies: MediaRoutesDependencies): Route[] {
  return [startPlayback(playback), ...mediaRoutes(playback, dependencies)];
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
    responseSchema: grantedPlayback,
    problems: { 403: playbackRefusedProblem },
    handle: async ({ actor, params, request }) => {
      const { storyboardUrl, expiresAt, ...granted } = await playback.startSession(
        playback.viewerOf(actor, request),
        params.id,
      );
      return {
        decision: 'allowed' as const,
        ...granted,
        ...(storyboardUrl ? { storyboardUrl } : {}),
        expiresAt: expiresAt.toISOString(),
      };
    },
  });
}
