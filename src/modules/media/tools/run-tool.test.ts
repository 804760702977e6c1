import { existsSync } from 'node:fs';
import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runTool, type ToolBox } from './run-tool';
import { createSandbox, type Sandbox } from './sandbox';

let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'run-tool-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

interface Bounds {
  wallMs?: number;
  sandbox?: Sandbox;
}

async function run(script: string, reader: (chunk: Buffer) => Promise<void>, bounds: Bounds = {}) {
  const tool = join(folder, 'tool');
  await writeFile(tool, `#!/bin/sh\n${script}\n`);
  await chmod(tool, 0o755);
  const box: ToolBox = {
    sandbox: bounds.sandbox ?? createSandbox('none', false),
    ffmpegPath: tool,
    ffprobePath: tool,
    environment: { PATH: '/usr/bin:/bin' },
    scratchDir: folder,
  };
  return runTool(
    box,
    {
      tool: 'ffmpeg',
      args: [],
      readable: [],
      limits: { addressSpaceBytes: 2 ** 32, cpuSeconds: 1 },
      wallMs: bounds.wallMs ?? 60_000,
      stallMs: bounds.wallMs ? 60_000 : 500,
      maxOutputBytes: 1_000,
    },
    [
      async (pipe) => {
        for await (const chunk of pipe) await reader(chunk);
      },
    ],
  );
}

const later = (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms));

test('a tool that waits for a slow reader is not stalled', async () => {
  const result = await run('echo one; sleep 1; echo two', () => later(2_500));
  expect(result).toMatchObject({ exitCode: 0, stopped: null });
});

test('a tool that says nothing while its reader waits is stalled', async () => {
  const result = await run('echo one; sleep 15', async () => undefined);
  expect(result).toMatchObject({ stopped: 'stalled' });
});

test('a tool that a signal ended says which', async () => {
  expect(await run('kill -XCPU $$', async () => undefined)).toMatchObject({ exitCode: 152, stopped: null });
});

test('a tool that works on past its time is ended', async () => {
  const result = await run('while :; do echo on; sleep 0.1; done', async () => undefined, { wallMs: 600 });
  expect(result).toMatchObject({ stopped: 'wall_clock' });
});

test('a tool that writes more than it may is ended', async () => {
  const result = await run('while :; do echo a line of thirty characters or so; done', async () => undefined);
  expect(result).toMatchObject({ stopped: 'too_much_output' });
});

test('a tool that uses up its processor time is ended by the system', async () => {
  const inside = { sandbox: createSandbox('none', true), wallMs: 60_000 };
  const result = await run('while :; do :; done', async () => undefined, inside);
  expect(result).toMatchObject({ exitCode: 152, stopped: null });
}, 90_000);

test('what a tool started ends with it', async () => {
  let said = '';
  const result = await run('sleep 600 & echo $!; wait', async (chunk) => {
    said += chunk.toString();
  });
  expect(result).toMatchObject({ stopped: 'stalled' });
  const isAlive = () => existsSync(`/proc/${said.trim()}/cwd`);
  for (const deadline = Date.now() + 30_000; isAlive() && Date.now() < deadline; ) await later(50);
  expect(isAlive()).toBe(false);
});
