import type { Reader } from '../../platform/db';
import type { VideoDeed } from './face';
import type { VideoRecord } from './record';
import { publicationColumns } from './store';
import { type PublicationColumns, recordOf, type VideoRow } from './video-row';

/** As they stood at this instant, words and pictures as they are now; those that were not there yet are left out. */
export async function videosAsOf(db: Reader, ids: readonly string[], instant: Date): Promise<VideoRecord[]> {
  if (ids.length === 0) return [];
  const rows: (VideoRow & PublicationColumns)[] = await db('videos.videos as v')
    .leftJoin('videos.publications as p', (join) => {
      join
        .on('p.video_id', 'v.id')
        .andOn(db.raw('p.valid_from <= ?::timestamptz', [instant]))
        .andOn(db.raw('(p.valid_to is null or p.valid_to > ?::timestamptz)', [instant]));
    })
    .whereRaw('v.id = any(?::uuid[])', [[...ids]])
    .where('v.created_at', '<=', instant)
    .select('v.*', ...publicationColumns, {
      playable_since: playableAt(db, instant),
      trashed_at: trashedAt(db, instant),
    });
  return rows.map(recordOf);
}

function playableAt(db: Reader, instant: Date) {
  return db('videos.playable_spans as s')
    .whereRaw('s.video_id = v.id')
    .where('s.valid_from', '<=', instant)
    .where((then) => then.whereNull('s.valid_to').orWhere('s.valid_to', '>', instant))
    .limit(1)
    .select('s.valid_from');
}

/** Null where the last deed of the two was its rescue. */
function trashedAt(db: Reader, instant: Date) {
  return db('videos.changes as c')
    .whereRaw('c.video_id = v.id')
    .whereIn('c.what', ['trashed', 'restored'])
    .where('c.at', '<=', instant)
    .orderBy('c.version', 'desc')
    .limit(1)
    .select(db.raw("case when c.what = 'trashed' then c.at end"));
}

interface DeedRow {
  what: VideoDeed['what'];
  actor: string;
  at: Date;
  undone_at: Date | null;
}

/** Who had last published or withdrawn it, and who had last put it into the trash or taken it out, at this instant. */
export async function deedsAsOf(db: Reader, videoId: string, instant: Date): Promise<VideoDeed[]> {
  const { rows } = await db.raw<{ rows: DeedRow[] }>(
    `select what, actor, at, undone_at
     from (
       select *, lead(at) over (partition by what in ('trashed', 'restored') order by version) as undone_at
       from videos.changes
       where video_id = ? and what in ('published', 'unpublished', 'trashed', 'restored')
     ) as deeds
     where at <= ?::timestamptz and (undone_at is null or undone_at > ?::timestamptz)
     order by at desc`,
    [videoId, instant, instant],
  );
  return rows.map(({ what, actor, at, undone_at }) => ({ what, actor, from: at, to: undone_at }));
}
