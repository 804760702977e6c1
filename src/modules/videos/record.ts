import type { PublicationFacts } from '../access';
import type { MediaProgress, VideoFacts, VideoFailure, VideoStatus } from './face';
import type { SourceStory } from './status';

export interface VideoPublication extends PublicationFacts {
  /** Since when it has this visibility. */
  publishedAt: Date;
}

/** One video as the store keeps it. */
export interface VideoRecord extends SourceStory {
  id: string;
  publicId: string;
  channelId: string;
  title: string;
  description: string;
  tags: readonly string[];
  status: VideoStatus;
  durationMs: number | null;
  posterUrl: string | null;
  failure: VideoFailure | null;
  mediaProgress: MediaProgress | null;
  /** Of the film that plays, while another is made; null when `mediaProgress` is about that. */
  servedProgress: MediaProgress | null;
  version: number;
  editedVersion: number;
  position: number;
  createdAt: Date;
  updatedAt: Date;
  trashedAt: Date | null;
  publication: VideoPublication | null;
}

export function factsOf(video: VideoRecord): VideoFacts {
  const { id, publicId, channelId, title, description, tags, status, durationMs, posterUrl } = video;
  const { trashedAt, publication, version, createdAt } = video;
  return {
    ...{ id, publicId, channelId, title, description, tags, status, durationMs, posterUrl },
    ...{ trashedAt, publication, version, createdAt },
    playable: video.playableSince !== null,
    publishedAt: publication?.publishedAt ?? null,
  };
}
