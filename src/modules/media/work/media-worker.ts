import { hostname } from 'node:os';
import { failpoint } from '../../../platform/failpoints';
import type { Metrics } from '../../../platform/observability';
import { LeaseLost, RefusedSource } from '../errors';
import { claimHopeless, claimTasks, wakeTasks } from '../store-claims';
import { forgetWorker, noteWorker } from '../store-forecast';
import { type Lane, lanes } from '../store-lines';
import { leaseSeconds, renewLeases, type Task } from '../store-tasks';
import { failTask, runTask, WorkerStopping } from './run-task';
import type { TaskTools } from './task-context';

export interface MediaWorker {
  start(): void;
  /** Looks for work now instead of at the next poll. */
  wake(): void;
  /** Puts every task down where it can be taken up, ends all tools; resolves within seconds. */
  close(): Promise<void>;
}

export interface WorkerOptions {
  /** Pieces of work of a lane side by side. */
  slots: Record<Lane, number>;
  /** Megabytes that one tool may take. */
  toolMemoryMb: number;
  metrics: Metrics;
  pollMs?: number;
  heartbeatMs?: number;
}

interface Running {
  lane: Lane;
  abort: AbortController;
  done: Promise<void>;
}

const hereMs = 15_000;

/** Claims leased work and runs it, under a heartbeat; messages only wake it, a poll heals lost ones. */
export function createWorkerLoop(tools: TaskTools, options: WorkerOptions): MediaWorker {
  const { pollMs = 1_000, heartbeatMs = 15_000, toolMemoryMb } = options;
  const owner = `${hostname()}:${process.pid}`;
  const running = new Set<Running>();
  const taken = options.metrics.counter('media_tasks_total', 'Media tasks taken up', ['kind']);
  const looking = new Map<Lane, Promise<void>>();
  let sweeping: Promise<void> | null = null;
  let timer: NodeJS.Timeout | null = null;
  let here: NodeJS.Timeout | undefined;
  let stopping = false;

  const busy = (lane: Lane) => [...running].filter((each) => each.lane === lane).length;
  const claim = (lane: Lane) =>
    tools.db.transaction(async (tx) => {
      const tasks = await claimTasks(tx, lane, { owner, toolMemoryMb });
      if (tasks.length > 0) failpoint('task.before-claim');
      return tasks;
    });
  const look = async (lane: Lane): Promise<void> => {
    while (!stopping && busy(lane) < options.slots[lane]) {
      const tasks = await claim(lane);
      const [head] = tasks;
      if (!head) return;
      failpoint('task.after-claim');
      for (const { kind } of tasks) taken.inc({ kind });
      take(head, tasks);
    }
  };
  const take = (head: Task, tasks: readonly Task[]): void => {
    const abort = new AbortController();
    if (stopping) abort.abort(new WorkerStopping());
    const beat = heartbeat(tools, tasks, abort, heartbeatMs);
    const entry: Running = { lane: head.lane, abort, done: Promise.resolve() };
    entry.done = runTask(tools, { tasks, signal: abort.signal })
      .catch((error: unknown) => tools.logger.error({ error, taskId: head.id }, 'A media task could not be settled'))
      .finally(() => {
        clearInterval(beat);
        running.delete(entry);
        // What it ended may have made work for any lane.
        lanes.forEach(wakeLane);
      });
    running.add(entry);
  };
  const wakeLane = (lane: Lane): void => {
    if (stopping || looking.has(lane)) return;
    const looked = look(lane)
      .catch((error: unknown) => tools.logger.warn({ error, lane }, 'No media task could be claimed'))
      .finally(() => looking.delete(lane));
    looking.set(lane, looked);
  };
  const sayHere = (): void => {
    const note = { owner, slots: options.slots.bulk, pace: tools.pace.aSlot() };
    tools.db
      .transaction((tx) => noteWorker(tx, note))
      .catch((error: unknown) => tools.logger.warn({ error }, 'This worker could not say that it is here'));
  };
  const sweep = (): void => {
    sweeping ??= sweepOnce(tools)
      .catch((error: unknown) => tools.logger.warn({ error }, 'Tasks that nobody holds could not be put back'))
      .finally(() => {
        sweeping = null;
        lanes.forEach(wakeLane);
      });
  };
  return {
    start: () => {
      timer = setInterval(sweep, pollMs);
      here = setInterval(sayHere, hereMs);
      sayHere();
      sweep();
    },
    wake: () => {
      if (timer) lanes.forEach(wakeLane);
    },
    close: async () => {
      stopping = true;
      if (timer) clearInterval(timer);
      clearInterval(here);
      timer = null;
      await Promise.all([...looking.values(), sweeping]);
      for (const { abort } of running) abort.abort(new WorkerStopping());
      await Promise.all([...running].map(({ done }) => done));
      await tools.progress.close();
      await tools.db.transaction((tx) => forgetWorker(tx, owner)).catch(() => undefined);
    },
  };
}

async function sweepOnce(tools: TaskTools): Promise<void> {
  for (const task of await tools.db.transaction((tx) => claimHopeless(tx))) {
    await failTask(tools, task, new RefusedSource('gave_up', 'its workers ended'));
  }
  await tools.db.transaction((tx) => wakeTasks(tx));
}

// A heartbeat that the database does not hear counts as lost a little before the lease itself would be.
function heartbeat(tools: TaskTools, tasks: readonly Task[], abort: AbortController, everyMs: number): NodeJS.Timeout {
  let heardMs = Date.now();
  return setInterval(() => {
    if (Date.now() - heardMs > leaseSeconds * 1000 - everyMs / 2)
      abort.abort(new LeaseLost('No heartbeat got through'));
    tools.db
      .transaction((tx) => renewLeases(tx, tasks))
      .then((held) => {
        if (held.size === tasks.length) heardMs = Date.now();
        else abort.abort(new LeaseLost('A lease belongs to somebody else'));
      })
      .catch((error: unknown) => tools.logger.warn({ error }, 'A heartbeat did not get through'));
  }, everyMs);
}
