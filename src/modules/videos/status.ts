import type { VideoStatus } from './face';

export type UploadState = 'started' | 'completed' | 'cancelled' | 'abandoned';
export type GenerationState = 'playable' | 'ready' | 'failed';

/** What the newest upload and the newest generation have told of themselves. */
export interface SourceStory {
  uploadId: string | null;
  uploadState: UploadState | null;
  generationId: string | null;
  /** The upload that the generation was made of; null where there was none. */
  generationUploadId: string | null;
  generationState: GenerationState | null;
  playableSince: Date | null;
}

const uploadOrder: Record<UploadState, number> = { started: 1, completed: 2, cancelled: 2, abandoned: 2 };
// A failed generation may be tried again; a ready one is final.
const generationOrder: Record<GenerationState, number> = { playable: 1, failed: 2, ready: 3 };

/** False for what comes late or twice. Ids are UUIDv7, so a later upload has the higher one. */
export function uploadNewsCounts(story: SourceStory, uploadId: string, state: UploadState): boolean {
  if (story.uploadId !== uploadId) return story.uploadId === null || uploadId > story.uploadId;
  return uploadOrder[state] > (story.uploadState ? uploadOrder[story.uploadState] : 0);
}

/** False for what comes late or twice. */
export function generationNewsCounts(story: SourceStory, generationId: string, state: GenerationState): boolean {
  if (story.generationId !== generationId) return story.generationId === null || generationId > story.generationId;
  return generationOrder[state] > (story.generationState ? generationOrder[story.generationState] : 0);
}

/** True of an upload's source once a newer one is here, or comes where nothing plays yet, unless that came to nothing. */
export function isReplaced(story: SourceStory, uploadId: string | null): boolean {
  const { uploadId: newest, uploadState, generationUploadId, generationState, playableSince } = story;
  if (uploadId === null || newest === null || uploadId >= newest) return false;
  if (uploadState === 'started') return !playableSince;
  return uploadState === 'completed' && !(generationUploadId === newest && generationState === 'failed');
}

/** The one word a creator reads. */
export function statusOf(story: SourceStory): VideoStatus {
  const { uploadState, generationState } = story;
  if (uploadState === 'started') return 'uploading';
  const answered = generationState !== null && story.generationUploadId === story.uploadId;
  if (uploadState === 'completed' && !answered) return 'processing';
  if (story.playableSince) return 'ready';
  if (generationState === 'failed' || uploadState === 'abandoned') return 'failed';
  return 'draft';
}
