import { RefusedSource } from '../errors';
import { withMeasuredDuration } from '../probe/measure-duration';
import { planPackaging } from '../probe/packaging-plan';
import { probeSource } from '../probe/probe-source';
import { requireAcceptable } from '../probe/source-limits';
import { endTask, holdFilm } from '../store-tasks';
import type { GenerationRun, TaskTools } from './task-context';

/**
 * Finds out what a source is and decides what becomes of it.
 * @throws RefusedSource
 */
export async function runProbe(tools: TaskTools, { tasks, generation, signal }: GenerationRun): Promise<void> {
  const stored = await tools.storage.stat(generation.sourceKey);
  if (!stored) throw new RefusedSource('source_missing');
  const { source, plan } = await tools.storage.withLocalFile(
    generation.sourceKey,
    async (path) => {
      const probed = await probeSource(tools.tools, path, stored.sizeBytes, tools.limits, signal);
      requireAcceptable(probed, tools.limits);
      const planned = planPackaging(probed);
      // Parts of a film are counted from its length, and a copy finds its length by itself.
      if (planned.picture !== 'encode') return { source: probed, plan: planned };
      const measured = await withMeasuredDuration(tools.tools, path, probed, tools.limits, signal);
      return { source: measured, plan: planned };
    },
    signal,
  );
  requireAcceptable(source, tools.limits);
  await tools.db.transaction(async (tx) => {
    await holdFilm(tx, tasks);
    await tools.generations.accept(tx, generation, source, plan);
    for (const task of tasks) await endTask(tx, task, 'done', null);
  });
  tools.logger.info({ videoId: generation.videoId, plan, container: source.container }, 'A source was accepted');
}
