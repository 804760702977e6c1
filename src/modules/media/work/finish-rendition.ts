import type { Tx } from '../../../platform/db';
import { soundName, stillsName } from '../generation-plans';
import { requireHonestDuration } from '../probe/promised-duration';
import type { Generation } from '../store-generations';
import { findGeneration } from '../store-generations';
import { completeRendition, lengthOf, listRenditions, lockRendition } from '../store-renditions';
import { openTasksOf } from '../store-tasks';
import type { TaskTools } from './task-context';

/**
 * A rendition is whole when no work for it is left; the last one makes the generation whole. Called in the transaction
 * that ends a task of it.
 * @throws RefusedSource when less came out than the file promised
 */
export async function finishRendition(tools: TaskTools, tx: Tx, generation: Generation, name: string): Promise<void> {
  const rendition = await lockRendition(tx, generation.id, name);
  if (!rendition || rendition.complete || rendition.stored_segments === 0) return;
  const maker = name === stillsName ? generation.encoding?.first : name;
  if ((await openTasksOf(tx, generation.id, maker ?? name)) > 0) return;
  if (rendition.leads && rendition.kind === 'video' && generation.source) {
    requireHonestDuration(generation.source, (await lengthOf(tx, generation.id, 'video')) ?? 0);
  }
  await completeRendition(tx, generation.id, name);
  if (name === stillsName) await tools.generations.orderStoryboard(tx, generation);
  await finishGeneration(tools, tx, generation);
}

/** Whole, or as whole as it will be: a film that plays goes on without a rendition that failed. */
export async function finishGeneration(tools: TaskTools, tx: Tx, { id }: Generation): Promise<void> {
  const generation = await findGeneration(tx, id);
  const renditions = await listRenditions(tx, id);
  if (!generation || generation.state === 'failed') return;
  const leadersBegan = renditions.every(({ leads, stored_segments }) => !leads || stored_segments > 0);
  if (!generation.playableAt && leadersBegan) await tools.generations.becomePlayable(tx, generation);
  const settled = renditions.every(({ complete, failure }) => complete || failure !== null);
  const flawed = renditions.some(({ complete }) => !complete);
  // What is served until then is whole; a ladder with a gap does not take its place.
  if (!settled || (flawed && generation.follows !== null)) return;
  const seconds = (await lengthOf(tx, id, 'video')) ?? (await lengthOf(tx, id, 'audio')) ?? 0;
  await tools.generations.becomeReady(tx, generation, Math.max(1, Math.round(seconds * 1000)));
}

export const essential = (generation: Generation, rendition: string | null): boolean =>
  rendition === null || rendition === soundName || rendition === generation.encoding?.first;
