import { playbackRoutes } from '../../src/modules/playback/routes';
import { createPlayback, type PlaybackService } from '../../src/modules/playback/service';
import type { Cache } from '../../src/platform/cache';
import type { Clock } from '../../src/platform/clock';
import { Secret } from '../../src/platform/config';
import type { Database } from '../../src/platform/db';
import { type Actor, anonymous, createHttpServer, createObjectSender } from '../../src/platform/http';
import { createHealth, createMetrics, type Logger, silentLogger } from '../../src/platform/observability';
import type { Storage } from '../../src/platform/storage';
import type { Neighbours } from './factories/playback';

export interface PlaybackProcess {
  playback: PlaybackService;
  url: string;
  close(): Promise<void>;
}

export interface PlaybackProcessOptions {
  db: Database;
  clock: Clock;
  rooms: Neighbours;
  storage: Storage;
  memoryBytes?: number;
  logger?: Logger;
  stalledAfterMs?: number;
  /** As behind a CDN. */
  sharesPublicMedia?: boolean;
  /** As with `MEDIA_DELIVERY=direct`. */
  deliversDirectly?: boolean;
  /** The first signs, all are accepted. */
  keys?: readonly string[];
  /** Who asks; nobody who is signed in when left out. */
  asking?(): Actor;
}

/** The room alone, as one process holds it. */
export function openPlayback(options: PlaybackProcessOptions): PlaybackService {
  const { db, clock, rooms, storage, logger, keys = ['a playback key for tests'], sharesPublicMedia = false } = options;
  const { deliversDirectly = false } = options;
  return createPlayback({
    ...rooms,
    ...{ db, clock, storage, logger: logger ?? silentLogger },
    ...{ sharesPublicMedia, deliversDirectly },
    cache: { consume: countTries() },
    playbackKeys: keys.map((key) => new Secret(key)),
  });
}

// Never forgets, so that a slow machine lets nobody try once more.
function countTries(): Cache['consume'] {
  const tried = new Map<string, number>();
  return async ({ name, points, perSeconds }, key) => {
    const times = (tried.get(`${name} ${key}`) ?? 0) + 1;
    tried.set(`${name} ${key}`, times);
    return times <= points
      ? { allowed: true, retryAfterSeconds: 0 }
      : { allowed: false, retryAfterSeconds: perSeconds };
  };
}

/** A web process that serves nothing but playback. */
export async function startPlaybackProcess(options: PlaybackProcessOptions): Promise<PlaybackProcess> {
  const { storage, memoryBytes = 8 * 1024 ** 2, logger = silentLogger } = options;
  const { asking = () => anonymous, stalledAfterMs } = options;
  const playback = openPlayback(options);
  const objects = createObjectSender({ storage, memoryBytes });
  const server = createHttpServer({
    routes: playbackRoutes(playback, { objects }),
    authenticate: async () => asking(),
    authorize: async () => undefined,
    cache: { consume: async () => ({ allowed: true, retryAfterSeconds: 0 }) } as never,
    idempotency: { once: (_, create) => create() },
    logger,
    metrics: createMetrics('test', false),
    health: createHealth(),
    production: false,
    publicUrl: 'http://showrunner.test',
    trustedProxyHops: 0,
    stalledAfterMs,
  });
  const url = `http://127.0.0.1:${await server.listen(0)}`;
  return {
    playback,
    url,
    close: async () => {
      await server.close(100);
      await playback.close();
    },
  };
}

/** Starts a film and returns the path of its session, `/p/{token}`, good in every process. */
export async function openSession({ url }: PlaybackProcess, publicId: string): Promise<string> {
  const answer = await fetch(`${url}/api/v1/videos/${publicId}/playback`, { method: 'POST' });
  const { manifestUrl } = (await answer.json()) as { manifestUrl?: string };
  if (!manifestUrl) throw new Error(`The film did not start: ${answer.status}`);
  return manifestUrl.replace('/master.m3u8', '');
}
