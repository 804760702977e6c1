import { isAppError } from '../../../platform/errors';
import { runInContext } from '../../../platform/observability';
import { LeaseLost, RefusedSource } from '../errors';
import { findGeneration } from '../store-generations';
import { failRendition } from '../store-renditions';
import {
  attemptsOf,
  endTask,
  forgetLostTry,
  holdFilm,
  maxAttempts,
  returnTask,
  type Task,
  withdrawTasks,
} from '../store-tasks';
import { ToolEnded } from '../tools/require-ran';
import { runChunk } from './chunk-task';
import { essential, finishGeneration } from './finish-rendition';
import { runPackage } from './package-task';
import { runPoster } from './poster-task';
import { runProbe } from './probe-task';
import { runPurge } from './purge-task';
import { runSound } from './sound-task';
import { runStoryboard } from './storyboard-task';
import type { TaskRun, TaskTools } from './task-context';

/** Why a worker was told to put its tasks down. */
export class WorkerStopping extends Error {
  override name = 'WorkerStopping';
}

const retryAfterSeconds = 10;

/** Runs what was claimed and settles it whatever happens; never rejects for the work's own sake. */
export function runTask(tools: TaskTools, run: TaskRun): Promise<void> {
  const [head] = run.tasks;
  if (!head) return Promise.resolve();
  return runInContext({ requestId: head.requestId ?? head.id }, () => settle(tools, run, head));
}

async function settle(tools: TaskTools, run: TaskRun, head: Task): Promise<void> {
  const renditions = run.tasks.flatMap(({ rendition }) => rendition ?? []).join();
  const { id: taskId, kind, videoId, attempts: attempt, number } = head;
  const facts = { taskId, kind, videoId, attempt, ...(kind === 'chunk' ? { renditions, number } : {}) };
  try {
    await perform(tools, run, head);
    tools.progress.advanced(head);
    tools.logger.info(facts, 'A media task is done');
  } catch (thrown) {
    const error = run.signal.aborted ? run.signal.reason : refusalIfMissing(thrown);
    for (const task of run.tasks) await settleOne(tools, task, error, facts);
  }
}

async function settleOne(tools: TaskTools, task: Task, error: unknown, facts: object): Promise<void> {
  if (error instanceof LeaseLost) {
    tools.logger.warn(facts, 'A media task was taken away');
    await tools.db.transaction((tx) => forgetLostTry(tx, task));
  } else if (error instanceof WorkerStopping) {
    await giveBack(tools, task, { pauseSeconds: 0, counts: false, lastError: null });
  } else if (error instanceof RefusedSource) {
    tools.logger.info({ ...facts, code: error.code, detail: error.detail }, 'A source was refused');
    await failTask(tools, task, error);
  } else if (isStorageTrouble(error)) {
    // No fault of the film's, and room or a connection comes back by itself.
    tools.logger.warn({ ...facts, error }, 'A media task waits for storage');
    await giveBack(tools, task, { pauseSeconds: retryAfterSeconds, counts: false, lastError: String(error) });
  } else {
    tools.logger.error({ ...facts, error }, 'A media task broke');
    await tryAgainOrGiveUp(tools, task, error);
  }
}

/** A source that is gone stays gone. */
function refusalIfMissing(error: unknown): unknown {
  return isAppError(error) && error.code === 'object_missing' ? new RefusedSource('source_missing') : error;
}

function isStorageTrouble(error: unknown): boolean {
  return isAppError(error) && (error.code === 'storage_full' || error.code === 'storage_unavailable');
}

async function perform(tools: TaskTools, run: TaskRun, head: Task): Promise<void> {
  if (head.kind === 'purge') return runPurge(tools, run);
  const generation = head.generationId ? await findGeneration(tools.db.reader, head.generationId) : null;
  if (!generation) throw new LeaseLost('The generation is gone');
  await performers[head.kind](tools, { ...run, generation });
}

const performers = {
  probe: runProbe,
  package: runPackage,
  sound: runSound,
  chunk: runChunk,
  poster: runPoster,
  storyboard: runStoryboard,
};

async function tryAgainOrGiveUp(tools: TaskTools, task: Task, error: unknown): Promise<void> {
  // Fewer than at the claim when segments were stored since.
  const attempts = await attemptsOf(tools.db.reader, task);
  if (attempts >= maxAttempts) {
    const code = error instanceof ToolEnded && error.outOfTime ? 'took_too_long' : 'gave_up';
    await failTask(tools, task, new RefusedSource(code, String(error)));
    return;
  }
  const pauseSeconds = retryAfterSeconds * attempts ** 2;
  await giveBack(tools, task, { pauseSeconds, counts: true, lastError: String(error) });
}

async function giveBack(tools: TaskTools, task: Task, how: Parameters<typeof returnTask>[2]): Promise<void> {
  await tools.db.transaction((tx) => returnTask(tx, task, how));
}

/** Ends a task for good: with it its generation where the film depends on it, else only the rendition it makes. */
export async function failTask(tools: TaskTools, task: Task, refusal: RefusedSource): Promise<void> {
  try {
    await tools.db.transaction(async (tx) => {
      await holdFilm(tx, [task]);
      await endTask(tx, task, 'failed', `${refusal.code} ${refusal.detail}`.slice(0, 2_000));
      const generation = task.generationId ? await findGeneration(tx, task.generationId) : null;
      if (!generation || task.kind === 'poster' || task.kind === 'storyboard') return;
      if (task.kind !== 'chunk' || essential(generation, task.rendition)) {
        await tools.generations.fail(tx, generation, refusal);
        return;
      }
      const rendition = task.rendition ?? '';
      await failRendition(tx, generation.id, rendition, refusal.publicMessage);
      await withdrawTasks(tx, [generation.id], { only: rendition });
      await finishGeneration(tools, tx, generation);
    });
    tools.progress.advanced(task);
  } catch (error) {
    if (!(error instanceof LeaseLost)) throw error;
  }
}
