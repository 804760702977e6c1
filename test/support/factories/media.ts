import { randomUUID } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  createMedia,
  createMediaWorker,
  type MediaRendition,
  type MediaService,
  type MediaWorker,
  type PlaybackSet,
} from '../../../src/modules/media';
import { mediaFailed, mediaReady } from '../../../src/modules/media/events';
import type { MediaProgress, ProgressSubject } from '../../../src/modules/videos';
import type { EventDefinition } from '../../../src/platform/bus';
import { systemClock } from '../../../src/platform/clock';
import type { Config } from '../../../src/platform/config';
import { createMetrics, silentLogger } from '../../../src/platform/observability';
import { createLocalStorage, type Storage } from '../../../src/platform/storage';
import { createTestDatabase, type TestDatabase } from '../database';
import { joinRendition } from '../decoded-rendition';
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
  startWorker(more?: { media?: Partial<Config['media']>; heartbeatMs?: number; pollMs?: number }): Promise<MediaWorker>;
  /** Puts a file in storage as a finished upload and tells the room about it. */
  receive(
    file: string | Buffer,
    more?: { videoId?: string; channelId?: string; sourceAt?: Date },
  ): Promise<ReceivedVideo>;
  /** The event that ends a generation: ready or failed. */
  outcome(video: ReceivedVideo, withinMs?: number): Promise<{ ready: boolean; code: string | null; message: string }>;
  /** The first event of this kind that answers this upload. */
  eventOf<T extends { uploadId: string | null }>(event: EventDefinition<T>, video: ReceivedVideo): Promise<T>;
  /** @throws when the source is refused. */
  becomesReady(file: string): Promise<{ video: ReceivedVideo; set: PlaybackSet }>;
  /** Waits until no work is left. A purge begins only once nobody holds any: with it, the next lease away. */
  workDone(): Promise<void>;
  /** A rendition as one file, as a player would append it. */
  joined(video: ReceivedVideo, rendition: MediaRendition): Promise<string>;
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
  memoryMb: 2_048,
  ladder: [],
  maxHours: 12,
  maxFps: 120,
  maxStreams: 16,
  maxPixels: 35_389_440,
};

export function renditionOf({ renditions }: PlaybackSet, name: string): MediaRendition {
  const found = renditions.find((rendition) => rendition.name === name);
  if (!found) throw new Error(`no rendition ${name} among ${renditions.map((each) => each.name)}`);
  return found;
}

/** The media room on a database of its own, with files in a temporary directory, or objects in the storage given. */
export async function createMediaHouse(given?: Storage): Promise<MediaHouse> {
  const test = await createTestDatabase({ poolMax: 6 });
  const root = await mkdtemp(join(tmpdir(), 'media-house-'));
  const objects = join(root, 'objects');
  const storage = given ?? createLocalStorage(objects);
  const outbox = createRecordingOutbox();
  const progress: MediaHouse['progress'] = [];
  const videos = {
    recordMediaProgress: async ({ videoId }: ProgressSubject, told: MediaProgress) =>
      void progress.push({ videoId, at: Date.now(), told }),
  };
  const shared = { db: test.db, clock: systemClock, outbox, storage, logger: silentLogger, videos };
  const media = createMedia(shared);
  const workers: MediaWorker[] = [];
  const receive: MediaHouse['receive'] = async (file, more = {}) => {
    const video = { videoId: randomUUID(), channelId: randomUUID(), uploadId: randomUUID(), ...more };
    const sourceKey = `sources/${video.uploadId}`;
    const body = typeof file === 'string' ? createReadStream(file) : file;
    const { sizeBytes } = await storage.put(sourceKey, body, 'application/octet-stream');
    await test.db.transaction((tx) =>
      media.receiveSource(tx, { sourceAt: new Date(), ...video, sourceKey, sizeBytes }),
    );
    return video;
  };
  const outcome: MediaHouse['outcome'] = ({ uploadId }, withinMs = 60_000) =>
    waitFor(
      'the film to be ready or refused',
      () => {
        const failed = outbox.of(mediaFailed).find((event) => event.uploadId === uploadId);
        if (failed) return { ready: false, code: failed.code, message: failed.message };
        const ready = outbox.of(mediaReady).find((event) => event.uploadId === uploadId);
        return ready && { ready: true, code: null, message: '' };
      },
      { withinMs },
    );
  return {
    test,
    media,
    storage,
    objects,
    scratch: join(root, 'scratch'),
    outbox,
    progress,
    startWorker: async ({ media: settings, heartbeatMs, pollMs = 200 } = {}) => {
      const worker = await createMediaWorker({
        ...shared,
        media,
        metrics: createMetrics('test', false),
        config: { ...limits, ...settings },
        dataDir: root,
        timing: { pollMs, ...(heartbeatMs ? { heartbeatMs } : {}) },
      });
      worker.start();
      workers.push(worker);
      return worker;
    },
    receive,
    outcome,
    eventOf: (event, { uploadId }) =>
      waitFor(event.topic, () => outbox.of(event).find((told) => told.uploadId === uploadId), { withinMs: 30_000 }),
    becomesReady: async (file) => {
      const video = await receive(file);
      const { ready, code } = await outcome(video);
      const set = await media.playbackSet(video.videoId);
      if (!ready || !set) throw new Error(`The film did not become ready: ${code}`);
      return { video, set };
    },
    workDone: async () => {
      const left = () => test.db.reader('media.tasks').whereIn('state', ['waiting', 'running', 'resting']).first('id');
      await waitFor('all work to be done', async () => (await left()) === undefined, { withinMs: 60_000 });
    },
    joined: (video, rendition) => joinRendition(join(objects, 'media', video.videoId), rendition, root),
    close: async () => {
      await Promise.all(workers.map((worker) => worker.close()));
      await test.close();
      await rm(root, { recursive: true, force: true });
    },
  };
}
