import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Database } from '../../src/platform/db';
import { createLocalStorage, type Storage } from '../../src/platform/storage';
import { createTestDatabase } from './database';

/** What processes of one installation share: sessions, and objects on local disk. */
export interface PlaybackHouse {
  db: Database;
  storage: Storage;
  close(): Promise<void>;
}

export async function createPlaybackHouse(): Promise<PlaybackHouse> {
  const test = await createTestDatabase();
  const folder = await mkdtemp(join(tmpdir(), 'playback-house-'));
  return {
    db: test.db,
    storage: createLocalStorage(folder),
    close: async () => {
      await test.close();
      await rm(folder, { recursive: true });
    },
  };
}
