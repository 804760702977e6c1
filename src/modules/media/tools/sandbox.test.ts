import { mkdtemp, rm } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Logger } from '../../../platform/observability';
import { runTool, type ToolBox } from './run-tool';
import { createSandbox, detectSandbox, type Sandbox } from './sandbox';

const environment = { PATH: process.env.PATH ?? '/usr/bin:/bin' };
const logged: unknown[][] = [];
let sandbox: Sandbox;
let folder: string;
let canary: Server;
let hits: number;

beforeAll(async () => {
  const logger = { info: (...words: unknown[]) => logged.push(words) } as unknown as Logger;
  sandbox = await detectSandbox(['ffprobe'], environment, logger);
  folder = await mkdtemp(join(tmpdir(), 'sandbox-'));
  canary = createServer((_, response) => {
    hits++;
    response.end();
  });
  await new Promise<void>((resolve) => canary.listen(0, '127.0.0.1', resolve));
});
afterAll(async () => {
  await new Promise((resolve) => canary.close(resolve));
  await rm(folder, { recursive: true, force: true });
});
beforeEach(() => {
  hits = 0;
});

/** What a command answers where tools run. */
async function answerOf(command: string, args: readonly string[], inside = sandbox): Promise<string> {
  const box: ToolBox = {
    sandbox: inside,
    ffmpegPath: command,
    ffprobePath: command,
    environment,
    scratchDir: folder,
  };
  const limits = { addressSpaceBytes: 3 * 1024 ** 3, cpuSeconds: 7 };
  let answer = '';
  await runTool(box, { tool: 'ffmpeg', args, readable: [], limits, wallMs: 10_000, maxOutputBytes: 100_000 }, [
    async (pipe) => {
      for await (const chunk of pipe) answer += chunk.toString('utf8');
    },
  ]);
  return answer;
}

test('the log says which isolation is in force', () => {
  const { isolation, limitsResources, diesWithUs } = sandbox;
  expect(logged).toEqual([[{ isolation, limitsResources, diesWithUs }, expect.stringContaining('sandbox')]]);
});

test('a tool sees nothing of our environment but where programs lie', async () => {
  process.env.SANDBOX_TEST_SECRET = 'hunter2';
  const seen = await answerOf('/bin/sh', ['-c', 'env']);
  delete process.env.SANDBOX_TEST_SECRET;
  const names = seen
    .split('\n')
    .filter(Boolean)
    .map((line) => line.split('=')[0]);
  expect(names).toContain('PATH');
  expect(names.filter((name) => !['PATH', 'PWD', 'OLDPWD', '_', 'SHLVL'].includes(name ?? ''))).toEqual([]);
});

test('a tool reaches no network where this machine can keep it from it', async () => {
  const { port } = canary.address() as AddressInfo;
  const fetching = ['-v', 'quiet', '-i', `http://127.0.0.1:${port}/x`];
  await answerOf('ffprobe', fetching, createSandbox('none', false));
  expect(hits).toBeGreaterThan(0);
  hits = 0;
  await answerOf('ffprobe', fetching);
  expect(hits > 0).toBe(sandbox.isolation === 'none');
});

test('memory, processor time, files and core dumps are limited', async () => {
  expect(sandbox.limitsResources).toBe(true);
  const told = await answerOf('/bin/sh', ['-c', 'ulimit -v; ulimit -t; ulimit -f; ulimit -c']);
  expect(told.trim().split('\n')).toEqual([String(3 * 1024 ** 2), '7', '0', '0']);
});
