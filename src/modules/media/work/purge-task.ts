import { posterKey } from '../posters';
import * as generationStore from '../store-generations';
import { deletePosters, postersOfVideo } from '../store-posters';
import { endTask, holdFilm } from '../store-tasks';
import type { TaskRun, TaskTools } from './task-context';

/** Deletes everything made from a video's sources, then forgets them. Run again, it deletes the rest. */
export async function runPurge(tools: TaskTools, { tasks }: TaskRun): Promise<void> {
  const [task] = tasks;
  if (!task) return;
  const generations = await generationStore.listGenerations(tools.db.reader, task.videoId);
  await tools.storage.deletePrefix(`media/${task.videoId}/`);
  const posters = await postersOfVideo(tools.db.reader, task.videoId);
  for (const { name } of posters) await tools.storage.delete(posterKey(name));
  await tools.db.transaction(async (tx) => {
    await holdFilm(tx, [task]);
    await deletePosters(
      tx,
      posters.map(({ id }) => id),
    );
    await generationStore.deleteGenerations(
      tx,
      generations.map(({ id }) => id),
    );
    await endTask(tx, task, 'done', null);
  });
}
