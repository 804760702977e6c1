import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { isAlive } from '../tools/lock';
import { startChild } from './child';

const started: number[] = [];

afterEach(() => {
  for (const pid of started.splice(0)) if (isAlive(pid)) process.kill(-pid, 'SIGKILL');
});

async function untilGone(pid: number, withinMs = 5_000): Promise<boolean> {
  for (const deadline = Date.now() + withinMs; Date.now() < deadline; ) {
    if (!isAlive(pid)) return true;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  return false;
}

test('stopping a program stops what it started', async () => {
  const child = await startChild({ name: 'family', command: 'sh', args: ['-c', 'sleep 60 & echo $!; wait'] });
  started.push(child.pid);
  while (child.tail() === '') await new Promise((resolve) => setTimeout(resolve, 10));
  const grandchild = Number(child.tail());
  await child.stop();
  expect(await untilGone(child.pid)).toBe(true);
  expect(await untilGone(grandchild)).toBe(true);
});

test('a program that ignores its signal is killed after a while', async () => {
  const script = 'trap "" TERM; echo ready; while :; do sleep 1; done';
  const child = await startChild({ name: 'stubborn', command: 'sh', args: ['-c', script], stopWithinMs: 200 });
  started.push(child.pid);
  while (!child.tail().includes('ready')) await new Promise((resolve) => setTimeout(resolve, 10));
  await child.stop();
  expect((await child.exited).signal).toBe('SIGKILL');
});

test.each([
  ['a program', ['sleep', ['60']]],
  ['a program that ignores its signal', ['sh', ['-c', 'trap "" TERM; while :; do sleep 1; done']]],
  ['a program that is frozen', ['sh', ['-c', 'kill -STOP $$']]],
] as const)(
  '%s ends when whoever started it is killed outright',
  async (_, [program, args]) => {
    const options = JSON.stringify({ name: 'orphan', command: program, args, stopWithinMs: 400 });
    const script = `require(${JSON.stringify(join(__dirname, 'child.ts'))}).startChild(${options}).then((c) => console.log(c.pid))`;
    const parent = spawn(process.execPath, ['--import', 'tsx', '-e', script], { stdio: ['ignore', 'pipe', 'inherit'] });
    const pid = await new Promise<number>((resolve) => parent.stdout.once('data', (data) => resolve(Number(data))));
    started.push(pid);
    expect(isAlive(pid)).toBe(true);
    await new Promise((resolve) => setTimeout(resolve, 200)); // the shells are past their first order
    parent.kill('SIGKILL');
    expect(await untilGone(pid, 20_000)).toBe(true);
  },
  40_000,
);

test('a program that does not exist is a clear failure', async () => {
  const attempt = startChild({ name: 'Nothing', command: 'no-such-program', args: [] });
  await expect(attempt).rejects.toThrow('Nothing could not be started');
});
