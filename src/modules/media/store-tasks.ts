import type { Reader, Tx } from '../../platform/db';
import { currentContext } from '../../platform/observability';
import { LeaseLost } from './errors';
import { lockFilm } from './store-generations';
import { type Lane, type Line, lockLines, refreshLines } from './store-lines';

export type TaskKind = 'probe' | 'package' | 'sound' | 'chunk' | 'storyboard' | 'poster' | 'purge';

export interface Task {
  id: string;
  /** Null only for `purge`. */
  generationId: string | null;
  videoId: string;
  channelId: string;
  kind: TaskKind;
  lane: Lane;
  /** The rendition that it makes, or the first of several; of a chunk, also which part of the film it is, from 0. */
  rendition: string | null;
  number: number | null;
  /** Unique and growing over all claims of all tasks; whoever holds an older one may write nothing. */
  fence: number;
  attempts: number;
  /** Of the request that brought the work; null for work that nobody asked for. */
  requestId: string | null;
}

export interface TaskRow {
  id: string;
  generation_id: string | null;
  video_id: string;
  channel_id: string;
  kind: TaskKind;
  lane: Lane;
  rendition: string | null;
  number: number | null;
  fence: string;
  attempts: number;
  request_id: string | null;
  urgency: number;
  memory_mb: number;
  base_memory_mb: number;
}

export interface NewTask {
  id: string;
  generationId: string | null;
  videoId: string;
  channelId: string;
  kind: TaskKind;
  lane: Lane;
  rendition?: string;
  number?: number;
  urgency: number;
  /** What it has when no date presses. */
  usualUrgency: number;
  /** Lower goes first among equally urgent tasks of a channel. */
  rank: number;
  /** Order within one film. */
  step: number;
  /** Of the tool: for this rendition, and for decoding at all. */
  memoryMb?: number;
  baseMemoryMb?: number;
  /** Nobody takes it up before. */
  afterSeconds?: number;
}

export const leaseSeconds = 60;
/** Tries in a row that brought nothing new. */
export const maxAttempts = 3;

const rowsAnInsert = 500;

export async function addTasks(tx: Tx, tasks: readonly NewTask[]): Promise<void> {
  const requestId = currentContext()?.requestId ?? null;
  const rows = tasks.map((task) => ({
    id: task.id,
    generation_id: task.generationId,
    video_id: task.videoId,
    channel_id: task.channelId,
    kind: task.kind,
    lane: task.lane,
    rendition: task.rendition ?? null,
    number: task.number ?? null,
    state: task.afterSeconds ? 'resting' : 'waiting',
    urgency: task.urgency,
    usual_urgency: task.usualUrgency,
    rank: task.rank,
    step: task.step,
    memory_mb: task.memoryMb ?? 0,
    base_memory_mb: task.baseMemoryMb ?? 0,
    request_id: requestId,
    not_before: tx.raw('now() + make_interval(secs => ?)', [task.afterSeconds ?? 0]),
  }));
  for (let from = 0; from < rows.length; from += rowsAnInsert) {
    await tx('media.tasks').insert(rows.slice(from, from + rowsAnInsert));
  }
  await refreshLines(tx, tasks);
}

/** The tasks of these that still hold their lease, renewed; locked by id, as by everybody who locks several. */
export async function renewLeases(tx: Tx, tasks: readonly Task[]): Promise<Set<string>> {
  const { rows } = await tx.raw<{ rows: { id: string }[] }>(
    `with renewed as (
       select id from media.tasks join unnest(?::uuid[], ?::bigint[]) as claimed (id, fence) using (id, fence)
       where state = 'running' order by id for update of tasks)
     update media.tasks set lease_until = now() + make_interval(secs => ?) where id in (select id from renewed)
     returning id`,
    [...idsAndFences(tasks), leaseSeconds],
  );
  return new Set(rows.map(({ id }) => id));
}

function idsAndFences(tasks: readonly Task[]) {
  return [tasks.map(({ id }) => id), tasks.map(({ fence }) => fence)];
}

/**
 * Every write of tasks' holder starts with this; the rows stay locked until the transaction ends.
 * @throws LeaseLost
 */
export async function holdLeases(tx: Tx, tasks: readonly Task[]): Promise<void> {
  const { rows } = await tx.raw<{ rows: unknown[] }>(
    `select id from media.tasks join unnest(?::uuid[], ?::bigint[]) as held (id, fence) using (id, fence)
     where state = 'running' order by id for share of tasks`,
    idsAndFences(tasks),
  );
  if (rows.length < tasks.length) throw new LeaseLost('The task is held by somebody else');
}

/** For whoever ends tasks of a film, or decides what becomes of it. @throws LeaseLost */
export async function holdFilm(tx: Tx, tasks: readonly Task[]): Promise<void> {
  const [head] = tasks;
  if (head) await lockFilm(tx, head.videoId);
  await holdLeases(tx, tasks);
}

/** What was stored counts: tries are counted from here again. Called under `holdLeases`. */
export async function noteAdvance(tx: Tx, { id, fence }: Task): Promise<void> {
  await tx('media.tasks').where({ id, fence, state: 'running' }).where('attempts', '>', 1).update({ attempts: 1 });
}

export async function attemptsOf(reader: Reader, { id }: Task): Promise<number> {
  const row = await reader('media.tasks').select('attempts').where({ id }).first();
  return row?.attempts ?? 0;
}

