import { hostname } from 'node:os';
import type { Metrics } from '../../../platform/observability';
import { LeaseLost, RefusedSource } from '../errors';
import { claimHopeless, claimTask, type Lane, leaseSeconds, renewLease, type Task } from '../store-tasks';
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
  /** Tasks of a lane side by side. */
  slots: Record<Lane, number>;
  metrics: Metrics;
  pollMs?: number;
  heartbeatMs?: number;
}

const lanes: readonly Lane[] = ['fast', 'bulk'];

/** Claims leased tasks and runs them, each under a heartbeat; messages only wake it, a poll heals lost ones. */
export function createWorkerLoop(tools: TaskTools, options: WorkerOptions): MediaWorker {
  const { pollMs = 1_000, heartbeatMs = 15_000 } = options;
  const owner = `${hostname()}:${process.pid}`;
  const running = new Map<Task, { abort: AbortController; done: Promise<void> }>();
  const outcomes = options.metrics.counter('media_tasks_total', 'Media tasks taken up', ['kind']);
  const looking = new Map<Lane, Promise<void>>();
  let timer: NodeJS.Timeout | null = null;
  let stopping = false;

  const busy = (lane: Lane) => [...running.keys()].filter((task) => task.lane === lane).length;
  const look = async (lane: Lane): Promise<void> => {
    for (const task of await tools.db.transaction((tx) => claimHopeless(tx, lane))) {
      await failTask(tools, task, new RefusedSource('gave_up', 'its workers ended'));
    }
    while (!stopping && busy(lane) < options.slots[lane]) {
      const task = await tools.db.transaction((tx) => claimTask(tx, lane, owner));
      if (!task) return;
      outcomes.inc({ kind: task.kind });
      take(task);
    }
  };
  const take = (task: Task): void => {
    const abort = new AbortController();
    if (stopping) abort.abort(new WorkerStopping());
    const beat = heartbeat(tools, task, abort, heartbeatMs);
    const done = runTask(tools, { task, signal: abort.signal })
      .catch((error: unknown) => tools.logger.error({ error, taskId: task.id }, 'A media task could not be settled'))
      .finally(() => {
        clearInterval(beat);
        running.delete(task);
        wakeLane(task.lane);
      });
    running.set(task, { abort, done });
  };
  const wakeLane = (lane: Lane): void => {
    if (stopping || looking.has(lane)) return;
    const looked = look(lane)
      .catch((error: unknown) => tools.logger.warn({ error, lane }, 'No media task could be claimed'))
      .finally(() => looking.delete(lane));
    looking.set(lane, looked);
  };
  return {
    start: () => {
      timer = setInterval(() => lanes.forEach(wakeLane), pollMs);
      lanes.forEach(wakeLane);
    },
    wake: () => {
      if (timer) lanes.forEach(wakeLane);
    },
    close: async () => {
      stopping = true;
      if (timer) clearInterval(timer);
      timer = null;
      await Promise.all(looking.values());
      for (const { abort } of running.values()) abort.abort(new WorkerStopping());
      await Promise.all([...running.values()].map(({ done }) => done));
    },
  };
}

// A heartbeat that the database does not hear counts as lost a little before the lease itself would be.
function heartbeat(tools: TaskTools, task: Task, abort: AbortController, everyMs: number): NodeJS.Timeout {
  let heardMs = Date.now();
  return setInterval(() => {
    if (Date.now() - heardMs > leaseSeconds * 1000 - everyMs / 2)
      abort.abort(new LeaseLost('No heartbeat got through'));
    tools.db
      .transaction((tx) => renewLease(tx, task))
      .then((held) => {
        if (held) heardMs = Date.now();
        else abort.abort(new LeaseLost('The lease belongs to somebody else'));
      })
      .catch((error: unknown) => tools.logger.warn({ error, taskId: task.id }, 'A heartbeat did not get through'));
  }, everyMs);
}
