import type { Tx } from '../../../platform/db';
import { findGeneration, type Generation } from '../store-generations';
import { addSegments, beginRendition, listRenditions } from '../store-renditions';
import { holdFilm, holdLeases, noteAdvance } from '../store-tasks';
import type { RecordedSegments } from './chunk-recorder';
import type { TaskTools } from './task-context';

/** Rows for segments that lie in storage, under the lease that covers each; the film plays as soon as it can. */
export async function commitSegments(
  tools: TaskTools,
  generation: Generation,
  batch: readonly RecordedSegments[],
  /** False when it was stored before and thrown away: that is no advance. */
  { counts = true }: { counts?: boolean } = {},
): Promise<void> {
  await tools.db.transaction(async (tx) => {
    const plays = (await findGeneration(tx, generation.id))?.playableAt;
    const tasks = batch.map(({ task }) => task);
    await (plays ? holdLeases(tx, tasks) : holdFilm(tx, tasks));
    for (const { task, rendition, segments } of batch) {
      await beginRendition(tx, generation.id, rendition);
      await addSegments(tx, generation.id, rendition.name, segments);
      if (counts) await noteAdvance(tx, task);
    }
    if (!plays) await beginPlaying(tools, tx, generation.id);
  });
  tools.progress.advanced(generation);
}

/** Asked at every commit until the film plays; two workers that store the first of picture and sound take turns. */
async function beginPlaying({ generations }: TaskTools, tx: Tx, generationId: string): Promise<void> {
  const generation = await findGeneration(tx, generationId);
  if (!generation || generation.playableAt) return;
  const leaders = (await listRenditions(tx, generationId)).filter(({ leads }) => leads);
  if (leaders.every(({ stored_segments }) => stored_segments > 0)) await generations.becomePlayable(tx, generation);
}
