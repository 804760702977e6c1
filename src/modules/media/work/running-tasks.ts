import { LeaseLost } from '../errors';
import type { Lane } from '../store-lines';
import { leaseSeconds, renewLeases, type Task } from '../store-tasks';
import { runTask, WorkerStopping } from './run-task';
import type { TaskTools } from './task-context';

/** What one worker is at. */
export interface RunningTasks {
  /** Pieces of work of this lane. */
  busy(lane: Lane): number;
  /** Runs what was claimed together, under a heartbeat. */
  take(tasks: readonly Task[]): void;
  /** Ends everything; resolves when it was put down. */
  stop(): Promise<void>;
}

interface Running {
  lane: Lane;
  abort: AbortController;
  done: Promise<void>;
}

/** `onEnd`: what ended may have made work for any lane. */
export function createRunningTasks(tools: TaskTools, heartbeatMs: number, onEnd: () => void): RunningTasks {
  const running = new Set<Running>();
  let stopping = false;
  return {
    busy: (lane) => [...running].filter((each) => each.lane === lane).length,
    take: (tasks) => {
      const [head] = tasks;
      if (!head) return;
      const abort = new AbortController();
      if (stopping) abort.abort(new WorkerStopping());
      const beat = heartbeat(tools, tasks, abort, heartbeatMs);
      const entry: Running = { lane: head.lane, abort, done: Promise.resolve() };
      entry.done = runTask(tools, { tasks, signal: abort.signal })
        .catch((error: unknown) => tools.logger.error({ error, taskId: head.id }, 'A media task could not be settled'))
        .finally(() => {
          clearInterval(beat);
          running.delete(entry);
          onEnd();
        });
      running.add(entry);
    },
    stop: async () => {
      stopping = true;
      for (const { abort } of running) abort.abort(new WorkerStopping());
      await Promise.all([...running].map(({ done }) => done));
    },
  };
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
