import type { VideoSnapshot } from '../videos/events';
import type { ListingNews } from './store';

/** What a video's newest state means for lists. */
export function listingNewsOf(video: VideoSnapshot): ListingNews {
  const { videoId, publicId, channelId, title, durationMs, posterUrl, publication, trashed, version } = video;
  return {
    ...{ videoId, publicId, channelId, title, durationMs, posterUrl, trashed, version },
    visibility: publication?.visibility ?? null,
    endsAt: publication?.endsAt ? new Date(publication.endsAt) : null,
    playable: video.playableSince !== null,
    listedAt: listedAt(video),
  };
}

/** A film joins the lists when all of it has come about: asked for, opened, playable. Null before. */
function listedAt({ publication, playableSince }: VideoSnapshot): Date | null {
  if (!publication || playableSince === null) return null;
  const instants = [publication.publishedAt, publication.startsAt ?? publication.publishedAt, playableSince];
  return new Date(Math.max(...instants.map((instant) => Date.parse(instant))));
}
