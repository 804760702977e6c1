import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createLocalStorage } from '../../src/platform/storage';
import { storageContract } from '../support/contracts/storage';

describe('storage on local disk', () => {
  storageContract(async () => {
    const root = await mkdtemp(join(tmpdir(), 'showrunner-storage-'));
    return { storage: createLocalStorage(root), close: () => rm(root, { recursive: true, force: true }) };
  });
});
