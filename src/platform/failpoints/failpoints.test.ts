import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { failpoints, parseFailpoint } from './index';

const passes = (armed: string, count: number) =>
  spawnSync(process.execPath, [
    ...['--import', 'tsx', '-e'],
    `const { armFailpoint, failpoint, parseFailpoint } = require(${JSON.stringify(join(__dirname, 'index.ts'))});
     armFailpoint(parseFailpoint(${JSON.stringify(armed)}));
     for (let pass = 1; pass <= ${count}; pass++) {
       failpoint('relay.after-confirm');
       console.log('passed', pass);
     }`,
  ]);

it('ends the process by SIGKILL at the pass that is named, and at no other', () => {
  const second = passes('relay.after-confirm:2', 3);
  expect([second.signal, second.stdout.toString()]).toEqual(['SIGKILL', 'passed 1\n']);
  const other = passes('relay.before-confirm:1', 1);
  expect([other.signal, other.stdout.toString()]).toEqual([null, 'passed 1\n']);
});

it('knows its names, and takes nothing else', () => {
  for (const name of failpoints) expect(parseFailpoint(`${name}:3`)).toEqual({ name, pass: 3, signal: 'SIGKILL' });
  expect(parseFailpoint('task.after-claim:1:freeze')?.signal).toBe('SIGSTOP');
  for (const text of [
    '',
    'relay.after-confirm',
    'relay.after-confirm:0',
    'relay.elsewhere:1',
    'relay.after-confirm:-1',
  ])
    expect(parseFailpoint(text)).toBeNull();
});
