import type { Cache } from '../../platform/cache';
import type { Clock } from '../../platform/clock';
import type { Secret } from '../../platform/config';
import type { Database } from '../../platform/db';
import type { Logger } from '../../platform/observability';
import type { Storage } from '../../platform/storage';
import type { ViewerCountry } from '../access';
import type { Channels } from '../channels';
import type { Geo, RequestOrigin } from '../geo';
import type { Media } from '../media';
import type { Rights } from '../rights';
import type { Videos } from '../videos';
import { createCountryChanges } from './country-changes';
import { createDecisions, nobodyElse } from './decisions';
import { createDelivery, type Delivery } from './delivery';
import { createDirectMedia } from './direct-media';
import { createEnteredPasswords } from './entered-passwords';
import { playbackRefused, sessionEnded, sessionUnknown } from './errors';
import type { Playback, Viewer } from './face';
import { createGate } from './gate';
import { createPlaybackSets } from './playback-sets';
import { createPublicPaths, type PublicPaths } from './public-paths';
import { createRenderedPlaylists } from './rendered';
import { createSessions } from './sessions';
import { createStanding } from './standing';
import { createStarter, heartbeatSeconds } from './starter';
import { createPlaybackTokens } from './tokens';
import { createUnlocking, type Try } from './unlocking';
import { createViewers, viewerIn } from './viewers';

export interface PlaybackDependencies {
  db: Database;
  clock: Clock;
  storage: Storage;
  logger: Logger;
  cache: Pick<Cache, 'consume'>;
  /** The first signs, all are accepted; empty in a process that serves no viewers. */
  playbackKeys: readonly Secret[];
  channels: Pick<Channels, 'rolesOf'>;
  videos: Pick<Videos, 'findByPublicId' | 'factsOf' | 'checkPassword'>;
  media: Pick<Media, 'playbackSet'>;
  rights: Pick<Rights, 'factsOf' | 'holdingsOf' | 'confirmAge'>;
  geo: Pick<Geo, 'countryOf'>;
  /** True behind a CDN: media of openly public videos get one path for everybody. */
  sharesPublicMedia?: boolean;
  /** True where players shall fetch what is open to all from the bucket, if there is one. */
  deliversDirectly?: boolean;
}

export interface KeptSession {
  expiresAt: Date;
  heartbeatSeconds: number;
}

export interface PlaybackService extends Playback {
  countryOf(origin: RequestOrigin): ViewerCountry;
  /**
   * Keeps a session and decides again; `seen` is where the heartbeat comes from.
   * @throws AppError `session_unknown`, `playback_refused` or `session_ended`.
   */
  heartbeat(token: string, seen: ViewerCountry): Promise<KeptSession>;
  /**
   * A cookie with this password among those entered before.
   * @throws AppError `password_wrong`, `too_many_passwords` or `video_not_found`.
   */
  unlock(given: Try): Promise<string>;
  confirmAge: Rights['confirmAge'];
  delivery: Delivery;
  /** The same below `/m/{key}/`, by key instead of token. */
  publicDelivery: Delivery;
  publicPaths: Pick<PublicPaths, 'retireClosed' | 'retiredSince'>;
  /** Deletes sessions that can no longer be taken up; returns how many. */
  trimSessions(): Promise<number>;
  /** Writes down what was watched last. */
  close(): Promise<void>;
}

export function createPlayback(dependencies: PlaybackDependencies): PlaybackService {
  const { clock, storage, logger, media, videos, rights, geo, playbackKeys, sharesPublicMedia } = dependencies;
  const bucket = dependencies.deliversDirectly ? storage.direct : null;
  const tokens = createPlaybackTokens(playbackKeys);
  const entered = createEnteredPasswords(playbackKeys);
  const decisions = createDecisions(dependencies);
  const sessions = createSessions(dependencies);
  const unlocking = createUnlocking({ ...dependencies, decisions });
  const decide = async (viewer: Viewer, id: string, session = nobodyElse) =>
    (await decisions.many(viewer, [id], session)).get(id) ?? null;
  const standing = createStanding({
    decide: async (watching) => {
      const { countedSessionId, videoId } = watching;
      const others = countedSessionId === null ? nobodyElse : await sessions.factsOf(countedSessionId);
      return decide(viewerIn(watching), videoId, others);
    },
    clock,
    logger,
  });
  const countries = createCountryChanges({ sessions, clock, logger });
  const durationOf = async (id: string) => (await videos.factsOf([id]))[0]?.durationMs ?? null;
  const gate = createGate({ tokens, sessions, standing, countries, durationOf, clock, logger });
  const sets = createPlaybackSets(media, clock);
  const rendered = createRenderedPlaylists();
  const publicPaths = createPublicPaths({ ...dependencies, openlyPublic: decisions.openlyPublic });
  const direct = bucket && createDirectMedia({ bucket, unrestricted: decisions.unrestricted, clock, logger });
  return {
    viewerOf: createViewers({ geo, entered, clock }),
    countryOf: (origin) => geo.countryOf(origin).country,
    decide: (viewer, id) => decide(viewer, id),
    decideMany: (viewer, ids) => decisions.many(viewer, ids),
    refused: (refusals) => playbackRefused(refusals),
    startSession: createStarter({ tokens, sessions, decisions, unlocking, videos, sets, clock, logger }),
    heartbeat: async (token, seen) => {
      const admission = await gate.admit(token, 'heartbeat', seen);
      if (admission.gate === 'unknown') throw sessionUnknown();
      if (admission.gate === 'open') return { expiresAt: admission.expiresAt, heartbeatSeconds };
      throw admission.refusals.length > 0 ? playbackRefused(admission.refusals) : sessionEnded();
    },
    unlock: async (given) => entered.add(given.viewer.passwordIds, await unlocking(given), clock.now()),
    confirmAge: (accountId, age) => rights.confirmAge(accountId, age),
    delivery: createDelivery({
      gate,
      sets,
      rendered,
      storage,
      ...(sharesPublicMedia ? { sharedPathOf: publicPaths.of } : {}),
      direct,
    }),
    publicDelivery: createDelivery({ gate: publicPaths.gate, sets, rendered, storage }),
    publicPaths,
    trimSessions: sessions.trim,
    close: sessions.close,
  };
}
