import type { Tx } from '../../platform/db';
import { type Lane, lockLines, noteServed, refreshHeldLine, refreshLines, takeLine } from './store-lines';
import { type LineRow, leaseSeconds, lineOf, maxAttempts, type Task, type TaskRow, taskOf } from './store-tasks';

export interface ClaimOptions {
  /** Named in the row, for people. */
  owner: string;
  /** Megabytes that one tool may take; what fits is made of one decoding. */
  toolMemoryMb: number;
}

/**
 * The next piece of work of a lane; all times are the database's. Other renditions of the same part of the same film
 * come along as far as memory goes, because decoding once for all of them is cheaper. Empty when nothing waits.
 */
export async function claimTasks(tx: Tx, lane: Lane, options: ClaimOptions): Promise<Task[]> {
  const channelId = await takeLine(tx, lane);
  if (channelId === null) return [];
  const head = await takeHead(tx, lane, channelId);
  const rows = head ? [head, ...(await takeCompanions(tx, head, options.toolMemoryMb))] : [];
  const tasks = rows.length > 0 ? await lease(tx, rows, options.owner) : [];
  if (head) await noteServed(tx, { lane, channelId });
  await refreshHeldLine(tx, { lane, channelId });
  return tasks;
}

async function takeHead(tx: Tx, lane: Lane, channelId: string): Promise<TaskRow | null> {
  const { rows } = await tx.raw<{ rows: TaskRow[] }>(
    `select * from media.tasks
     where lane = ? and channel_id = ? and state = 'waiting'
     order by urgency, rank, step, id
     limit 1
     for update skip locked`,
    [lane, channelId],
  );
  return rows[0] ?? null;
}

/** A part that failed once is tried by itself: it may be one rendition that fails, or memory. */
async function takeCompanions(tx: Tx, head: TaskRow, memoryMb: number): Promise<TaskRow[]> {
  if (head.kind !== 'chunk' || head.attempts > 0) return [];
  const { rows } = await tx.raw<{ rows: TaskRow[] }>(
    `select * from media.tasks
     where generation_id = :generationId and number = :number and kind = 'chunk' and state = 'waiting'
       and urgency = :urgency and attempts = 0 and id <> :id
     order by memory_mb desc
     for update skip locked`,
    {
      generationId: head.generation_id,
      number: head.number,
      urgency: head.urgency,
      id: head.id,
    },
  );
  let room = memoryMb - head.base_memory_mb - head.memory_mb;
  return rows.filter(({ memory_mb }) => {
    if (memory_mb > room) return false;
    room -= memory_mb;
    return true;
  });
}

async function lease(tx: Tx, rows: readonly TaskRow[], owner: string): Promise<Task[]> {
  const { rows: leased } = await tx.raw<{ rows: TaskRow[] }>(
    `update media.tasks
     set state = 'running', lease_owner = ?, lease_until = now() + make_interval(secs => ?),
         fence = nextval('media.fences'), attempts = attempts + 1
     where id = any(?::uuid[])
     returning *`,
    [owner, leaseSeconds, rows.map(({ id }) => id)],
  );
  return leased.map(taskOf);
}

/** Puts back in line what has rested long enough, and what a silent holder left. */
export async function wakeTasks(tx: Tx): Promise<void> {
  const { rows: due } = await tx.raw<{ rows: (LineRow & { id: string })[] }>(
    `(select id, lane, channel_id from media.tasks where state = 'resting' and not_before <= now()
      order by not_before limit 200)
     union all
     (select id, lane, channel_id from media.tasks where state = 'running' and lease_until < now() and attempts < ?
      order by lease_until limit 200)`,
    [maxAttempts],
  );
  if (due.length === 0) return;
  await lockLines(tx, due.map(lineOf));
  const { rows } = await tx.raw<{ rows: LineRow[] }>(
    `update media.tasks set state = 'waiting', lease_owner = null, lease_until = null
     where id in (
       select id from media.tasks
       where id = any(?::uuid[])
         and (state = 'resting' and not_before <= now() or state = 'running' and lease_until < now())
       for update skip locked)
     returning lane, channel_id`,
    [due.map(({ id }) => id)],
  );
  await refreshLines(tx, rows.map(lineOf));
}

/** Tasks that ended their last holder, too: nobody will try again. */
export async function claimHopeless(tx: Tx): Promise<Task[]> {
  const { rows } = await tx.raw<{ rows: TaskRow[] }>(
    `update media.tasks set fence = nextval('media.fences')
     where id in (
       select id from media.tasks
       where state = 'running' and lease_until < now() and attempts >= ?
       for update skip locked
     )
     returning *`,
    [maxAttempts],
  );
  return rows.map(taskOf);
}
