import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { startChild } from '../../bin/services/child';
import { createSandbox, type Sandbox } from '../../src/modules/media/tools/sandbox';
import { alive, familyOf } from '../support/command';
import { waitFor } from '../support/wait-for';

/** A process that runs this script as a tool, then is killed; the tool's processes are to go, too. */
async function killedWorker(isolation: Sandbox['isolation'], diesWithUs: boolean, script: string): Promise<void> {
  const worker = await startChild({
    name: 'a worker with a tool',
    command: process.execPath,
    args: ['--import', 'tsx', join(__dirname, '../support/tool-run-process.ts')],
    env: { PATH: process.env.PATH, ISOLATION: isolation, DIES_WITH_US: String(diesWithUs), SCRIPT: script },
  });
  const tool = await waitFor('the tool', () => familyIfSleeping(worker.pid), { withinMs: 30_000 });
  process.kill(worker.pid, 'SIGKILL');
  await waitFor('the tool to end', () => alive(tool).length === 0, { withinMs: 30_000 });
}

function familyIfSleeping(pid: number): number[] | null {
  const family = familyOf(pid).filter((member) => member !== pid);
  return alive(family).some((name) => name.startsWith('sleep')) ? family : null;
}

const silent = 'exec sleep 600';
const talking = 'while echo on; do sleep 0.2; done';

const works = (isolation: Sandbox['isolation']) => {
  const limits = { addressSpaceBytes: 2 ** 32, cpuSeconds: 10 };
  const [command = '', ...args] = createSandbox(isolation, false, true).wrap(['true'], [], limits);
  return spawnSync(command, args).status === 0;
};
const here = (['bwrap', 'unshare', 'none'] as const).filter(works);

test.each(here)(
  'a silent tool in the sandbox %p ends with its worker, killed with -9',
  async (isolation) => {
    await killedWorker(isolation, true, silent);
  },
  90_000,
);

test('where nothing ties a tool to its worker, it ends at its next write', async () => {
  await killedWorker('none', false, talking);
}, 90_000);
