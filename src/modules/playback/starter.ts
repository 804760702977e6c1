import { LRUCache } from 'lru-cache';
import type { Clock } from '../../platform/clock';
import { type AppError, isAppError } from '../../platform/errors';
import type { Logger } from '../../platform/observability';
import { withTimeout } from '../../platform/resilience';
import type { PlaybackSet } from '../media';
import type { VideoFacts, Videos } from '../videos';
import { type Decisions, nobodyElse, type Weighed } from './decisions';
import type { NoPlace } from './device-limit';
import { playbackRefused, videoNotFound } from './errors';
import type { GrantedSession, Playback, StartOptions, Viewer } from './face';
import type { PlaybackSets } from './playback-sets';
import { storyboardPath } from './playlists/storyboard';
import type { Allowed, Sessions } from './sessions';
import type { SessionRow } from './store';
import type { PlaybackTokens } from './tokens';
import type { Try } from './unlocking';
import { keptOf } from './viewers';

export interface StarterDependencies {
  tokens: PlaybackTokens;
  sessions: Sessions;
  decisions: Decisions;
  unlocking(given: Try): Promise<string>;
  videos: Pick<Videos, 'findByPublicId' | 'factsOf'>;
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
  video: Pick<VideoFacts, 'id' | 'channelId' | 'durationMs'>;
  decision: Allowed;
  set: PlaybackSet;
  /** Null: the last answer stands, and no device is counted. */
  weighed: Weighed | null;
}

/** Starts sessions; while the facts cannot be read, for those who were allowed to watch the same lately. */
export function createStarter(dependencies: StarterDependencies): Playback['startSession'] {
  const { tokens, sessions, sets, clock, logger } = dependencies;
  const lately = new LRUCache<string, Omit<Grant, 'set' | 'weighed'> & { generationId: string }>({
    max: 20_000,
    ttl: stoodByForMs,
  });

  const lastGrant = async (key: string, error: unknown): Promise<Grant> => {
    const last = lately.get(key);
    if (!last || (last.decision.until && last.decision.until <= clock.now())) throw error;
    const set = await sets.find(last.video.id, last.generationId);
    if (!set) throw error;
    logger.warn({ error }, 'Whether a film may be watched could not be decided anew; the last answer stands');
    return { ...last, set, weighed: null };
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

  return async (asking, videoPublicId, options = {}): Promise<GrantedSession> => {
    const viewer = await withPassword(dependencies, asking, videoPublicId, options);
    const grant = await grantFor(viewer, videoPublicId);
    const { set } = grant;
    const session = await openFor(sessions, viewer, grant, options);
    if ('others' in session) throw await refusedFor(dependencies.videos, session);
    const token = tokens.sign({ ...session, sessionId: session.id });
    return {
      manifestUrl: `/p/${token}/master.m3u8`,
      storyboardUrl: set.storyboard && `/p/${token}/${storyboardPath(set.storyboard)}`,
      expiresAt: session.expiresAt,
      heartbeatSeconds,
    };
  };
}

async function withPassword(
  { unlocking }: Pick<StarterDependencies, 'unlocking'>,
  viewer: Viewer,
  videoPublicId: string,
  { password, ip = '' }: StartOptions,
): Promise<Viewer> {
  if (password === undefined) return viewer;
  const passwordId = await unlocking({ viewer, videoPublicId, password, ip });
  return { ...viewer, passwordIds: [...viewer.passwordIds, passwordId] };
}

function openFor(
  sessions: Sessions,
  viewer: Viewer,
  { video, decision, set, weighed }: Grant,
  { takeOver = false, userAgent = '' }: StartOptions,
): Promise<SessionRow | NoPlace> {
  const { channelId, id: videoId } = video;
  const wanted = {
    ...keptOf(viewer, userAgent),
    ...{ videoId, channelId, generationId: set.generationId, decision },
    durationMs: video.durationMs ?? set.durationMs,
  };
  if (!weighed || weighed.deviceLimit === null) return sessions.open(wanted);
  const decide = (otherDevices: number) => weighed.decide({ otherDevices, takenOver: false });
  return sessions.open(wanted, { deviceLimit: weighed.deviceLimit, takeOver, decide });
}

/** The refusal that names who has the places. */
async function refusedFor(videos: Pick<Videos, 'factsOf'>, { refusals, others }: NoPlace): Promise<AppError> {
  const films = await videos.factsOf([...new Set(others.map(({ videoId }) => videoId))]);
  const titles = new Map(films.map(({ id, title }) => [id, title]));
  const devices = others.map(({ device, since, videoId }) => {
    const title = titles.get(videoId);
    return { device, since: since.toISOString(), ...(title ? { title } : {}) };
  });
  return playbackRefused(refusals, devices);
}

async function decideAnew(
  { videos, decisions, sets }: Pick<StarterDependencies, 'videos' | 'decisions' | 'sets'>,
  viewer: Viewer,
  videoPublicId: string,
): Promise<Grant> {
  const video = await videos.findByPublicId(videoPublicId);
  if (!video) throw videoNotFound();
  const weighed = await decisions.weigh(viewer, video);
  const decision = weighed.decide(nobodyElse);
  if (decision.decision === 'refused') {
    throw decision.existencePublic ? playbackRefused(decision.refusals) : videoNotFound();
  }
  const set = await sets.current(video.id);
  if (!set) throw playbackRefused([{ reason: 'not_ready', remedies: [{ kind: 'wait' }] }]);
  const { id, channelId, durationMs } = video;
  return { video: { id, channelId, durationMs }, decision, set, weighed };
}

// What a bearer's token may reach is asked each time.
function keyOf({ actor, country, passwordIds }: Viewer, videoPublicId: string): string | null {
  if (actor.kind === 'account' && actor.token) return null;
  const account = actor.kind === 'account' ? actor.accountId : '';
  return [videoPublicId, account, country, ...passwordIds].join(' ');
}
