import { posterKey } from '../posters';
import * as generationStore from '../store-generations';
import { endTask, holdLease } from '../store-tasks';
import type { TaskRun, TaskTools } from './task-context';

/** Deletes everything made from a video's sources, then forgets them. Run again, it deletes the rest. */
export async function runPurge(tools: TaskTools, { tasks }: TaskRun): Promise<void> {
  const [task] = tasks;
  if (!task) return;
  const generations = await generationStore.listGenerations(tools.db.reader, task.videoId);
  await tools.storage.deletePrefix(`media/${task.videoId}/`);
  for (const { posterName } of generations) {
    if (posterName) await tools.storage.delete(posterKey(posterName));
  }
  await tools.db.transaction(async (tx) => {
    await holdLease(tx, task);
    await generationStore.deleteGenerations(
      tx,
      generations.map(({ id }) => id),
    );
    await endTask(tx, task, 'done', null);
  });
}
