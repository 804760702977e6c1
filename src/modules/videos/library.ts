import type { Clock } from '../../platform/clock';
import { type Database, decodeCursor, encodeCursor, invalidCursor, type PageQuery } from '../../platform/db';
import type { Channels } from '../channels';
import type { Identity } from '../identity';
import type { VideoChangeEntry, VideoHistory, VideoLibrary, VideoTeamView } from './contract';
import { videoNotFound } from './errors';
import type { LibraryQuery } from './face';
import { type HistoryEntry, historyOf } from './history-store';
import { libraryPage } from './library-store';
import type { VideoRecord } from './record';
import { findVideo } from './store';
import { teamViewOf } from './views';

export interface Library {
  /** @throws AppError `invalid_cursor`. */
  libraryPage(channelId: string, query: LibraryQuery): Promise<VideoLibrary>;
  /** Null when there is no such video. */
  teamView(publicId: string): Promise<VideoTeamView | null>;
  /** The view of what a verb has just written. */
  viewOf(video: VideoRecord): Promise<VideoTeamView>;
  /** Who did what, newest first. @throws AppError `video_not_found` or `invalid_cursor`. */
  history(publicId: string, page: PageQuery): Promise<VideoHistory>;
}

interface LibraryDependencies {
  db: Database;
  clock: Clock;
  channels: Channels;
  identity: Identity;
}

export function createLibrary({ db, clock, channels, identity }: LibraryDependencies): Library {
  const handleOf = async (channelId: string): Promise<string> => {
    const [channel] = await channels.byIds([channelId]);
    return channel?.handle ?? '';
  };
  const viewOf = async (video: VideoRecord) => teamViewOf(video, await handleOf(video.channelId), clock.now());

  return {
    viewOf,
    libraryPage: async (channelId, query) => {
      const { items, nextCursor } = await libraryPage(db.reader, channelId, query);
      const handle = await handleOf(channelId);
      const now = clock.now();
      return { items: items.map((video) => teamViewOf(video, handle, now)), nextCursor };
    },
    teamView: async (publicId) => {
      const video = await findVideo(db.reader, { publicId });
      return video && viewOf(video);
    },
    history: async (publicId, { limit, cursor }) => {
      const video = await findVideo(db.reader, { publicId });
      if (!video) throw videoNotFound();
      const beforeVersion = cursor === null ? null : versionIn(cursor);
      const entries = await historyOf(db.reader, video.id, { limit: limit + 1, beforeVersion });
      const shown = entries.slice(0, limit);
      const last = shown.at(-1);
      const accounts = await identity.accountsByIds([...new Set(shown.map((entry) => entry.actor))]);
      const byId = new Map(accounts.map((account) => [account.id, account]));
      return {
        items: shown.map((entry) => entryViewOf(entry, byId.get(entry.actor))),
        nextCursor: entries.length > limit && last ? encodeCursor([String(last.version)]) : null,
      };
    },
  };
}

function versionIn(cursor: string): number {
  const [version = ''] = decodeCursor(cursor, 1);
  if (/^\d{1,9}$/.test(version)) return Number(version);
  throw invalidCursor();
}

function entryViewOf(
  { version, what, at, fields }: HistoryEntry,
  account: { publicId: string; displayName: string } | undefined,
): VideoChangeEntry {
  const { publicId: accountId = null, displayName = null } = account ?? {};
  return { version, what, at: at.toISOString(), accountId, displayName, fields };
}
