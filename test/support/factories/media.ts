import { randomUUID } from 'node:crypto';
import { copyFile, mkdir, mkdtemp, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { createMedia, createMediaWorker, type MediaService, type MediaWorker } from '../../../src/modules/media';
import { mediaFailed, mediaReady } from '../../../src/modules/media/events';
import type { MediaProgress } from '../../../src/modules/videos';
import { systemClock } from '../../../src/platform/clock';
import type { Config } from '../../../src/platform/config';
import { createMetrics, silentLogger } from '../../../src/platform/observability';
import { createLocalStorage, type Storage } from '../../../src/platform/storage';
import { createTestDatabase, type TestDatabase } from '../database';
import { createRecordingOutbox, type RecordingOutbox } from '../outbox';
import { waitFor } from '../wait-for';

export interface MediaHouse {
  test: TestDatabase;
  media: MediaService;
  storage: Storage;
  /** Where objects lie as files. */
  objects: string;
  scratch: string;
  outbox: RecordingOutbox;
  progress: { videoId: string; at: number; told: MediaProgress }[];
  startWorker(more?: { media?: Partial<Config['media']>; heartbeatMs?: number }): Promise<MediaWorker>;
  /** Puts a file in storage as a finished upload and tells the room about it. */
  receive(file: string | Buffer, more?: { videoId?: string; channelId?: string }): Promise<ReceivedVideo>;
  /** The event that ends a generation: ready or failed. */
  outcome(video: ReceivedVideo, withinMs?: number): Promise<{ ready: boolean; code: string | null; message: string }>;
  close(): Promise<void>;
}

export interface ReceivedVideo {
  videoId: string;
  channelId: string;
  uploadId: string;
}

const limits: Config['media'] = {
  ffmpegPath: 'ffmpeg',
  ffprobePath: 'ffprobe',
  toolEnvironment: { PATH: process.env.PATH ?? '/usr/bin:/bin' },
  concurrency: 1,
  maxHours: 12,
  maxFps: 120,
  maxStreams: 16,
  maxPixels: 35_389_440,
};

/** The media room on a database of its own, with files in a temporary directory. */
export async function createMediaHouse(): Promise<MediaHouse> {
  const test = await createTestDatabase({ poolMax: 6 });
  const root = await mkdtemp(join(tmpdir(), 'media-house-'));
  const objects = join(root, 'objects');
  const storage = createLocalStorage(objects);
  const outbox = createRecordingOutbox();
  const progress: MediaHouse['progress'] = [];
  const shared = { db: test.db, clock: systemClock, outbox, storage, logger: silentLogger };
  const media = createMedia(shared);
  const workers: MediaWorker[] = [];
  const receive: MediaHouse['receive'] = async (file, more = {}) => {
    const video = { videoId: randomUUID(), channelId: randomUUID(), uploadId: randomUUID(), ...more };
    const sourceKey = `sources/${video.uploadId}`;
    const path = join(objects, sourceKey);
    await mkdir(dirname(path), { recursive: true });
    if (typeof file === 'string') await copyFile(file, path);
    else await writeFile(path, file);
    const { size } = await stat(path);
    await test.db.transaction((tx) => media.receiveSource(tx, { ...video, sourceKey, sizeBytes: size }));
    return video;
  };
  return {
    test,
    media,
    storage,
    objects,
    scratch: join(root, 'scratch'),
    outbox,
    progress,
    startWorker: async ({ media: settings, heartbeatMs } = {}) => {
      const worker = await createMediaWorker({
        ...shared,
        media,
        videos: {
          recordMediaProgress: async (videoId, told) => void progress.push({ videoId, at: Date.now(), told }),
        },
        metrics: createMetrics('test', false),
        config: { ...limits, ...settings },
        dataDir: root,
        timing: { pollMs: 200, ...(heartbeatMs ? { heartbeatMs } : {}) },
      });
      worker.start();
      workers.push(worker);
      return worker;
    },
    receive,
    outcome: ({ uploadId }, withinMs = 60_000) =>
      waitFor(
        'the film to be ready or refused',
        () => {
          const failed = outbox.of(mediaFailed).find((event) => event.uploadId === uploadId);
          if (failed) return { ready: false, code: failed.code, message: failed.message };
          const ready = outbox.of(mediaReady).find((event) => event.uploadId === uploadId);
          return ready && { ready: true, code: null, message: '' };
        },
        { withinMs },
      ),
    close: async () => {
      await Promise.all(workers.map((worker) => worker.close()));
      await test.close();
      await rm(root, { recursive: true, force: true });
    },
  };
}
