import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { createBucketIncoming } from '../../src/modules/uploads/bucket-incoming';
import { attemptPrefixOf } from '../../src/modules/uploads/bucket-upload';
import type { Hold, IncomingFiles } from '../../src/modules/uploads/incoming-files';
import { claimLease, releaseLease } from '../../src/modules/uploads/lease-store';
import { createLocalIncoming } from '../../src/modules/uploads/local-incoming';
import { findUploadById, insertUpload, type Upload } from '../../src/modules/uploads/store';
import type { Database } from '../../src/platform/db';
import { newId, newPublicId } from '../../src/platform/ids';
import { silentLogger } from '../../src/platform/observability';
import { createLocalStorage, type Storage } from '../../src/platform/storage';
import { incomingFilesContract } from '../support/contracts/incoming-files';
import { createTestDatabase } from '../support/database';
import { aDataDir } from '../support/factories/uploads';
import { openS3Storage } from '../support/s3/open-storage';

async function anUpload(db: Database, sizeBytes: number): Promise<Upload> {
  const now = new Date();
  return db.transaction((tx) =>
    insertUpload(tx, {
      ...{ publicId: newPublicId('upl'), videoId: newId(), channelId: newId(), accountId: newId() },
      ...{ filename: 'film.mp4', sizeBytes, protocol: 'tus', partBytes: null, createdAt: now, expiresAt: now },
    }),
  );
}

async function aHold(db: Database, { id }: Upload): Promise<Hold> {
  const claim = { uploadId: id, holder: newId(), leaseMs: 60_000, receiving: null };
  return db.transaction(async (tx) => {
    const answer = await claimLease(tx, claim);
    if (answer.outcome !== 'granted') throw new Error('Somebody holds this upload');
    await releaseLease(tx, id, answer.fence); // the fence stays; the next one is newer
    return { fence: answer.fence, mayWrite: () => true };
  });
}

/** Rows are read anew, as each request does. */
function withFreshRows(db: Database, files: IncomingFiles): IncomingFiles {
  const fresh = async (upload: Upload) => (await findUploadById(db.reader, upload.id)) ?? upload;
  return {
    length: async (upload) => files.length(await fresh(upload)),
    durableLength: async (upload) => files.durableLength(await fresh(upload)),
    open: async (upload, position, hold) => files.open(await fresh(upload), position, hold),
    settle: async (upload, fence, key) => files.settle(await fresh(upload), fence, key),
    remove: async (upload) => files.remove(await fresh(upload)),
  };
}

async function keysOf(storage: Storage, upload: Upload): Promise<string[]> {
  const keys: string[] = [];
  for await (const { key } of storage.list(attemptPrefixOf(upload))) keys.push(key);
  return keys;
}

describe('unfinished files on local disk', () => {
  incomingFilesContract(async () => {
    const database = await createTestDatabase();
    const { dataDir, remove } = await aDataDir();
    const storage = createLocalStorage(join(dataDir, 'media'));
    return {
      storage,
      another: () => withFreshRows(database.db, createLocalIncoming(join(dataDir, 'uploads'), storage)),
      upload: (sizeBytes) => anUpload(database.db, sizeBytes),
      hold: (upload) => aHold(database.db, upload),
      traces: async (upload) => {
        const names = await readdir(join(dataDir, 'uploads')).catch(() => []);
        return [...names.filter((name) => name.startsWith(upload.publicId)), ...(await keysOf(storage, upload))];
      },
      close: async () => {
        await database.close();
        await remove();
      },
    };
  });
});

async function openBucketPlace() {
  const database = await createTestDatabase();
  const { storage, close } = await openS3Storage();
  const { direct } = storage;
  if (!direct) throw new Error('This storage has no addresses');
  return { database, db: database.db, storage, direct, close };
}

describe('unfinished files in a bucket', () => {
  incomingFilesContract(async () => {
    const { database, db, storage, direct, close } = await openBucketPlace();
    return {
      storage,
      another: () => withFreshRows(db, createBucketIncoming({ db, direct, storage, logger: silentLogger })),
      upload: (sizeBytes) => anUpload(db, sizeBytes),
      hold: (upload) => aHold(db, upload),
      traces: async (upload) => {
        const begun: string[] = [];
        for await (const { id } of direct.unfinished(attemptPrefixOf(upload))) begun.push(id);
        return [...begun, ...(await keysOf(storage, upload))];
      },
      close: async () => {
        await close();
        await database.close();
      },
    };
  });

  it.each([100, 6 * 1024 ** 2])(
    'count nothing of %d bytes that a process puts there after another one has taken over',
    async (sent) => {
      const { database, db, storage, direct, close } = await openBucketPlace();
      const files = withFreshRows(db, createBucketIncoming({ db, direct, storage, logger: silentLogger }));
      const upload = await anUpload(db, 9 * 1024 ** 2);
      const frozen = await files.open(upload, 0, await aHold(db, upload));
      await aHold(db, upload);
      frozen.push(Buffer.alloc(sent));
      const told = await frozen.end().catch((error: Error) => error.message);
      const counted = await files.durableLength(upload);
      await close();
      await database.close();
      expect([told, counted]).toEqual(['Another process owns this upload now', 0]);
    },
  );
});
