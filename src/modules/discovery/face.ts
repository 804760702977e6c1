import type { Page, PageQuery } from '../../platform/db';
import type { Actor } from '../../platform/http';
import type { PlaybackDecision } from '../access';

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
  newest(actor: Actor, page: PageQuery): Promise<Page<ListedVideo>>;
  ofChannel(actor: Actor, channelId: string, page: PageQuery): Promise<Page<ListedVideo>>;
  /** Null where even existence is not public. */
  watchPage(actor: Actor, videoPublicId: string): Promise<WatchPage | null>;
}
