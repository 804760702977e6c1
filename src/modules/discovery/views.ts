import type { ListedVideoView, VideoPublicView } from './contract';
import type { ListedVideo, WatchPage } from './face';

export function listedViewOf(video: ListedVideo): ListedVideoView {
  const { publicId: id, title, durationMs, posterUrl, publishedAt, channel, locked } = video;
  return { view: 'public', id, title, durationMs, posterUrl, publishedAt: publishedAt.toISOString(), channel, locked };
}

export function publicViewOf(video: WatchPage['video']): VideoPublicView {
  return { ...listedViewOf({ ...video, locked: null }), description: video.description, tags: [...video.tags] };
}
