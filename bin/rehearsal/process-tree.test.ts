import { startChild } from '../services/child';
import { countTasks } from './process-tree';

it('counts a process with its threads and everything below it, and nothing of one that has ended', async () => {
  const child = await startChild({
    name: 'tree',
    command: '/bin/bash',
    args: ['-c', 'sleep 30 & (sleep 30; true) & wait'],
  });
  for (let tries = 0; countTasks(child.pid) < 4 && tries < 100; tries++)
    await new Promise((next) => setTimeout(next, 20));
  expect(countTasks(child.pid)).toBe(4); // bash, sleep, a second bash and its sleep
  expect(countTasks(process.pid)).toBeGreaterThan(4);
  await child.stop();
  expect(countTasks(child.pid)).toBe(0);
});
