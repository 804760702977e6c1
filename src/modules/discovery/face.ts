import type { Page, PageQuery } from '../../platform/db';
import type { OpenCountries, PlaybackDecision } from '../access';
import type { Viewer } from '../playback';
import type { RefusalView } from '../playback/contract';

export interface ListedVideo {
  publicId: string;
  title: string;
  durationMs: number | null;
  posterUrl: string | null;
  publishedAt: Date;
  channel: { handle: string; name: string; avatarUrl: string | null };
  /** Null: this viewer may watch it. Else why not, and what opens it. */
  locked: Pick<RefusalView, 'reason' | 'remedies'> | null;
}

/** A video as those see it who ask for no viewer in particular. */
export interface StatedVideo extends ListedVideo {
  /** Empty where it is locked. */
  description: string;
  /** When it stops being so, if nothing is edited; null: never. */
  until: Date | null;
  countries: OpenCountries;
}

export interface WatchPage {
  /** Of a refused video neither description nor tags. */
  video: Omit<ListedVideo, 'locked'> & { description: string; tags: readonly string[] };
  decision: PlaybackDecision;
  /** Where it may be watched now, as far as rights go. */
  countries: OpenCountries;
}

/** Everything a viewer browses; filtered through the one playback decision. */
export interface Discovery {
  newest(viewer: Viewer, page: PageQuery): Promise<Page<ListedVideo>>;
  ofChannel(viewer: Viewer, channelId: string, page: PageQuery): Promise<Page<ListedVideo>>;
  /** What any stranger may watch somewhere, of one channel: for its feed. */
  stated(channelId: string, page: PageQuery): Promise<Page<StatedVideo>>;
  /** The same of every channel, and what is locked, among the next `limit` candidates: for the site map. */
  statedPart(page: PageQuery): Promise<StatedVideo[]>;
  /** Where to cut the site map into parts of so many candidates, as cursors; none where one is enough. */
  parts(candidatesEach: number): Promise<string[]>;
  /** The page as a stranger somewhere sees it. Null where even existence is not public. */
  statedPage(videoPublicId: string): Promise<WatchPage | null>;
  /** Null where even existence is not public. */
  watchPage(viewer: Viewer, videoPublicId: string): Promise<WatchPage | null>;
}
