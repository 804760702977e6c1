import type { Page, PageQuery } from '../../platform/db';
import type { PlaybackDecision } from '../access';
import type { Viewer } from '../playback';

export interface ListedVideo {
  publicId: string;
  title: string;
  durationMs: number | null;
  posterUrl: string | null;
  publishedAt: Date;
  channel: { handle: string; name: string; avatarUrl: string | null };
}

export interface WatchPage {
  video: ListedVideo & { description: string; tags: readonly string[] };
  decision: PlaybackDecision;
}

/** Everything a viewer browses; filtered through the one playback decision. */
export interface Discovery {
  newest(viewer: Viewer, page: PageQuery): Promise<Page<ListedVideo>>;
  ofChannel(viewer: Viewer, channelId: string, page: PageQuery): Promise<Page<ListedVideo>>;
  /** Null where even existence is not public. */
  watchPage(viewer: Viewer, videoPublicId: string): Promise<WatchPage | null>;
}
