import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Secret } from '../../../src/platform/config';
import { createS3Storage, type S3StorageOptions, type Storage } from '../../../src/platform/storage';
import { type S3Server, type S3ServerOptions, startS3Server } from './server';

export interface OpenedS3 {
  storage: Storage;
  server: S3Server;
  /** Where local copies lie. */
  copiesDirectory: string;
  /** The settings of `storage`, to open another one on the same bucket. */
  options: S3StorageOptions;
  close(): Promise<void>;
}

/** A bucket of its own and storage in it. */
export async function openS3Storage({
  prefix = 'some/place',
  copiesBytes = 50_000_000,
  patience = {},
  aroundCopies = () => undefined,
  ...serverOptions
}: S3ServerOptions &
  Partial<Pick<S3StorageOptions, 'prefix' | 'copiesBytes' | 'patience'>> & {
    /** Called with the folder for local copies, before anything is in it. */
    aroundCopies?(folder: string): void;
  } = {}): Promise<OpenedS3> {
  const server = await startS3Server(serverOptions);
  const copiesDirectory = await mkdtemp(join(tmpdir(), 'showrunner-copies-'));
  aroundCopies(copiesDirectory);
  const options = { ...settingsOf(server), prefix, patience, copiesDirectory, copiesBytes };
  const storage = createS3Storage(options);
  return {
    storage,
    server,
    copiesDirectory,
    options,
    close: async () => {
      await storage.close();
      await server.close();
      await rm(copiesDirectory, { recursive: true, force: true });
    },
  };
}

function settingsOf({ bucket, endpoint, account }: S3Server) {
  const { region, accessKeyId, secretAccessKey } = account;
  const keys = { accessKeyId: new Secret(accessKeyId), secretAccessKey: new Secret(secretAccessKey) };
  return { bucket, endpoint, region, ...keys };
}
