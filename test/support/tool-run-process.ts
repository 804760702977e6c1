import { tmpdir } from 'node:os';
import { runTool } from '../../src/modules/media/tools/run-tool';
import { createSandbox, type Sandbox } from '../../src/modules/media/tools/sandbox';

/** Runs one shell script as a media tool, as a worker does, until it ends or this process is killed. */
async function main({ isolation, diesWithUs, script }: Record<string, string | undefined>): Promise<void> {
  const box = {
    sandbox: createSandbox(isolation as Sandbox['isolation'], false, diesWithUs === 'true'),
    ffmpegPath: '/bin/sh',
    ffprobePath: '/bin/sh',
    environment: { PATH: '/usr/bin:/bin' },
    scratchDir: tmpdir(),
  };
  await runTool(
    box,
    {
      ...{ tool: 'ffmpeg', args: ['-c', script ?? ''], readable: [], wallMs: 120_000, maxOutputBytes: 1e9 },
      limits: { addressSpaceBytes: 2 ** 32, cpuSeconds: 60 },
    },
    [],
  );
}

void main({ isolation: process.env.ISOLATION, diesWithUs: process.env.DIES_WITH_US, script: process.env.SCRIPT });
