import { join } from 'node:path';
import { type Child, startChild } from '../../bin/services/child';
import type { UploadsDependencies } from '../../src/modules/uploads';
import type { S3StorageOptions } from '../../src/platform/storage';
import { waitFor } from './wait-for';

export interface UploadProcessSettings {
  databaseUrl: string;
  dataDir: string;
  port: number;
  town: { channelId: string; ownerId: string; videos: { id: string; publicId: string }[] };
  tuning: UploadsDependencies['tuning'];
  /** Where media lie instead of local disk; the keys in plain words. */
  bucket?: Omit<S3StorageOptions, 'accessKeyId' | 'secretAccessKey'> & { accessKeyId: string; secretAccessKey: string };
  /** Ends itself between the move of a whole file, or the bucket's making of it, and the commit that tells of it. */
  diesAfterMove?: boolean;
  /** Looks this often for what arrived whole and was not said to be. */
  sweepsEveryMs?: number;
  /** No file may grow beyond this: a full disk, without needing one. */
  fileLimitKb?: number;
}

/** Starts `upload-process.ts` and waits until it listens. */
export async function startUploadProcess(settings: UploadProcessSettings): Promise<Child> {
  const node = [process.execPath, '--import', 'tsx', join(__dirname, 'upload-process.ts')];
  const limit = settings.fileLimitKb ? `ulimit -f ${settings.fileLimitKb}; ` : '';
  const child = await startChild({
    name: 'uploads',
    command: 'bash',
    args: ['-c', `${limit}exec "$@"`, 'bash', ...node],
    env: { PATH: process.env.PATH, UPLOAD_PROCESS: JSON.stringify(settings) },
    cwd: join(__dirname, '..', '..'),
    stopWithinMs: 3_000,
  });
  await waitFor('the process to listen', () => child.tail().includes('listening'), { withinMs: 30_000 });
  return child;
}

/** Ends a process without giving it a chance. */
export async function killOutright(child: Child): Promise<void> {
  process.kill(-child.pid, 'SIGKILL');
  await child.exited;
}
