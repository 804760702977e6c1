import { randomBytes } from 'node:crypto';
import { closeSync, openSync, writeSync } from 'node:fs';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { mediaFailed } from '../../src/modules/media/events';
import { createLocalStorage, type Storage } from '../../src/platform/storage';
import { makeClip, silent } from '../support/clips';
import { createMediaHouse, type MediaHouse } from '../support/factories/media';
import { withoutPauses } from '../support/killed-tool';
import type { SeenRequest } from '../support/s3/faults';
import { openS3Storage } from '../support/s3/open-storage';
import { type SmallDisk, smallDisk } from '../support/small-disk';
import { waitFor } from '../support/wait-for';

const octets = 'application/octet-stream';
const mebibyte = 1024 ** 2;
const full = { kind: 'unavailable', code: 'storage_full', details: { status: 507 }, retryAfterSeconds: 60 };

describe('a disk that is full', () => {
  let folder: string;
  let disk: SmallDisk;
  let storage: Storage;

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'showrunner-full-'));
    disk = smallDisk(folder, 4);
    storage = createLocalStorage(folder);
  });
  afterEach(async () => {
    disk.remove();
    await rm(folder, { recursive: true, force: true });
  });

  /** More than the disk has; where none could be mounted, the error that a full one gives. */
  const tooMuch = () =>
    disk.isSmall
      ? Readable.from(Array.from({ length: 60 }, () => randomBytes(100_000)))
      : Readable.from(
          (async function* () {
            yield randomBytes(100_000);
            throw Object.assign(new Error('no space left on device'), { code: 'ENOSPC' });
          })(),
        );

  it('takes nothing that does not fit, keeps what is there, and goes on when there is room', async () => {
    const kept = randomBytes(mebibyte);
    await storage.put('a/kept', kept, octets);
    await expect(storage.put('a/stream', tooMuch(), octets)).rejects.toMatchObject(full);
    if (disk.isSmall) {
      await expect(storage.put('a/whole', randomBytes(6 * mebibyte), octets)).rejects.toMatchObject(full);
    }
    const keys: string[] = [];
    for await (const { key } of storage.list('')) keys.push(key);
    expect(keys).toEqual(['a/kept']);
    expect(await readdir(join(folder, '.incoming'))).toEqual([]);
    disk.makeRoom();
    expect(await storage.put('a/whole', randomBytes(6 * mebibyte), octets)).toEqual({ sizeBytes: 6 * mebibyte });
    expect(await storage.stat('a/kept')).toEqual({ sizeBytes: mebibyte });
  });
});

describe('a bucket that is full', () => {
  let opened: Awaited<ReturnType<typeof openS3Storage>>;
  let house: MediaHouse | null = null;

  beforeEach(async () => {
    opened = await openS3Storage({ prefix: '' });
  });
  afterEach(async () => {
    await house?.close();
    house = null;
    await opened.close();
  });

  it('says so', async () => {
    opened.server.faults.plant({ method: 'PUT', status: 507, code: 'InsufficientStorage' });
    await expect(opened.storage.put('a/b', Buffer.from('x'), octets)).rejects.toMatchObject(full);
  });

  it('makes a film wait, however often it is tried, and become ready when there is room', async () => {
    const made = await createMediaHouse(opened.storage);
    house = made;
    const video = await made.receive(await makeClip(silent(4)));
    opened.server.faults.plant({ method: 'PUT', status: 507, code: 'InsufficientStorage' });
    await made.startWorker();
    const refused = () => opened.server.requests.filter(({ status }) => status === 507).length;
    await withoutPauses(made, async () => {
      // More than the three tries after which a film that is itself to blame is given up.
      await waitFor('many tries', () => refused() > 5, { withinMs: 100_000 });
      expect(made.outbox.of(mediaFailed)).toEqual([]);
      opened.server.faults.clear();
      expect(await made.outcome(video, 100_000)).toMatchObject({ ready: true });
    });
  }, 240_000);
});

describe('DEP-012: a worker whose own disk is full', () => {
  let disk: SmallDisk | undefined;
  let opened: Awaited<ReturnType<typeof openS3Storage>>;
  let house: MediaHouse;

  beforeEach(async () => {
    const aroundCopies = (folder: string) => {
      disk = smallDisk(folder, 1);
    };
    opened = await openS3Storage({ prefix: '', aroundCopies });
    house = await createMediaHouse(opened.storage);
  });
  afterEach(async () => {
    await house.close();
    await opened.storage.close();
    disk?.remove();
    await opened.close();
  });

  it('puts its tasks back until there is room, and leaves no halves behind', async () => {
    const filler = join(opened.copiesDirectory, 'filler');
    // Where no disk could be mounted, the bucket says it for the disk.
    if (disk?.isSmall) fillUp(filler);
    else opened.server.faults.plant({ method: 'GET', keyContains: 'sources/', status: 507 });
    const video = await house.receive(await makeClip(silent(4)));
    await house.startWorker();
    const isTry = ({ method, key }: SeenRequest) => method === 'GET' && key.startsWith('sources/');
    const tries = () => opened.server.requests.filter(isTry).length;
    await withoutPauses(house, async () => {
      await waitFor('many tries', () => tries() > 5, { withinMs: 100_000 });
      expect(house.outbox.of(mediaFailed)).toEqual([]);
      const halves = await readdir(opened.copiesDirectory, { recursive: true, withFileTypes: true });
      expect(halves.filter((entry) => entry.isFile() && entry.name !== 'filler').length).toBeLessThanOrEqual(2);
      await rm(filler, { force: true });
      opened.server.faults.clear();
      expect(await house.outcome(video, 100_000)).toMatchObject({ ready: true });
    });
  }, 240_000);
});

/** Takes every byte that is left. */
function fillUp(path: string): void {
  const file = openSync(path, 'w');
  try {
    for (;;) writeSync(file, Buffer.alloc(4_096));
  } catch (error) {
    expect(error).toMatchObject({ code: 'ENOSPC' });
  } finally {
    closeSync(file);
  }
}
