import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { root } from '../tools/paths';
import { startChild } from './child';
import type { RunningService } from './postgres';
import { untilReady } from './readiness';

export interface RunningBucket extends Omit<RunningService, 'url'> {
  endpoint: string;
  bucket: string;
  region: string;
  accessKeyId: string;
  secretAccessKey: string;
}

export interface BucketOptions {
  /** Where the objects lie. */
  dataDir: string;
  accessKeyId: string;
  secretAccessKey: string;
}

/** The S3 server of the tests, in a process of its own, with one bucket. */
export async function startBucket(options: BucketOptions): Promise<RunningBucket> {
  mkdirSync(options.dataDir, { recursive: true });
  let output = '';
  const child = await startChild({
    name: 'S3 server',
    command: process.execPath,
    args: [
      ...['--import', 'tsx', join(root, 'test', 'support', 's3', 'serve.ts'), '--directory', options.dataDir],
      ...['--access-key-id', options.accessKeyId, '--secret-access-key', options.secretAccessKey],
    ],
    cwd: root,
    onOutput: (text) => {
      output += text;
    },
  });
  await untilReady(child, async () => output.includes('\n'), 30_000);
  const told = JSON.parse(output.split('\n')[0] ?? '{}') as Record<string, string>;
  return {
    endpoint: told.S3_ENDPOINT ?? '',
    bucket: told.S3_BUCKET ?? '',
    region: told.S3_REGION ?? '',
    accessKeyId: options.accessKeyId,
    secretAccessKey: options.secretAccessKey,
    pid: child.pid,
    stop: () => child.stop(),
  };
}
