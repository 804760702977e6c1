import type { Clock } from '../../platform/clock';
import type { Secret } from '../../platform/config';
import type { Database } from '../../platform/db';
import { type Actor, anonymous } from '../../platform/http';
import type { Logger } from '../../platform/observability';
import type { Storage } from '../../platform/storage';
import type { Channels } from '../channels';
import type { Media } from '../media';
import type { Rights } from '../rights';
import type { Videos } from '../videos';
import { createDecisions } from './decisions';
import { createDelivery, type Delivery } from './delivery';
import { playbackRefused, sessionEnded, sessionUnknown } from './errors';
import type { Playback, Viewer } from './face';
import { createGate } from './gate';
import { createPlaybackSets } from './playback-sets';
import { createRenderedPlaylists } from './rendered';
import { createSessions } from './sessions';
import { createStanding, type Watching } from './standing';
import { createStarter, heartbeatSeconds } from './starter';
import { createPlaybackTokens } from './tokens';

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
  rights: Pick<Rights, 'factsOf' | 'holdingsOf'>;
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

export function createPlayback(dependencies: PlaybackDependencies): PlaybackService {
  const { clock, storage, logger, media, videos } = dependencies;
  const tokens = createPlaybackTokens(dependencies.playbackKeys);
  const decisions = createDecisions(dependencies);
  const sessions = createSessions(dependencies);
  const decide: Playback['decide'] = async (viewer, id) => (await decisions.many(viewer, [id])).get(id) ?? null;
  const standing = createStanding({
    decide: (watching) => decide(viewerIn(watching), watching.videoId),
    clock,
    logger,
  });
  const durationOf = async (id: string) => (await videos.factsOf([id]))[0]?.durationMs ?? null;
  const gate = createGate({ tokens, sessions, standing, durationOf, clock, logger });
  const sets = createPlaybackSets(media, clock);
  return {
    viewerOf: (actor) => ({ actor, country: null, passwordIds: [] }),
    decide,
    decideMany: decisions.many,
    refused: playbackRefused,
    startSession: createStarter({ tokens, sessions, decisions, videos, sets, clock, logger }),
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

// A session goes on as whoever it was granted to; what their bearer token could reach was settled then.
function viewerIn({ accountId }: Watching): Viewer {
  const actor = accountId === null ? anonymous : accountActor(accountId);
  return { actor, country: null, passwordIds: [] };
}

function accountActor(accountId: string): Actor {
  return { kind: 'account', accountId, operator: false, sessionId: null, token: null };
}
