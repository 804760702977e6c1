import type { Reader, Tx } from '../../platform/db';
import { putOff } from './work/urgency';

const silentSeconds = 60;

/** Says that this worker is there, and how fast it is. */
export async function noteWorker(tx: Tx, worker: { owner: string; slots: number; pace: number }): Promise<void> {
  await tx.raw(
    `insert into media.workers (owner, slots, pace) values (:owner, :slots, :pace)
     on conflict (owner) do update set slots = excluded.slots, pace = excluded.pace, seen_at = now()`,
    worker,
  );
  await tx.raw(`delete from media.workers where seen_at < now() - interval '1 day'`);
}

export async function forgetWorker(tx: Tx, owner: string): Promise<void> {
  await tx('media.workers').where({ owner }).delete();
}

/** Estimated processor seconds that all living workers do in a second; 0 where there is none. */
export async function pooledPace(reader: Reader): Promise<number> {
  const { rows } = await reader.raw<{ rows: { pace: number | null }[] }>(
    'select sum(slots * pace) as pace from media.workers where seen_at > now() - make_interval(secs => ?)',
    [silentSeconds],
  );
  return rows[0]?.pace ?? 0;
}

/** A film in the making, in the order in which films are taken up within a channel. */
export interface OpenFilm {
  videoId: string;
  channelId: string;
  urgency: number;
  rank: number;
  playable: boolean;
  /** Somebody is at it, and tells of it by its own pace. */
  running: boolean;
  /** Estimated processor seconds until it plays from its beginning to its end, and until everything is made. */
  restToWatch: number;
  rest: number;
}

interface OpenFilmRow {
  video_id: string;
  channel_id: string;
  urgency: number;
  rank: number;
  playable: boolean;
  running: boolean;
  rest_to_watch: number;
  rest: number;
}

/**
 * Films with encoding left to do, at most `limit`, those with a date to keep before all others; those that wait to be
 * understood are left out.
 */
export async function openFilms(reader: Reader, limit: number): Promise<OpenFilm[]> {
  const { rows } = await reader.raw<{ rows: OpenFilmRow[] }>(
    `select g.video_id, g.channel_id, t.urgency, t.rank,
            (g.playable_at is not null or g.follows is not null) as playable,
            exists (select 1 from media.tasks where generation_id = g.id and state = 'running') as running,
            coalesce(sum(left_to_do) filter (where r.leads), 0) as rest_to_watch, coalesce(sum(left_to_do), 0) as rest
     from (
       select * from media.generations
       left join media.due using (video_id)
       where state in ('probing', 'packaging')
       order by nullif(due_at, :putOff::timestamptz), id limit :limit
     ) g
     join lateral (
       select urgency, rank from media.tasks
       where generation_id = g.id and state in ('waiting', 'resting', 'running')
       order by urgency, rank limit 1
     ) t on true
     join lateral (
       select leads, case when complete or failure is not null then 0
         else cost * (1 - least(1, stored_segments::double precision / greatest(1, expected_segments))) end as left_to_do
       from media.renditions where generation_id = g.id
     ) r on true
     group by g.id, g.video_id, g.channel_id, t.urgency, t.rank, g.playable_at, g.follows
     order by t.urgency, t.rank`,
    { limit, putOff },
  );
  return rows.map((row) => ({
    videoId: row.video_id,
    channelId: row.channel_id,
    urgency: row.urgency,
    rank: row.rank,
    playable: row.playable,
    running: row.running,
    restToWatch: row.rest_to_watch,
    rest: row.rest,
  }));
}
