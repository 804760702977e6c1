import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runTool, type ToolBox } from './run-tool';
import { createSandbox } from './sandbox';

let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'run-tool-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

async function run(script: string, reader: (chunk: Buffer) => Promise<void>) {
  const tool = join(folder, 'tool');
  await writeFile(tool, `#!/bin/sh\n${script}\n`);
  await chmod(tool, 0o755);
  const box: ToolBox = {
    sandbox: createSandbox('none', false),
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
      limits: { addressSpaceBytes: 2 ** 32, cpuSeconds: 10 },
      wallMs: 20_000,
      stallMs: 500,
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
