import { isAppError } from '../../../platform/errors';
import { runInContext } from '../../../platform/observability';
import { LeaseLost, RefusedSource } from '../errors';
import { findGeneration } from '../store-generations';
import { attemptsOf, endTask, forgetLostTry, holdLease, maxAttempts, returnTask, type Task } from '../store-tasks';
import { ToolEnded } from '../tools/require-ran';
import { runPackage } from './package-task';
import { runPoster } from './poster-task';
import { runProbe } from './probe-task';
import { runPurge } from './purge-task';
import type { TaskRun, TaskTools } from './task-context';

/** Why a worker was told to put its tasks down. */
export class WorkerStopping extends Error {
  override name = 'WorkerStopping';
}

const retryAfterSeconds = 10;

/** Runs one claimed task and settles it whatever happens; never rejects for the task's own sake. */
export function runTask(tools: TaskTools, run: TaskRun): Promise<void> {
  const { task } = run;
  return runInContext({ requestId: task.requestId ?? task.id }, () => settle(tools, run));
}

async function settle(tools: TaskTools, run: TaskRun): Promise<void> {
  const { task } = run;
  const facts = { taskId: task.id, kind: task.kind, videoId: task.videoId, attempt: task.attempts };
  try {
    await perform(tools, run);
    tools.logger.info(facts, 'A media task is done');
  } catch (thrown) {
    const error = run.signal.aborted ? run.signal.reason : refusalIfMissing(thrown);
    if (error instanceof LeaseLost) {
      tools.logger.warn(facts, 'A media task was taken away');
      await tools.db.transaction((tx) => forgetLostTry(tx, task));
    } else if (error instanceof WorkerStopping) {
      await giveBack(tools, task, { pauseSeconds: 0, counts: false, lastError: null });
    } else if (error instanceof RefusedSource) {
      tools.logger.info({ ...facts, code: error.code, detail: error.detail }, 'A source was refused');
      await failTask(tools, task, error);
    } else {
      tools.logger.error({ ...facts, error }, 'A media task broke');
      await tryAgainOrGiveUp(tools, task, error);
    }
  }
}

/** A source that is gone stays gone. */
function refusalIfMissing(error: unknown): unknown {
  return isAppError(error) && error.code === 'object_missing' ? new RefusedSource('source_missing') : error;
}

async function perform(tools: TaskTools, run: TaskRun): Promise<void> {
  if (run.task.kind === 'purge') return runPurge(tools, run);
  const generation = run.task.generationId ? await findGeneration(tools.db.reader, run.task.generationId) : null;
  if (!generation) throw new LeaseLost('The generation is gone');
  const withGeneration = { ...run, generation };
  if (run.task.kind === 'probe') return runProbe(tools, withGeneration);
  if (run.task.kind === 'package') return runPackage(tools, withGeneration);
  return runPoster(tools, withGeneration);
}

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

/** Ends a task for good, and its generation with it where the film depends on the task. */
export async function failTask(tools: TaskTools, task: Task, refusal: RefusedSource): Promise<void> {
  try {
    await tools.db.transaction(async (tx) => {
      await holdLease(tx, task);
      await endTask(tx, task, 'failed', `${refusal.code} ${refusal.detail}`.slice(0, 2_000));
      const generation = task.generationId ? await findGeneration(tx, task.generationId) : null;
      if (generation && (task.kind === 'probe' || task.kind === 'package')) {
        await tools.generations.fail(tx, generation, refusal);
      }
    });
  } catch (error) {
    if (!(error instanceof LeaseLost)) throw error;
  }
}
