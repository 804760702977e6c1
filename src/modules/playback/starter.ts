import { LRUCache } from 'lru-cache';
import type { Clock } from '../../platform/clock';
import { isAppError } from '../../platform/errors';
import type { Logger } from '../../platform/observability';
import { withTimeout } from '../../platform/resilience';
import type { PlaybackSet } from '../media';
import type { VideoFacts, Videos } from '../videos';
import type { Decisions } from './decisions';
import { playbackRefused, videoNotFound } from './errors';
import type { GrantedSession, Playback, Viewer } from './face';
import type { PlaybackSets } from './playback-sets';
import { storyboardPath } from './playlists/storyboard';
import type { Allowed, Sessions } from './sessions';
import type { PlaybackTokens } from './tokens';

export interface StarterDependencies {
  tokens: PlaybackTokens;
  sessions: Sessions;
  decisions: Decisions;
  videos: Pick<Videos, 'findByPublicId'>;
  sets: PlaybackSets;
  clock: Clock;
  logger: Logger;
}

export const heartbeatSeconds = 20;

/** While the facts cannot be read, an answer stands for so long. */
const stoodByForMs = 3_600_000;
/** Who has a last answer waits no longer for a new one. */
const patienceMs = 2_000;

interface Grant {
  video: Pick<VideoFacts, 'id' | 'durationMs'>;
  decision: Allowed;
  set: PlaybackSet;
}

/** Starts sessions; while the facts cannot be read, for those who were allowed to watch the same lately. */
export function createStarter(dependencies: StarterDependencies): Playback['startSession'] {
  const { tokens, sessions, sets, clock, logger } = dependencies;
  const lately = new LRUCache<string, Omit<Grant, 'set'> & { generationId: string }>({
    max: 20_000,
    ttl: stoodByForMs,
  });

  const lastGrant = async (key: string, error: unknown): Promise<Grant> => {
    const last = lately.get(key);
    if (!last || (last.decision.until && last.decision.until <= clock.now())) throw error;
    const set = await sets.find(last.video.id, last.generationId);
    if (!set) throw error;
    logger.warn({ error }, 'Whether a film may be watched could not be decided anew; the last answer stands');
    return { ...last, set };
  };

  const grantFor = async (viewer: Viewer, videoPublicId: string): Promise<Grant> => {
    const key = keyOf(viewer, videoPublicId);
    try {
      const anew = decideAnew(dependencies, viewer, videoPublicId);
      const grant = await (key && lately.has(key) ? withTimeout('The decision', patienceMs, anew) : anew);
      const { video, decision, set } = grant;
      if (key) lately.set(key, { video, decision, generationId: set.generationId });
      return grant;
    } catch (error) {
      if (key && !isAppError(error)) return lastGrant(key, error);
      if (key) lately.delete(key);
      throw error;
    }
  };

  return async (viewer, videoPublicId): Promise<GrantedSession> => {
    const { video, decision, set } = await grantFor(viewer, videoPublicId);
    const { actor } = viewer;
    const session = await sessions.open({
      videoId: video.id,
      generationId: set.generationId,
      accountId: actor.kind === 'account' ? actor.accountId : null,
      durationMs: video.durationMs ?? set.durationMs,
      decision,
    });
    const token = tokens.sign({ ...session, sessionId: session.id });
    return {
      manifestUrl: `/p/${token}/master.m3u8`,
      storyboardUrl: set.storyboard && `/p/${token}/${storyboardPath(set.storyboard)}`,
      expiresAt: session.expiresAt,
      heartbeatSeconds,
    };
  };
}

async function decideAnew(
  { videos, decisions, sets }: Pick<StarterDependencies, 'videos' | 'decisions' | 'sets'>,
  viewer: Viewer,
  videoPublicId: string,
): Promise<Grant> {
  const video = await videos.findByPublicId(videoPublicId);
  const decision = video && (await decisions.about(viewer, [video])).get(video.id);
  if (!video || !decision) throw videoNotFound();
  if (decision.decision === 'refused') {
    throw decision.existencePublic ? playbackRefused(decision.refusals) : videoNotFound();
  }
  const set = await sets.current(video.id);
  if (!set) throw playbackRefused([{ reason: 'not_ready', remedies: [{ kind: 'wait' }] }]);
  return { video: { id: video.id, durationMs: video.durationMs }, decision, set };
}

// What a bearer's token may reach is asked each time.
function keyOf({ actor, country, passwordIds }: Viewer, videoPublicId: string): string | null {
  if (actor.kind === 'account' && actor.token) return null;
  const account = actor.kind === 'account' ? actor.accountId : '';
  return [videoPublicId, account, country, ...passwordIds].join(' ');
}
