import { decodePlace, type PageQuery, type Reader, type Tx } from '../../platform/db';
import type { Visibility } from '../access';

export interface ListedRow {
  videoId: string;
  publicId: string;
  channelId: string;
  title: string;
  durationMs: number | null;
  posterUrl: string | null;
  listedAt: Date;
}

export interface ListingNews {
  videoId: string;
  publicId: string;
  channelId: string;
  title: string;
  durationMs: number | null;
  posterUrl: string | null;
  visibility: Visibility | null;
  endsAt: Date | null;
  playable: boolean;
  trashed: boolean;
  listedAt: Date | null;
  version: number;
}

const table = 'discovery.listed_videos';

/** Keeps the row of the highest version, in whatever order events arrive. */
export async function upsertListing(tx: Tx, news: ListingNews): Promise<void> {
  await tx(table)
    .insert({
      video_id: news.videoId,
      public_id: news.publicId,
      channel_id: news.channelId,
      title: news.title,
      duration_ms: news.durationMs,
      poster_url: news.posterUrl,
      visibility: news.visibility,
      ends_at: news.endsAt,
      playable: news.playable,
      trashed: news.trashed,
      listed_at: news.listedAt,
      version: news.version,
    })
    .onConflict('video_id')
    .merge()
    .whereRaw('listed_videos.version < excluded.version');
}

export async function deleteListing(tx: Tx, videoId: string): Promise<void> {
  await tx(table).where({ video_id: videoId }).delete();
}

/** Where a list goes on: below this place. */
export interface ListPlace {
  listedAt: Date;
  videoId: string;
}

export interface CandidateQuery {
  /** Null: of every channel. */
  channelId: string | null;
  below: ListPlace | null;
  now: Date;
  limit: number;
}

// The decision reads the clock after this query did, so what opens or ends in between must not be left out here.
const slackMs = 5_000;

/** What the decision may allow or lock, newest first: it leaves out only what nobody could watch as published. */
export async function listCandidates(db: Reader, query: CandidateQuery): Promise<ListedRow[]> {
  const { channelId, below, now, limit } = query;
  const rows = candidates(db, now)
    .orderBy([
      { column: 'listed_at', order: 'desc' },
      { column: 'video_id', order: 'desc' },
    ])
    .limit(limit)
    .select({
      videoId: 'video_id',
      publicId: 'public_id',
      channelId: 'channel_id',
      title: 'title',
      durationMs: 'duration_ms',
      posterUrl: 'poster_url',
      listedAt: 'listed_at',
    });
  if (channelId) rows.where({ channel_id: channelId });
  if (below) rows.whereRaw('(listed_at, video_id) < (?::timestamptz, ?::uuid)', [below.listedAt, below.videoId]);
  return rows;
}

/** The last candidate of every `every`, over all channels, as long as others follow. */
export async function listCuts(db: Reader, { now, every }: { now: Date; every: number }): Promise<ListPlace[]> {
  const numbered = candidates(db, now)
    .select({ videoId: 'video_id', listedAt: 'listed_at' })
    .select(db.raw('row_number() over (order by listed_at desc, video_id desc) as place, count(*) over () as total'));
  return db
    .from(numbered.as('numbered'))
    .whereRaw('place % ? = 0 and place < total', [every])
    .orderBy('place')
    .select('videoId', 'listedAt');
}

function candidates(db: Reader, now: Date) {
  return db(table)
    .where({ visibility: 'public', playable: true, trashed: false })
    .where('listed_at', '<=', new Date(now.getTime() + slackMs))
    .whereRaw('(ends_at is null or ends_at > ?)', [new Date(now.getTime() - slackMs)]);
}

export function placeParts({ listedAt, videoId }: ListPlace): string[] {
  return [listedAt.toISOString(), videoId];
}

/** @throws AppError `invalid_cursor`. */
export function placeOf({ cursor }: PageQuery): ListPlace | null {
  if (cursor === null) return null;
  const { at, id } = decodePlace(cursor);
  return { listedAt: at, videoId: id };
}