/** A living holder lost its lease, which says nothing against the work; whoever has it by now keeps it. */
export async function forgetLostTry(tx: Tx, task: Task): Promise<void> {
  await lockLines(tx, [task]);
  await tx.raw(
    `update media.tasks
     set attempts = attempts - 1,
         state = case when fence = :fence then 'waiting' else state end,
         lease_owner = case when fence = :fence then null else lease_owner end,
         lease_until = case when fence = :fence then null else lease_until end
     where id = :id and ((fence = :fence and state = 'running') or (fence > :fence and attempts > 1))
       and state in ('waiting', 'running')`,
    { id: task.id, fence: task.fence },
  );
  await refreshLines(tx, [task]);
}

/** @throws LeaseLost */
export async function endTask(tx: Tx, task: Task, state: 'done' | 'failed', lastError: string | null): Promise<void> {
  const ended = await tx('media.tasks')
    .where({ id: task.id, fence: task.fence, state: 'running' })
    .update({ state, last_error: lastError, lease_owner: null, lease_until: null, ended_at: tx.fn.now() });
  if (ended === 0) throw new LeaseLost('The task is held by somebody else');
  await refreshLines(tx, [task]);
}

/** Gives a task back: at a stop without counting the try, after a fault after a pause. */
export async function returnTask(
  tx: Tx,
  task: Task,
  { pauseSeconds, counts, lastError }: { pauseSeconds: number; counts: boolean; lastError: string | null },
): Promise<void> {
  await lockLines(tx, [task]);
  await tx.raw(
    `update media.tasks
     set state = ?, lease_owner = null, lease_until = null, last_error = coalesce(?, last_error),
         attempts = attempts - ?, not_before = now() + make_interval(secs => ?)
     where id = ? and fence = ? and state = 'running'`,
    [pauseSeconds > 0 ? 'resting' : 'waiting', lastError, counts ? 0 : 1, pauseSeconds, task.id, task.fence],
  );
  await refreshLines(tx, [task]);
}

/** Work on one rendition that is not done, failed work included. */
export async function openTasksOf(tx: Tx, generationId: string, rendition: string): Promise<number> {
  const { rows } = await tx.raw<{ rows: { count: number }[] }>(
    `select count(*)::int as count from media.tasks
     where generation_id = ? and rendition = ? and state in ('waiting', 'resting', 'running', 'failed')`,
    [generationId, rendition],
  );
  return rows[0]?.count ?? 0;
}

/** Of films that need none of them any more; returns how many. */
export async function deleteEndedTasks(tx: Tx, before: Date, limit: number): Promise<number> {
  const { rowCount } = await tx.raw<{ rowCount: number }>(
    `delete from media.tasks where id in (
       select t.id from media.tasks t
       left join media.generations g on g.id = t.generation_id
       where t.state in ('done', 'withdrawn') and t.ended_at < ? and (g.state is null or g.state <> 'packaging')
         and not exists (
           select 1 from media.renditions r
           where r.generation_id = t.generation_id and r.name = t.rendition and r.failure is not null
         )
       limit ?
     )`,
    [before, limit],
  );
  return rowCount;
}

export interface LineRow {
  lane: Lane;
  channel_id: string;
}

export const lineOf = ({ lane, channel_id }: LineRow): Line => ({ lane, channelId: channel_id });

/** So long a holder may still be storing objects after its task was withdrawn. */
export const unnoticedSeconds = 2 * leaseSeconds;

/**
 * Nobody needs this work any more; whoever is at it loses the lease. `but` goes on: renditions that viewers hold; so do
 * posters where the film stays the same. Gives the generations that somebody was at.
 */
export async function withdrawTasks(
  tx: Tx,
  generationIds: readonly string[],
  { only, but = [], posters = true }: { only?: string; but?: readonly string[]; posters?: boolean } = {},
): Promise<Set<string>> {
  const { rows } = await tx.raw<{ rows: (LineRow & { generation_id: string; was: string })[] }>(
    `with open as (
       select id, state from media.tasks
       where generation_id = any(:generationIds::uuid[]) and state in ('waiting', 'resting', 'running')
         and (:only::text is null or rendition = :only)
         and (rendition is null or not rendition = any(:but::text[]))
         and (:posters or kind <> 'poster')
       order by id for update)
     update media.tasks t set state = 'withdrawn', fence = nextval('media.fences'), ended_at = now()
     from open where t.id = open.id
     returning lane, channel_id, generation_id, open.state as was`,
    { generationIds: [...generationIds], only: only ?? null, but: [...but], posters },
  );
  await refreshLines(tx, rows.map(lineOf));
  return new Set(rows.flatMap(({ was, generation_id }) => (was === 'running' ? [generation_id] : [])));
}

/** Puts failed and withdrawn work on one rendition back in line, as if it had never been tried. */
export async function retryTasks(tx: Tx, generationId: string, rendition: string): Promise<void> {
  const { rows } = await tx.raw<{ rows: LineRow[] }>(
    `update media.tasks
     set state = 'waiting', attempts = 0, urgency = least(urgency, 1), usual_urgency = 1, last_error = null,
         ended_at = null, lease_owner = null, lease_until = null
     where generation_id = ? and rendition = ? and kind = 'chunk' and state in ('failed', 'withdrawn')
     returning lane, channel_id`,
    [generationId, rendition],
  );
  await refreshLines(tx, rows.map(lineOf));
}

export function taskOf(row: TaskRow): Task {
  return {
    id: row.id,
    generationId: row.generation_id,
    videoId: row.video_id,
    channelId: row.channel_id,
    kind: row.kind,
    lane: row.lane,
    rendition: row.rendition,
    number: row.number,
    fence: Number(row.fence),
    attempts: row.attempts,
    requestId: row.request_id,
  };
}
