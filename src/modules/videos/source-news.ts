import { isDeepStrictEqual } from 'node:util';
import type { Tx } from '../../platform/db';
import { type ChangeTools, wakeLiveViews } from './change-video';
import { videoUpdated } from './events';
import type { MediaProgress, ProgressSubject, VideoFailure } from './face';
import type { VideoRecord } from './record';
import { snapshotOf } from './snapshot';
import {
  generationNewsCounts,
  isReplaced,
  type SourceStory,
  statusOf,
  type UploadState,
  uploadNewsCounts,
} from './status';
import { lockVideo, updateVideo } from './store';
import type { VideoChanges } from './video-row';

export interface GenerationFacts {
  videoId: string;
  generationId: string;
  uploadId: string | null;
}

/** What uploads and media tell of a video's source. None of it touches title, description, tags or publication. */
export interface SourceNews {
  noteUpload(tx: Tx, videoId: string, uploadId: string, state: UploadState): Promise<void>;
  notePlayable(tx: Tx, of: GenerationFacts, durationMs: number | null): Promise<void>;
  noteReady(tx: Tx, of: GenerationFacts, durationMs: number): Promise<void>;
  noteFailed(tx: Tx, of: GenerationFacts, failure: VideoFailure, stillPlayable: boolean): Promise<void>;
  notePoster(tx: Tx, of: GenerationFacts, posterUrl: string): Promise<void>;
  recordMediaProgress(of: ProgressSubject, progress: MediaProgress): Promise<void>;
}

const uploadExpired: VideoFailure = {
  code: 'upload_expired',
  message:
    'The upload was not finished in time, so what had arrived was deleted. Your draft is safe; upload the file again.',
};

export function createSourceNews({ db, outbox, clock, cache }: ChangeTools): SourceNews {
  const write = async (tx: Tx, video: VideoRecord, changes: VideoChanges): Promise<void> => {
    const status = statusOf({ ...video, ...storyOf(changes) });
    const after = await updateVideo(tx, video, { ...changes, status }, { at: clock.now(), byPerson: false });
    await outbox.publish(tx, videoUpdated, snapshotOf(after));
    db.afterCommit(tx, () => wakeLiveViews(cache, after.channelId));
  };

  /** A video that was purged meanwhile has no news. */
  const aboutGeneration = async (
    tx: Tx,
    of: GenerationFacts,
    state: 'playable' | 'ready' | 'failed',
    changesFor: (video: VideoRecord) => VideoChanges,
  ): Promise<void> => {
    const video = await lockVideo(tx, { id: of.videoId });
    if (!video || !generationNewsCounts(video, of.generationId, state)) return;
    const { generationId, uploadId: generationUploadId } = of;
    await write(tx, video, { ...changesFor(video), generationId, generationUploadId, generationState: state });
  };

  return {
    noteUpload: async (tx, videoId, uploadId, state) => {
      const video = await lockVideo(tx, { id: videoId });
      if (!video || !uploadNewsCounts(video, uploadId, state)) return;
      const failure = state === 'abandoned' ? uploadExpired : null;
      await write(tx, video, { uploadId, uploadState: state, failure, ...progressAfter(state, video) });
    },

    notePlayable: (tx, of, durationMs) =>
      aboutGeneration(tx, of, 'playable', (video) => ({
        playableSince: video.playableSince ?? clock.now(),
        failure: null,
        servedProgress: null,
        ...(durationMs === null ? {} : { durationMs }),
      })),

    noteReady: (tx, of, durationMs) =>
      aboutGeneration(tx, of, 'ready', (video) => ({
        playableSince: video.playableSince ?? clock.now(),
        failure: null,
        servedProgress: null,
        durationMs,
      })),

    noteFailed: (tx, of, failure, stillPlayable) =>
      aboutGeneration(tx, of, 'failed', (video) => ({
        failure,
        servedProgress: null,
        ...(stillPlayable ? { mediaProgress: video.servedProgress } : { playableSince: null }),
      })),

    notePoster: async (tx, of, posterUrl) => {
      const video = await lockVideo(tx, { id: of.videoId });
      if (!video || isOfOlderSource(video, of)) return;
      if (video.posterUrl !== posterUrl) await write(tx, video, { posterUrl });
    },

    recordMediaProgress: async ({ videoId, uploadId }, progress) => {
      const channelId = await db.transaction(async (tx) => {
        const video = await lockVideo(tx, { id: videoId });
        if (!video || isReplaced(video, uploadId) || saysNothingNew(progress, video.mediaProgress)) return null;
        await updateVideo(tx, video, { mediaProgress: progress }, { at: video.updatedAt, byPerson: false });
        return video.channelId;
      });
      if (channelId) await wakeLiveViews(cache, channelId);
    },
  };
}

// A picture may come before the first segments play, or after the same film was made once more.
function isOfOlderSource(video: VideoRecord, { generationId, uploadId }: GenerationFacts): boolean {
  if (video.generationId === null || uploadId === video.generationUploadId) return false;
  return generationId < video.generationId;
}

/** Once a new source is whole, how far the film is that plays on is set aside until the new one plays. */
function progressAfter(
  upload: UploadState,
  { playableSince, mediaProgress, servedProgress }: VideoRecord,
): VideoChanges {
  if (upload === 'started' && !playableSince) return { mediaProgress: null };
  if (upload !== 'completed') return {};
  return { mediaProgress: null, servedProgress: playableSince && (servedProgress ?? mediaProgress) };
}

const mostDisorderMs = 60_000;

// Several workers tell of one film, not always in order; beyond a minute it is a clock that is wrong. That a film is
// whole is told more than once, in case its worker ended before it could.
function saysNothingNew(told: MediaProgress, known: MediaProgress | null): boolean {
  if (!known) return false;
  const behindMs = Date.parse(known.at) - Date.parse(told.at);
  return (
    (behindMs > 0 && behindMs < mostDisorderMs) ||
    (isDone(known) && isDeepStrictEqual(contentOf(told), contentOf(known)))
  );
}

function isDone({ progress }: MediaProgress): boolean {
  return progress === 1;
}

function contentOf({ at: _, ...content }: MediaProgress): Omit<MediaProgress, 'at'> {
  return content;
}

function storyOf(changes: VideoChanges): Partial<SourceStory> {
  const { uploadId, uploadState, generationId, generationUploadId, generationState, playableSince } = changes;
  const story = { uploadId, uploadState, generationId, generationUploadId, generationState, playableSince };
  return Object.fromEntries(Object.entries(story).filter(([, value]) => value !== undefined));
}
