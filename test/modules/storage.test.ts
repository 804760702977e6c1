import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createLocalStorage } from '../../src/platform/storage';
import { directUploadsContract } from '../support/contracts/direct-uploads';
import { storageContract } from '../support/contracts/storage';
import { openS3Storage } from '../support/s3/open-storage';

describe('storage on local disk', () => {
  storageContract(async () => {
    const root = await mkdtemp(join(tmpdir(), 'showrunner-storage-'));
    return { storage: createLocalStorage(root), close: () => rm(root, { recursive: true, force: true }) };
  });
});

describe('storage on S3', () => {
  // Pages so short that every listing has several.
  const open = async () => openS3Storage({ pageSize: 2 });

  storageContract(open);
  directUploadsContract(open);
});
