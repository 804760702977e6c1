import { startChild } from '../services/child';
import { measureTree } from './process-tree';

it('counts a process with its threads and everything below it, and nothing of one that has ended', async () => {
  const child = await startChild({
    name: 'tree',
    command: '/bin/bash',
    args: ['-c', 'sleep 30 & (sleep 30; true) & wait'],
  });
  for (let tries = 0; measureTree(child.pid).tasks < 4 && tries < 100; tries++)
    await new Promise((next) => setTimeout(next, 20));
  expect(measureTree(child.pid).tasks).toBe(4); // bash, sleep, a second bash and its sleep
  expect(measureTree(process.pid).tasks).toBeGreaterThan(4);
  expect(measureTree(process.pid).residentBytes).toBeGreaterThan(process.memoryUsage.rss() / 2);
  await child.stop();
  expect(measureTree(child.pid)).toEqual({ tasks: 0, residentBytes: 0 });
});
