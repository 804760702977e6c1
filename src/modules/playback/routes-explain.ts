import { z } from 'zod';
import { ownerByHandle, type Route, route } from '../../platform/http';
import { pageQuery } from '../../platform/http/text';
import { publicIdPattern } from '../../platform/ids';
import type { Channels } from '../channels';
import type { Videos } from '../videos';
import { explainQuery, lintAnswer, matrixBody, playbackExplanation, playbackMatrix } from './contract-explain';
import { pastExplanation, pastQuery } from './contract-past';
import type { Explain } from './explain/service';

export interface ExplainRouteDependencies {
  channels: Pick<Channels, 'findByHandle'>;
  videos: Pick<Videos, 'findByPublicId'>;
}

const byId = z.object({ id: z.string().regex(publicIdPattern('vid')) });
const byHandle = z.object({ handle: z.string() });
const forTeam = { action: 'library.read', tag: 'Playback' } as const;

/** Why somebody may watch or may not: for the team of a channel, and for support. */
export function explainRoutes(explain: Explain, { channels, videos }: ExplainRouteDependencies): Route[] {
  return [
    route({
      ...forTeam,
      method: 'get',
      path: '/videos/:id/playback/explain',
      summary: 'What a viewer would be told, and why: any country, any instant, any tier',
      paramsSchema: byId,
      querySchema: explainQuery,
      responseSchema: playbackExplanation,
      owner: ({ id }) => videos.findByPublicId(id),
      handle: ({ params, query }) => explain.explain(params.id, query),
    }),
    route({
      ...forTeam,
      method: 'post',
      path: '/channels/:handle/playback/matrix',
      summary: 'Who may watch what: country by time by viewer, with the reasons, and what is probably not meant',
      // Answers may hold 100,000 cells.
      limits: [{ name: 'playback-matrix', points: 60, perSeconds: 60, by: 'account' }],
      paramsSchema: byHandle,
      bodySchema: matrixBody,
      responseSchema: playbackMatrix,
      owner: ({ handle }) => ownerByHandle(channels, handle),
      handle: ({ channelId, body }) => explain.matrix(channelId, body),
    }),
    route({
      ...forTeam,
      method: 'get',
      path: '/channels/:handle/playback/lint',
      summary: 'What is wrong, or probably not meant, with who may watch what',
      limits: [{ name: 'playback-lint', points: 120, perSeconds: 60, by: 'account' }],
      paramsSchema: byHandle,
      querySchema: pageQuery,
      responseSchema: lintAnswer,
      owner: ({ handle }) => ownerByHandle(channels, handle),
      handle: ({ channelId, query }) => explain.lintLibrary(channelId, query),
    }),
    route({
      method: 'get',
      path: '/operations/explain',
      action: 'operations.read',
      tag: 'Operations',
      summary: 'Could this account watch this then, did it, and who had set the rule?',
      querySchema: pastQuery,
      responseSchema: pastExplanation,
      handle: ({ query }) => explain.explainPast(query),
    }),
  ];
}
