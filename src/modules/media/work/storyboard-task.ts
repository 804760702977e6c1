import { endTask, holdLease } from '../store-tasks';
import type { GenerationRun, TaskTools } from './task-context';

export async function runStoryboard(tools: TaskTools, { tasks }: GenerationRun): Promise<void> {
  await tools.db.transaction(async (tx) => {
    for (const task of tasks) await holdLease(tx, task);
    for (const task of tasks) await endTask(tx, task, 'done', null);
  });
}
