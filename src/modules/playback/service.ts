import type { Clock } from '../../platform/clock';
import type { Secret } from '../../platform/config';
import type { Database } from '../../platform/db';
import { type Actor, anonymous } from '../../platform/http';
import type { Logger } from '../../platform/observability';
import type { Storage } from '../../platform/storage';
import type { Channels } from '../channels';
import type { Media } from '../media';
import type { Videos } from '../videos';
import { createDecisions } from './decisions';
import { createDelivery, type Delivery } from './delivery';
import { playbackRefused, sessionEnded, sessionUnknown, videoNotFound } from './errors';
import type { GrantedSession, Playback } from './face';
import { createGate } from './gate';
import { createPlaybackSets, type PlaybackSets } from './playback-sets';
import { storyboardPath } from './playlists/storyboard';
import { createRenderedPlaylists } from './rendered';
import { createSessions, type Sessions } from './sessions';
import { createStanding, type Watching } from './standing';
import { createPlaybackTokens, type PlaybackTokens } from './tokens';

export interface PlaybackDependencies {
  db: Database;
  clock: Clock;
  storage: Storage;
  logger: Logger;
  /** The first signs, all are accepted; empty in a process that serves no viewers. */
  playbackKeys: readonly Secret[];
  channels: Pick<Channels, 'rolesOf'>;
  videos: Pick<Videos, 'findByPublicId' | 'factsOf'>;
  media: Pick<Media, 'playbackSet'>;
}

export interface KeptSession {
  expiresAt: Date;
  heartbeatSeconds: number;
}

export interface PlaybackService extends Playback {
  /** Keeps a session and decides again. @throws AppError `session_unknown`, `playback_refused` or `session_ended`. */
  heartbeat(token: string): Promise<KeptSession>;
  delivery: Delivery;
  /** Deletes sessions that can no longer be taken up; returns how many. */
  trimSessions(): Promise<number>;
  /** Writes down what was watched last. */
  close(): Promise<void>;
}

export const heartbeatSeconds = 20;

export function createPlayback(dependencies: PlaybackDependencies): PlaybackService {
  const { clock, storage, logger, media, videos } = dependencies;
  const tokens = createPlaybackTokens(dependencies.playbackKeys);
  const decisions = createDecisions(dependencies);
  const sessions = createSessions(dependencies);
  const decide: Playback['decide'] = async (actor, id) => (await decisions.many(actor, [id])).get(id) ?? null;
  const standing = createStanding({ decide: (watching) => decide(actorOf(watching), watching.videoId), clock, logger });
  const durationOf = async (id: string) => (await videos.factsOf([id]))[0]?.durationMs ?? null;
  const gate = createGate({ tokens, sessions, standing, durationOf, clock, logger });
  const sets = createPlaybackSets(media, clock);
  return {
    decide,
    decideMany: decisions.many,
    refused: playbackRefused,
    startSession: starter({ tokens, sessions, decisions, videos, sets }),
    heartbeat: async (token) => {
      const admission = await gate.admit(token, 'heartbeat');
      if (admission.gate === 'unknown') throw sessionUnknown();
      if (admission.gate === 'open') return { expiresAt: admission.expiresAt, heartbeatSeconds };
      throw admission.refusals.length > 0 ? playbackRefused(admission.refusals) : sessionEnded();
    },
    delivery: createDelivery({ gate, sets, rendered: createRenderedPlaylists(), storage }),
    trimSessions: sessions.trim,
    close: sessions.close,
  };
}

interface StarterDependencies extends Pick<PlaybackDependencies, 'videos'> {
  tokens: PlaybackTokens;
  sessions: Sessions;
  decisions: ReturnType<typeof createDecisions>;
  sets: PlaybackSets;
}

function starter({ tokens, sessions, decisions, videos, sets }: StarterDependencies): Playback['startSession'] {
  return async (actor: Actor, videoPublicId: string): Promise<GrantedSession> => {
    const video = await videos.findByPublicId(videoPublicId);
    const decision = video && (await decisions.about(actor, [video])).get(video.id);
    if (!video || !decision) throw videoNotFound();
    if (decision.decision === 'refused') {
      throw decision.existencePublic ? playbackRefused(decision.refusals) : videoNotFound();
    }
    const set = await sets.current(video.id);
    if (!set) throw playbackRefused([{ reason: 'not_ready', remedy: { kind: 'wait' } }]);
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

// A session goes on as whoever it was granted to; what their bearer token could reach was settled then.
function actorOf({ accountId }: Watching): Actor {
  if (accountId === null) return anonymous;
  return { kind: 'account', accountId, operator: false, sessionId: null, token: null };
}
