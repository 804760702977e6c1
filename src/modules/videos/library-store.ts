import { decodeCursor, invalidCursor, isInstant, isUuid, type Page, pageOf, type Reader } from '../../platform/db';
import type { LibraryQuery, LibrarySort } from './face';
import type { VideoRecord } from './record';
import { selectVideos } from './store';
import { recordOf } from './video-row';

interface SortRule {
  /** Fixed text of ours, never from a request. */
  column: string;
  direction: 'asc' | 'desc';
  below: string;
  textOf(video: VideoRecord): string;
  isValue(text: string): boolean;
}

const sorts: Record<LibrarySort, SortRule> = {
  newest: {
    column: 'v.created_at',
    direction: 'desc',
    below: '(v.created_at, v.id) < (?::timestamptz, ?::uuid)',
    textOf: (video) => video.createdAt.toISOString(),
    isValue: isInstant,
  },
  oldest: {
    column: 'v.created_at',
    direction: 'asc',
    below: '(v.created_at, v.id) > (?::timestamptz, ?::uuid)',
    textOf: (video) => video.createdAt.toISOString(),
    isValue: isInstant,
  },
  updated: {
    column: 'v.updated_at',
    direction: 'desc',
    below: '(v.updated_at, v.id) < (?::timestamptz, ?::uuid)',
    textOf: (video) => video.updatedAt.toISOString(),
    isValue: isInstant,
  },
  title: {
    column: 'v.title',
    direction: 'asc',
    below: '(v.title, v.id) > (?::text, ?::uuid)',
    textOf: (video) => video.title,
    isValue: (text) => !text.includes('\0') && text.isWellFormed(),
  },
};

/** One page of a channel's library. @throws AppError `invalid_cursor`, also for a cursor of another order. */
export async function libraryPage(db: Reader, channelId: string, query: LibraryQuery): Promise<Page<VideoRecord>> {
  const { column, direction, below, textOf } = sorts[query.sort];
  const rows = selectVideos(db)
    .where('v.channel_id', channelId)
    .orderBy([
      { column, order: direction },
      { column: 'v.id', order: direction },
    ])
    .limit(query.limit + 1);
  if (query.trashed) rows.whereNotNull('v.trashed_at');
  else rows.whereNull('v.trashed_at');
  if (query.status) rows.where('v.status', query.status);
  if (query.q) rows.whereRaw('strpos(lower(v.title), lower(?)) > 0', [query.q]);
  if (query.cursor) {
    rows.whereRaw(below, placeOf(query.cursor, query.sort));
  }
  const videos = (await rows).map(recordOf);
  return pageOf(videos, query.limit, (video) => [query.sort, textOf(video), video.id]);
}

function placeOf(cursor: string, sort: LibrarySort): [value: string, id: string] {
  const [madeFor, value = '', id = ''] = decodeCursor(cursor, 3);
  if (madeFor !== sort || !sorts[sort].isValue(value) || !isUuid(id)) throw invalidCursor();
  return [value, id];
}

/** What changed after a place of the channel's sequence, in order. */
export async function videosAfter(db: Reader, channelId: string, after: number, limit: number): Promise<VideoRecord[]> {
  const rows = await selectVideos(db)
    .where('v.channel_id', channelId)
    .where('v.position', '>', after)
    .orderBy('v.position')
    .limit(limit);
  return rows.map(recordOf);
}

/** The channel's newest place; 0 before the first change. */
export async function positionOf(db: Reader, channelId: string): Promise<number> {
  const row = await db<{ channel_id: string; position: string }>('videos.sequences')
    .where({ channel_id: channelId })
    .first('position');
  return Number(row?.position ?? 0);
}
