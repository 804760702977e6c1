import type { Reader, Tx } from '../../platform/db';
import { lockFilm } from './store-generations';
import { lockLines, refreshLines } from './store-lines';
import { type LineRow, lineOf } from './store-tasks';
import { dueSoonMs, putOff } from './work/urgency';

/** When a video has to be ready; null: nobody said. */
export async function dueAt(reader: Reader, videoId: string): Promise<Date | null> {
  const row = await reader('media.due').select('due_at').where({ video_id: videoId }).first();
  return row?.due_at ?? null;
}

/** Remembers when a video has to be ready, and moves its open work to where that puts it. */
export async function setDue(tx: Tx, videoId: string, at: Date | null): Promise<void> {
  if (at === null) {
    await forgetDate(tx, videoId);
  } else {
    await tx('media.due').insert({ video_id: videoId, due_at: at }).onConflict('video_id').merge();
  }
  // Work that is being ordered meanwhile sees the new date, or is seen here.
  await lockFilm(tx, videoId);
  const { rows } = await tx.raw<{ rows: LineRow[] }>(
    `with open as (
       select id from media.tasks where video_id = :videoId and state in ('waiting', 'resting', 'running')
       order by id for update)
     update media.tasks
     set rank = coalesce(extract(epoch from :at::timestamptz), extract(epoch from created_at)),
         urgency = case
           when :at::timestamptz >= :putOff then 3
           when usual_urgency < 3 and :at::timestamptz <= now() + make_interval(secs => :soonSeconds) then 0
           else usual_urgency
         end
     where id in (select id from open)
     returning lane, channel_id`,
    { at, videoId, putOff, soonSeconds: dueSoonMs / 1000 },
  );
  await refreshLines(tx, rows.map(lineOf));
}

export async function forgetDate(tx: Tx, videoId: string): Promise<void> {
  await tx('media.due').where({ video_id: videoId }).delete();
}

/** Makes urgent what has come close to its date since it was ordered. */
export async function hastenDue(tx: Tx, limit: number): Promise<number> {
  const { rows: close } = await tx.raw<{ rows: (LineRow & { id: string })[] }>(
    `select t.id, t.lane, t.channel_id from media.due d
     join media.tasks t on t.video_id = d.video_id and t.state in ('waiting', 'resting')
     where d.due_at <= now() + make_interval(secs => ?) and t.urgency > 0 and t.usual_urgency < 3
     limit ?`,
    [dueSoonMs / 1000, limit],
  );
  await lockLines(tx, close.map(lineOf));
  const { rows } = await tx.raw<{ rows: LineRow[] }>(
    `update media.tasks set urgency = 0
     where id in (
       select id from media.tasks where id = any(?::uuid[]) and state in ('waiting', 'resting') for update skip locked
     )
     returning lane, channel_id`,
    [close.map(({ id }) => id)],
  );
  await refreshLines(tx, rows.map(lineOf));
  return rows.length;
}

/** Dates that are long past hasten nothing any more. */
export async function forgetOldDates(tx: Tx, before: Date): Promise<void> {
  await tx('media.due').where('due_at', '<', before).delete();
}
