import type { VideoSnapshot } from './events';
import type { VideoRecord } from './record';

/** What `video.*` events tell of a video. */
export function snapshotOf(video: VideoRecord): VideoSnapshot {
  const { publicId, channelId, title, description, status, durationMs, posterUrl, publication, version } = video;
  return {
    ...{ publicId, channelId, title, description, status, durationMs, posterUrl, version },
    videoId: video.id,
    tags: [...video.tags],
    playableSince: video.playableSince?.toISOString() ?? null,
    trashed: video.trashedAt !== null,
    publication: publication && {
      visibility: publication.visibility,
      startsAt: publication.startsAt?.toISOString() ?? null,
      endsAt: publication.endsAt?.toISOString() ?? null,
      publishedAt: publication.publishedAt.toISOString(),
    },
    at: video.updatedAt.toISOString(),
  };
}
