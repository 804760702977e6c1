import type { Reader, Tx } from '../../platform/db';
import { currentContext } from '../../platform/observability';
import { LeaseLost } from './errors';

export type TaskKind = 'probe' | 'package' | 'poster' | 'purge';
export type Lane = 'fast' | 'bulk';

export interface Task {
  id: string;
  /** Null only for `purge`. */
  generationId: string | null;
  videoId: string;
  channelId: string;
  kind: TaskKind;
  lane: Lane;
  /** Grows with every claim; whoever holds an older one may write nothing. */
  fence: number;
  attempts: number;
  /** Of the request that brought the work; null for work that nobody asked for. */
  requestId: string | null;
}

interface TaskRow {
  id: string;
  generation_id: string | null;
  video_id: string;
  channel_id: string;
  kind: TaskKind;
  lane: Lane;
  fence: string;
  attempts: number;
  request_id: string | null;
}

export interface NewTask {
  id: string;
  generationId: string | null;
  videoId: string;
  channelId: string;
  kind: TaskKind;
  lane: Lane;
  /** Lower goes first within a channel. */
  priority: number;
  /** Nobody takes it up before. */
  afterSeconds: number;
}

export const leaseSeconds = 60;
/** Tries in a row that brought nothing new. */
export const maxAttempts = 3;

export async function addTask(tx: Tx, task: NewTask): Promise<void> {
  await tx('media.tasks').insert({
    id: task.id,
    generation_id: task.generationId,
    video_id: task.videoId,
    channel_id: task.channelId,
    kind: task.kind,
    lane: task.lane,
    state: 'waiting',
    priority: task.priority,
    request_id: currentContext()?.requestId ?? null,
    not_before: tx.raw('now() + make_interval(secs => ?)', [task.afterSeconds]),
  });
}

/**
 * The next task of a lane: the channel with the fewest under way, then the one served longest ago, goes first.
 * A task whose holder fell silent is taken over. All times are the database's.
 */
export async function claimTask(tx: Tx, lane: Lane, owner: string): Promise<Task | null> {
  const { rows } = await tx.raw<{ rows: TaskRow[] }>(
    `
    with next as (
      select t.id
      from media.tasks t
      left join media.turns turn on turn.channel_id = t.channel_id and turn.lane = t.lane
      where t.lane = :lane and t.attempts < :maxAttempts
        and (
          (t.state = 'waiting' and t.not_before <= now())
          or (t.state = 'running' and t.lease_until < now())
        )
      order by
        (
          select count(*) from media.tasks busy
          where busy.lane = t.lane and busy.channel_id = t.channel_id
            and busy.state = 'running' and busy.lease_until >= now()
        ),
        turn.served_at nulls first,
        t.priority,
        t.created_at,
        t.id
      limit 1
      for update of t skip locked
    )
    update media.tasks t
    set state = 'running', lease_owner = :owner, lease_until = now() + make_interval(secs => :leaseSeconds),
        fence = t.fence + 1, attempts = t.attempts + 1
    from next
    where t.id = next.id
    returning t.*`,
    { lane, owner, leaseSeconds, maxAttempts },
  );
  const [row] = rows;
  if (!row) return null;
  await tx.raw(
    `insert into media.turns (channel_id, lane, served_at) values (?, ?, clock_timestamp())
     on conflict (channel_id, lane) do update set served_at = excluded.served_at`,
    [row.channel_id, lane],
  );
  return taskOf(row);
}

/** Tasks that ended their last holder, too: nobody will try again. */
export async function claimHopeless(tx: Tx, lane: Lane): Promise<Task[]> {
  const { rows } = await tx.raw<{ rows: TaskRow[] }>(
    `
    update media.tasks t set fence = t.fence + 1
    where t.id in (
      select id from media.tasks
      where lane = ? and state = 'running' and lease_until < now() and attempts >= ?
      for update skip locked
    )
    returning t.*`,
    [lane, maxAttempts],
  );
  return rows.map(taskOf);
}

