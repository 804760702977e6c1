import { join } from 'node:path';
import type { Outbox } from '../../platform/bus';
import type { Clock } from '../../platform/clock';
import type { Config } from '../../platform/config';
import type { Database, Tx } from '../../platform/db';
import type { Logger, Metrics } from '../../platform/observability';
import type { ReferencedObject, Storage } from '../../platform/storage';
import type { Videos } from '../videos';
import { choosePoster, posterChoices } from './choose-poster';
import type { PosterChoices } from './contract';
import type { Media, PlaybackSet } from './face';
import { createGenerations, type ReceivedSource } from './generations';
import { mediaReferences } from './media-references';
import { posterKey, posterPattern } from './posters';
import { retryRendition, tellProgress } from './retry-rendition';
import { setDue } from './store-due';
import { readPlaybackSet } from './store-playback-set';
import { detectSandbox } from './tools/sandbox';
import { capacityFor } from './work/capacity';
import { createWorkerLoop, type MediaWorker, type WorkerOptions } from './work/media-worker';
import { createProgressBoard } from './work/progress-board';
import { createWorkerPace } from './work/worker-pace';

export interface MediaDependencies {
  db: Database;
  clock: Clock;
  outbox: Outbox;
  storage: Storage;
  logger: Logger;
  videos: Pick<Videos, 'recordMediaProgress'>;
}

export interface MediaService extends Media {
  /** A new source of a video; what is served goes on until the new one plays. */
  receiveSource(tx: Tx, source: ReceivedSource): Promise<void>;
  /** When a video has to be ready: its work goes before that of videos without a date. */
  setDue(tx: Tx, videoId: string, at: Date | null): Promise<void>;
  purgeVideo(tx: Tx, video: { videoId: string; channelId: string }): Promise<void>;
  /** Makes a failed rendition of a film again. @throws AppError `rendition_not_found` or `rendition_not_failed`. */
  retryRendition(videoId: string, name: string): Promise<void>;
  /** In the film's order; empty before the first was taken. */
  posters(videoId: string): Promise<PosterChoices>;
  /** @throws AppError `picture_not_found` when this is none of the film's stills. */
  choosePoster(videoId: string, posterId: string): Promise<PosterChoices>;
  /** The storage key of a poster; null when no such name can exist. */
  posterKey(name: string): string | null;
  /** The objects this room counts on. */
  referencedObjects(): AsyncIterable<ReferencedObject>;
  /** Called after each commit that brings work; returns how to stop listening. */
  onWork(listener: () => void): () => void;
}

export function createMedia({ db, clock, outbox, videos }: MediaDependencies): MediaService {
  // Sources are accepted, and ladders begun, by workers alone.
  const generations = createGenerations({ clock, outbox, ladder: [] });
  const listeners = new Set<() => void>();
  const wake = () => {
    for (const listener of listeners) listener();
  };
  return {
    playbackSet: (videoId, generationId): Promise<PlaybackSet | null> =>
      readPlaybackSet(db.reader, videoId, generationId ?? null),
    receiveSource: async (tx, source) => {
      await generations.receiveSource(tx, source);
      db.afterCommit(tx, wake);
    },
    setDue: async (tx, videoId, at) => {
      await setDue(tx, videoId, at);
      db.afterCommit(tx, wake);
    },
    purgeVideo: async (tx, video) => {
      await generations.purge(tx, video);
      db.afterCommit(tx, wake);
    },
    retryRendition: async (videoId, name) => {
      await db.transaction(async (tx) => {
        await retryRendition(tx, videoId, name);
        db.afterCommit(tx, () => tellProgress({ db, clock, videos }, videoId));
        db.afterCommit(tx, wake);
      });
    },
    posters: (videoId) => posterChoices(db.reader, videoId),
    choosePoster: async (videoId, posterId) => {
      await db.transaction((tx) => choosePoster({ outbox }, tx, { videoId, posterId }));
      return posterChoices(db.reader, videoId);
    },
    posterKey: (name) => (posterPattern.test(name) ? posterKey(name) : null),
    referencedObjects: () => mediaReferences(db.reader),
    onWork: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}

export interface MediaWorkerDependencies extends MediaDependencies {
  media: Pick<MediaService, 'onWork'>;
  metrics: Metrics;
  config: Config['media'];
  /** Tools work in private directories below this one. */
  dataDir: string;
  timing?: Pick<WorkerOptions, 'pollMs' | 'heartbeatMs'>;
}

export const scratchIn = (dataDir: string): string => join(dataDir, 'scratch');

export async function createMediaWorker(dependencies: MediaWorkerDependencies): Promise<MediaWorker> {
  const { config, logger, metrics, media, dataDir, timing } = dependencies;
  const { ladder } = config;
  const sandbox = await detectSandbox([config.ffmpegPath, config.ffprobePath], config.toolEnvironment, logger);
  const { slots, toolMemoryMb, threads } = capacityFor(config);
  logger.info({ slots, toolMemoryMb, threads }, 'The media worker knows what it can do');
  const pace = createWorkerPace();
  const usualPace = () => pace.aSlot() * slots.bulk;
  const loop = createWorkerLoop(
    {
      ...dependencies,
      generations: createGenerations({ ...dependencies, ladder }),
      progress: createProgressBoard({ ...dependencies, ladder, usualPace }),
      pace,
      limits: config,
      threads,
      tools: {
        sandbox,
        ffmpegPath: config.ffmpegPath,
        ffprobePath: config.ffprobePath,
        environment: config.toolEnvironment,
        scratchDir: scratchIn(dataDir),
      },
    },
    { slots, toolMemoryMb, metrics, ...timing },
  );
  const forget = media.onWork(loop.wake);
  return {
    ...loop,
    close: async () => {
      forget();
      await loop.close();
    },
  };
}
