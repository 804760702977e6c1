import type { Visibility } from '../access';
import type { MediaProgress, VideoStatus } from './face';
import { readProgress, type StoredProgress } from './progress';
import type { VideoRecord } from './record';
import type { GenerationState, UploadState } from './status';

export interface VideoRow {
  id: string;
  public_id: string;
  channel_id: string;
  title: string;
  description: string;
  tags: string[];
  status: VideoStatus;
  upload_id: string | null;
  upload_state: UploadState | null;
  generation_id: string | null;
  generation_upload_id: string | null;
  generation_state: GenerationState | null;
  playable_since: Date | null;
  duration_ms: number | null;
  poster_url: string | null;
  failure_code: string | null;
  failure_message: string | null;
  media_progress: StoredProgress | null;
  served_progress: StoredProgress | null;
  version: number;
  edited_version: number;
  /** bigint: the driver hands it over as text. */
  position: string;
  created_at: Date;
  updated_at: Date;
  trashed_at: Date | null;
}

export interface PublicationColumns {
  visibility: Visibility | null;
  starts_at: Date | null;
  ends_at: Date | null;
  published_at: Date | null;
  password_id: string | null;
}

export function recordOf(row: VideoRow & PublicationColumns): VideoRecord {
  return {
    id: row.id,
    publicId: row.public_id,
    channelId: row.channel_id,
    title: row.title,
    description: row.description,
    tags: row.tags,
    status: row.status,
    uploadId: row.upload_id,
    uploadState: row.upload_state,
    generationId: row.generation_id,
    generationUploadId: row.generation_upload_id,
    generationState: row.generation_state,
    playableSince: row.playable_since,
    durationMs: row.duration_ms,
    posterUrl: row.poster_url,
    failure: row.failure_code === null ? null : { code: row.failure_code, message: row.failure_message ?? '' },
    ...progressIn(row),
    version: row.version,
    editedVersion: row.edited_version,
    position: Number(row.position),
    createdAt: row.created_at,
    updatedAt: row.updated_at,
    trashedAt: row.trashed_at,
    publication: publicationOf(row),
  };
}

function progressIn(row: VideoRow): Pick<VideoRecord, 'mediaProgress' | 'servedProgress'> {
  const { media_progress: made, served_progress: served, updated_at: updatedAt, generation_state } = row;
  return {
    mediaProgress: made && readProgress(made, { updatedAt, generationState: generation_state }),
    servedProgress: served && readProgress(served, { updatedAt, generationState: null }),
  };
}

function publicationOf({
  visibility,
  starts_at,
  ends_at,
  published_at,
  password_id,
}: PublicationColumns): VideoRecord['publication'] {
  if (!visibility || !published_at) return null;
  return { visibility, startsAt: starts_at, endsAt: ends_at, publishedAt: published_at, passwordId: password_id };
}

/** The columns of a video that verbs and news change; version, position and time come by themselves. */
export interface VideoChanges {
  title?: string;
  description?: string;
  tags?: readonly string[];
  status?: VideoStatus;
  uploadId?: string;
  uploadState?: UploadState;
  generationId?: string;
  generationUploadId?: string | null;
  generationState?: GenerationState;
  playableSince?: Date | null;
  durationMs?: number | null;
  posterUrl?: string | null;
  failure?: { code: string; message: string } | null;
  mediaProgress?: MediaProgress | null;
  servedProgress?: MediaProgress | null;
  trashedAt?: Date | null;
}

export function columnsOf(changes: VideoChanges): Record<string, unknown> {
  const { failure, mediaProgress, servedProgress, tags } = changes;
  const columns: Record<string, unknown> = {
    title: changes.title,
    description: changes.description,
    tags: tags && [...tags],
    status: changes.status,
    upload_id: changes.uploadId,
    upload_state: changes.uploadState,
    generation_id: changes.generationId,
    generation_upload_id: changes.generationUploadId,
    generation_state: changes.generationState,
    playable_since: changes.playableSince,
    duration_ms: changes.durationMs,
    poster_url: changes.posterUrl,
    trashed_at: changes.trashedAt,
    ...(failure === undefined
      ? {}
      : { failure_code: failure?.code ?? null, failure_message: failure?.message ?? null }),
    media_progress: mediaProgress && JSON.stringify(mediaProgress),
    served_progress: servedProgress && JSON.stringify(servedProgress),
  };
  return Object.fromEntries(Object.entries(columns).filter(([, value]) => value !== undefined));
}
