import { hostname } from 'node:os';
import { failpoint } from '../../../platform/failpoints';
import type { Metrics } from '../../../platform/observability';
import { RefusedSource } from '../errors';
import { claimHopeless, claimTasks, wakeTasks } from '../store-claims';
import { forgetWorker, noteWorker } from '../store-forecast';
import { type Lane, lanes } from '../store-lines';
import { failTask } from './run-task';
import { createRunningTasks } from './running-tasks';
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

const hereMs = 15_000;

/** Claims leased work and runs it, under a heartbeat; messages only wake it, a poll heals lost ones. */
export function createWorkerLoop(tools: TaskTools, options: WorkerOptions): MediaWorker {
  const { pollMs = 1_000, heartbeatMs = 15_000, toolMemoryMb } = options;
  const owner = `${hostname()}:${process.pid}`;
  const running = createRunningTasks(tools, heartbeatMs, () => lanes.forEach(wakeLane));
  const taken = options.metrics.counter('media_tasks_total', 'Media tasks taken up', ['kind']);
  const looking = new Map<Lane, Promise<void>>();
  const wokenMeanwhile = new Set<Lane>();
  let sweeping: Promise<void> | null = null;
  let timer: NodeJS.Timeout | null = null;
  let here: NodeJS.Timeout | undefined;
  let stopping = false;

  const claim = (lane: Lane) =>
    tools.db.transaction(async (tx) => {
      const tasks = await claimTasks(tx, lane, { owner, toolMemoryMb });
      if (tasks.length > 0) failpoint('task.before-claim');
      return tasks;
    });
  const look = async (lane: Lane): Promise<void> => {
    while (!stopping && running.busy(lane) < options.slots[lane]) {
      const tasks = await claim(lane);
      if (tasks.length === 0) return;
      failpoint('task.after-claim');
      for (const { kind } of tasks) taken.inc({ kind });
      running.take(tasks);
    }
  };
  const wakeLane = (lane: Lane): void => {
    if (stopping) return;
    // A look under way may have read before the commit that wakes.
    if (looking.has(lane)) return void wokenMeanwhile.add(lane);
    const looked = look(lane)
      .catch((error: unknown) => tools.logger.warn({ error, lane }, 'No media task could be claimed'))
      .finally(() => {
        looking.delete(lane);
        if (wokenMeanwhile.delete(lane)) wakeLane(lane);
      });
    looking.set(lane, looked);
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
      here = setInterval(() => sayHere(tools, owner, options.slots.bulk), hereMs);
      sayHere(tools, owner, options.slots.bulk);
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
      await running.stop();
      await tools.progress.close();
      await tools.db.transaction((tx) => forgetWorker(tx, owner)).catch(() => undefined);
    },
  };
}

function sayHere(tools: TaskTools, owner: string, slots: number): void {
  tools.db
    .transaction((tx) => noteWorker(tx, { owner, slots, pace: tools.pace.aSlot() }))
    .catch((error: unknown) => tools.logger.warn({ error }, 'This worker could not say that it is here'));
}

async function sweepOnce(tools: TaskTools): Promise<void> {
  for (const task of await tools.db.transaction((tx) => claimHopeless(tx))) {
    await failTask(tools, task, new RefusedSource('gave_up', 'its workers ended'));
  }
  await tools.db.transaction((tx) => wakeTasks(tx));
}
