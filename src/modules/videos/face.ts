import type { Page, PageQuery } from '../../platform/db';
import type { PublicationFacts } from '../access';
import type { VideoLibrary, VideoTeamView } from './contract';

export type VideoStatus = 'draft' | 'uploading' | 'processing' | 'ready' | 'failed';

export interface RenditionProgress {
  name: string;
  kind: 'video' | 'audio';
  width: number | null;
  height: number | null;
  state: 'waiting' | 'working' | 'ready' | 'failed';
  /** 0 to 1. */
  progress: number;
  /** A sentence the creator understands; null unless `state` is `failed`. */
  failure: string | null;
}

/** Whose progress: of the film that is made of this upload; null where there was none. */
export interface ProgressSubject {
  /** Internal ids. */
  videoId: string;
  uploadId: string | null;
}

/** What `media` last said about a video; shown to the team, never used to decide. */
export interface MediaProgress {
  /** 0 to 1 over all renditions. */
  progress: number;
  /** Until everything is made, counted from `at`; null when nobody can tell. */
  etaSeconds: number | null;
  /** Until the film plays at all, counted from `at`; null when it does already or nobody can tell. */
  playableEtaSeconds: number | null;
  /** When this was measured, RFC 3339. */
  at: string;
  renditions: readonly RenditionProgress[];
}

export interface VideoFailure {
  /** Stable, for example `unsupported_codec`. */
  code: string;
  /** A sentence the creator understands: what is wrong, what is safe, what to do. */
  message: string;
}

export interface VideoFacts {
  /** Internal id. */
  id: string;
  publicId: string;
  channelId: string;
  title: string;
  description: string;
  tags: readonly string[];
  status: VideoStatus;
  /** True from the moment the first segments play; stays true while a replacement is processed. */
  playable: boolean;
  durationMs: number | null;
  /** Site-relative address of the poster; unguessable, so it may be shown where the video may. */
  posterUrl: string | null;
  trashedAt: Date | null;
  /** The publication in force (its start may lie ahead); null when withdrawn or never published. */
  publication: PublicationFacts | null;
  /** Since when it has its present visibility; null without a publication. */
  publishedAt: Date | null;
  version: number;
  createdAt: Date;
}

/** What somebody did that decides who may watch, and how long it held. */
export interface VideoDeed {
  what: 'published' | 'unpublished' | 'trashed' | 'restored';
  /** Internal account id. */
  actor: string;
  from: Date;
  /** Null: it holds still. */
  to: Date | null;
}

export type LibrarySort = 'newest' | 'oldest' | 'title' | 'updated';

export interface LibraryQuery extends PageQuery {
  status: VideoStatus | null;
  /** Part of the title. */
  q: string | null;
  trashed: boolean;
  sort: LibrarySort;
}

/** The library: drafts, words about a video, publication, trash. */
export interface Videos {
  findByPublicId(publicId: string): Promise<VideoFacts | null>;
  /** One query for all of them; unknown ids are left out. */
  factsOf(ids: readonly string[]): Promise<VideoFacts[]>;
  /** The same by public id. */
  factsByPublicIds(publicIds: readonly string[]): Promise<VideoFacts[]>;
  /**
   * What decides, as it stood at this instant; words and pictures as they are now. One query; videos that were not
   * there yet are left out, and so are those deleted for good since.
   */
  factsAsOf(ids: readonly string[], instant: Date): Promise<VideoFacts[]>;
  /** Who had done what held at this instant, the newest first. */
  deedsAsOf(id: string, instant: Date): Promise<VideoDeed[]>;
  /** The channel's videos that are not in the trash, the newest first. @throws AppError `invalid_cursor`. */
  factsOfLibrary(channelId: string, page: PageQuery): Promise<Page<VideoFacts>>;
  /**
   * Names the password in force when this is it; null for a wrong one, and where none is asked for.
   * @throws AppError `sign_in_busy` when too many passwords wait to be checked.
   */
  checkPassword(videoPublicId: string, password: string): Promise<string | null>;
  /** What `media` last said, by id, in one query; those of which it said nothing are left out. */
  progressOf(ids: readonly string[]): Promise<Map<string, MediaProgress>>;
  /** One page of a channel's library as its team sees it. @throws AppError `invalid_cursor`. */
  libraryPage(channelId: string, query: LibraryQuery): Promise<VideoLibrary>;
  /** Null when there is no such video. */
  teamView(publicId: string): Promise<VideoTeamView | null>;
  /** Called by `media` at most once a second a video; wakes the team's live views. Never through the outbox. */
  recordMediaProgress(of: ProgressSubject, progress: MediaProgress): Promise<void>;
}
