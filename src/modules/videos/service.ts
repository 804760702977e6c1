import type { Outbox } from '../../platform/bus';
import type { Cache } from '../../platform/cache';
import type { Clock } from '../../platform/clock';
import type { Database } from '../../platform/db';
import type { Logger } from '../../platform/observability';
import type { Channels } from '../channels';
import type { Identity, Passwords } from '../identity';
import { type ChangeFeed, createChangeFeed } from './change-feed';
import type { Videos } from './face';
import { createLibrary, type Library } from './library';
import { libraryPage } from './library-store';
import { deedsAsOf, videosAsOf } from './past-store';
import { createPublishing, type Publishing } from './publication';
import { factsOf } from './record';
import { createSourceNews, type SourceNews } from './source-news';
import { findVideo, videosByIds, videosByPublicIds } from './store';
import { createTrash, type Trash } from './trash';
import { createWords, type Words } from './words';

export interface VideosDependencies {
  db: Database;
  outbox: Outbox;
  clock: Clock;
  cache: Cache;
  logger: Logger;
  identity: Identity;
  /** Hashing and checking, as accounts do. */
  passwords: Pick<Passwords, 'hash' | 'matches'>;
  channels: Channels;
}

/** The room as its own routes, consumers and jobs know it. */
export interface VideosService extends Videos, Words, Publishing, Trash, SourceNews, Library {
  feed: ChangeFeed;
  /** Ends every live view. */
  close(): void;
}

const publicIdPattern = /^vid_[0-9A-Za-z]{22}$/;

export function createVideos(deps: VideosDependencies): VideosService {
  const { db } = deps;
  const feed = createChangeFeed(deps);
  return {
    ...createWords(deps),
    ...createPublishing(deps),
    ...createTrash(deps),
    ...createSourceNews(deps),
    ...createLibrary(deps),
    feed,
    close: () => feed.close(),

    findByPublicId: async (publicId) => {
      if (!publicIdPattern.test(publicId)) return null;
      const video = await findVideo(db.reader, { publicId });
      return video && factsOf(video);
    },
    factsOf: async (ids) => (await videosByIds(db.reader, ids)).map(factsOf),
    factsByPublicIds: async (publicIds) => (await videosByPublicIds(db.reader, publicIds)).map(factsOf),
    factsAsOf: async (ids, instant) => (await videosAsOf(db.reader, ids, instant)).map(factsOf),
    deedsAsOf: (id, instant) => deedsAsOf(db.reader, id, instant),
    factsOfLibrary: async (channelId, page) => {
      const query = { ...page, status: null, q: null, trashed: false, sort: 'newest' as const };
      const { items, nextCursor } = await libraryPage(db.reader, channelId, query);
      return { items: items.map(factsOf), nextCursor };
    },
    progressOf: async (ids) => {
      const videos = await videosByIds(db.reader, ids);
      return new Map(videos.flatMap(({ id, mediaProgress }) => (mediaProgress ? [[id, mediaProgress] as const] : [])));
    },
  };
}
