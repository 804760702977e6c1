import { statSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TeamRole } from '../../../src/modules/access';
import { createUploads, type UploadsDependencies } from '../../../src/modules/uploads';
import { uploadRoutes } from '../../../src/modules/uploads/routes';
import type { VideoFacts } from '../../../src/modules/videos';
import type { Outbox } from '../../../src/platform/bus';
import { type Cache, createCache } from '../../../src/platform/cache';
import { type Clock, systemClock } from '../../../src/platform/clock';
import type { Database } from '../../../src/platform/db';
import { type Actor, anonymous, createHttpServer } from '../../../src/platform/http';
import { newId } from '../../../src/platform/ids';
import { createHealth, createMetrics, silentLogger } from '../../../src/platform/observability';
import { createLocalStorage, type Storage } from '../../../src/platform/storage';
import { createAuthorize } from '../../../src/processes/authorize';
import { createRecordingOutbox } from '../outbox';
import { aVideo } from './playback';

/** One channel, its team and its videos, held in memory. */
export class Neighbourhood {
  readonly channelId: string;
  readonly handle = 'night-sky';
  readonly roles = new Map<string, TeamRole>();
  readonly videos: VideoFacts[] = [];

  constructor(channelId = newId()) {
    this.channelId = channelId;
  }

  /** A new account on the team. */
  join(role: TeamRole): string {
    const accountId = newId();
    this.roles.set(accountId, role);
    return accountId;
  }

  draft(overrides: Partial<VideoFacts> = {}): VideoFacts {
    const video = aVideo({ channelId: this.channelId, status: 'draft', playable: false, ...overrides });
    this.videos.push(video);
    return video;
  }

  readonly channelsFace = {
    roleOf: async (accountId: string, channelId: string) =>
      channelId === this.channelId ? (this.roles.get(accountId) ?? null) : null,
    findByHandle: async (handle: string) =>
      handle === this.handle
        ? {
            id: this.channelId,
            publicId: 'chn_x',
            handle,
            name: 'Night sky',
            description: '',
            avatarUrl: null,
            bannerUrl: null,
            version: 1,
            createdAt: new Date(0),
          }
        : null,
  };

  readonly videosFace = {
    findByPublicId: async (publicId: string) => this.videos.find((video) => video.publicId === publicId) ?? null,
    factsOf: async (ids: readonly string[]) => this.videos.filter(({ id }) => ids.includes(id)),
  };
}

export interface DeskOptions {
  db: Database;
  neighbourhood: Neighbourhood;
  /** Shared by several desks to act as several web processes of one installation. */
  dataDir: string;
  cache?: Cache;
  clock?: Clock;
  outbox?: Outbox;
  storage?: Storage;
  config?: Partial<UploadsDependencies['config']>;
  tuning?: UploadsDependencies['tuning'];
  /** Who asks: an account id as bearer token unless given. */
  actorOf?(bearer: string): Actor;
  port?: number;
}

/** A web process with nothing but this room, listening on a port of its own. */
export async function openUploadDesk(options: DeskOptions) {
  const { db, neighbourhood, dataDir } = options;
  const outbox = createRecordingOutbox();
  const storage = options.storage ?? createLocalStorage(join(dataDir, 'media'));
  const cache = options.cache ?? createCache({ redis: null, logger: silentLogger });
  const clock = options.clock ?? systemClock;
  const uploads = createUploads({
    db,
    clock,
    outbox: options.outbox ?? outbox,
    cache,
    storage,
    channels: neighbourhood.channelsFace,
    videos: neighbourhood.videosFace,
    logger: silentLogger,
    config: { maxBytes: 1024 ** 3, expiryDays: 7, channelQuotaBytes: 4 * 1024 ** 3, ...options.config },
    dataDir,
    tuning: options.tuning,
  });
  const actorOf =
    options.actorOf ??
    ((bearer): Actor => ({ kind: 'account', accountId: bearer, operator: false, sessionId: null, token: null }));
  const server = createHttpServer({
    routes: uploadRoutes(uploads, neighbourhood.channelsFace),
    health: createHealth(),
    production: false,
    publicUrl: 'http://localhost:3000',
    trustedProxyHops: 0,
    authenticate: async ({ bearer }) => (bearer ? actorOf(bearer) : anonymous),
    authorize: createAuthorize({
      channels: neighbourhood.channelsFace,
      identity: { noteRefusal: async () => undefined },
    }),
    cache,
    idempotency: { once: (_, create) => create() },
    logger: silentLogger,
    metrics: createMetrics('test', false),
  });
  const port = await server.listen(options.port ?? 0);
  return {
    uploads,
    outbox,
    storage,
    port,
    url: `http://127.0.0.1:${port}`,
    close: async () => {
      await uploads.close();
      await server.close(500);
    },
  };
}

export type UploadDesk = Awaited<ReturnType<typeof openUploadDesk>>;

export async function aDataDir(): Promise<{ dataDir: string; remove(): Promise<void> }> {
  const dataDir = await mkdtemp(join(tmpdir(), 'showrunner-uploads-'));
  return { dataDir, remove: () => rm(dataDir, { recursive: true, force: true }) };
}

/** How much of an unfinished upload lies on disk. */
export function bytesOnDisk(dataDir: string, path: string): number {
  const file = join(dataDir, 'uploads', `${path.split('/').at(-1)}.part`);
  return statSync(file, { throwIfNoEntry: false })?.size ?? 0;
}