/** False when the lease belongs to somebody else by now. */
export async function renewLease(tx: Tx, { id, fence }: Task): Promise<boolean> {
  const { rowCount } = await tx.raw<{ rowCount: number }>(
    `update media.tasks set lease_until = now() + make_interval(secs => ?)
     where id = ? and fence = ? and state = 'running'`,
    [leaseSeconds, id, fence],
  );
  return rowCount === 1;
}

/**
 * Every write of a task's holder starts with this; the row stays locked until the transaction ends.
 * @throws LeaseLost
 */
export async function holdLease(tx: Tx, { id, fence }: Task): Promise<void> {
  const held = await tx('media.tasks').select('id').where({ id, fence, state: 'running' }).forShare();
  if (held.length === 0) throw new LeaseLost('The task is held by somebody else');
}

/** What was stored counts: tries are counted from here again. Called under `holdLease`. */
export async function noteAdvance(tx: Tx, { id, fence }: Task): Promise<void> {
  await tx('media.tasks').where({ id, fence, state: 'running' }).where('attempts', '>', 1).update({ attempts: 1 });
}

export async function attemptsOf(reader: Reader, { id }: Task): Promise<number> {
  const row = await reader('media.tasks').select('attempts').where({ id }).first();
  return row?.attempts ?? 0;
}

/** A living holder lost its lease, which says nothing against the work; whoever has it by now keeps it. */
export async function forgetLostTry(tx: Tx, { id, fence }: Task): Promise<void> {
  await tx.raw(
    `update media.tasks
     set attempts = attempts - 1,
         state = case when fence = :fence then 'waiting' else state end,
         lease_owner = case when fence = :fence then null else lease_owner end,
         lease_until = case when fence = :fence then null else lease_until end
     where id = :id and ((fence = :fence and state = 'running') or (fence > :fence and attempts > 1))
       and state in ('waiting', 'running')`,
    { id, fence },
  );
}

/** @throws LeaseLost */
export async function endTask(tx: Tx, task: Task, state: 'done' | 'failed', lastError: string | null): Promise<void> {
  const ended = await tx('media.tasks')
    .where({ id: task.id, fence: task.fence, state: 'running' })
    .update({ state, last_error: lastError, lease_owner: null, lease_until: null, ended_at: tx.fn.now() });
  if (ended === 0) throw new LeaseLost('The task is held by somebody else');
}

/** Gives a task back: at a stop without counting the try, after a fault after a pause. */
export async function returnTask(
  tx: Tx,
  task: Task,
  { pauseSeconds, counts, lastError }: { pauseSeconds: number; counts: boolean; lastError: string | null },
): Promise<void> {
  await tx.raw(
    `update media.tasks
     set state = 'waiting', lease_owner = null, lease_until = null, last_error = coalesce(?, last_error),
         attempts = attempts - ?, not_before = now() + make_interval(secs => ?)
     where id = ? and fence = ? and state = 'running'`,
    [lastError, counts ? 0 : 1, pauseSeconds, task.id, task.fence],
  );
}

/** Nobody needs this generation's work any more; whoever is at it loses the lease. */
export async function withdrawTasks(tx: Tx, generationIds: readonly string[]): Promise<void> {
  await tx('media.tasks')
    .whereIn('generation_id', [...generationIds])
    .whereIn('state', ['waiting', 'running'])
    .update({ state: 'withdrawn', fence: tx.raw('fence + 1'), ended_at: tx.fn.now() });
}

function taskOf(row: TaskRow): Task {
  return {
    id: row.id,
    generationId: row.generation_id,
    videoId: row.video_id,
    channelId: row.channel_id,
    kind: row.kind,
    lane: row.lane,
    fence: Number(row.fence),
    attempts: row.attempts,
    requestId: row.request_id,
  };
}
