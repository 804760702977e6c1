import { createHash, randomBytes } from 'node:crypto';
import { buffer } from 'node:stream/consumers';
import * as tus from 'tus-js-client';
import { uploadAbandoned, uploadCompleted, uploadStarted, uploadTerminated } from '../../src/modules/uploads/events';
import { encodeCursor } from '../../src/platform/db';
import { createTestClock, type TestClock } from '../support/clock';
import { createTestDatabase, type TestDatabase } from '../support/database';
import { aDataDir, bytesOnDisk, Neighbourhood, openUploadDesk, type UploadDesk } from '../support/factories/uploads';
import { TusClient } from '../support/tus-client';
import { waitFor } from '../support/wait-for';

let database: TestDatabase;
let folder: Awaited<ReturnType<typeof aDataDir>>;
let town: Neighbourhood;
let desk: UploadDesk;
let clock: TestClock;
let owner: TusClient;

const sha256 = (bytes: Buffer) => createHash('sha256').update(bytes).digest('hex');

/** Waits until that much has been written. */
const arrived = (path: string, bytes = 1) =>
  waitFor('the bytes on disk', () => bytesOnDisk(folder.dataDir, path) >= bytes);

beforeEach(async () => {
  database = await createTestDatabase();
  folder = await aDataDir();
  town = new Neighbourhood();
  clock = createTestClock();
  desk = await openUploadDesk({
    db: database.db,
    neighbourhood: town,
    dataDir: folder.dataDir,
    clock,
    config: { maxBytes: 1_000_000, channelQuotaBytes: 2_500_000 },
  });
  owner = new TusClient(desk.url, town.join('owner'));
});
afterEach(async () => {
  await desk.close();
  await folder.remove();
  await database.close();
});

async function storedUnder(key: string): Promise<Buffer> {
  return buffer(await desk.storage.read(key));
}

/** The open uploads as the dashboard's tray sees them. */
async function tray(client = owner) {
  const answer = await client.send({ method: 'GET', path: '/api/v1/channels/night-sky/uploads' });
  return JSON.parse(answer.text) as { items: { id: string; offset: number; filename: string; videoId: string }[] };
}

describe('a file sent whole', () => {
  it('lies in storage byte for byte, and the rooms hear of its start and its end', async () => {
    const video = town.draft();
    const film = randomBytes(700_000);
    const path = await owner.begin(video.publicId, film.length);
    const answer = await owner.patch(path, 0, film);
    expect(answer.status).toBe(204);
    expect(answer.headers['upload-offset']).toBe('700000');
    const [started] = desk.outbox.of(uploadStarted);
    const [completed] = desk.outbox.of(uploadCompleted);
    expect(started).toMatchObject({ videoId: video.id, channelId: town.channelId, sizeBytes: 700_000 });
    expect(completed).toMatchObject({ uploadId: started?.uploadId, filename: 'film.mp4' });
    expect(completed?.sourceKey).toBe(`media/${video.id}/source/${completed?.uploadId}/original`);
    expect(sha256(await storedUnder(completed?.sourceKey ?? ''))).toBe(sha256(film));
  });

  it('is what the room counts on in storage, and nothing else', async () => {
    const unfinished = await owner.begin(town.draft().publicId, 500);
    await owner.patch(unfinished, 0, randomBytes(100));
    const film = randomBytes(1_000);
    await owner.patch(await owner.begin(town.draft().publicId, film.length), 0, film);
    const counted: string[] = [];
    for await (const { key, sizeBytes, needed } of desk.uploads.referencedObjects()) {
      if (needed) counted.push(`${key} ${sizeBytes}`);
    }
    const listed: string[] = [];
    for await (const { key, sizeBytes } of desk.storage.list('')) listed.push(`${key} ${sizeBytes}`);
    expect(counted).toEqual(listed);
    expect(listed).toHaveLength(1);
  });

  it('is completed once, however often its last request is repeated (TUS-018)', async () => {
    const film = randomBytes(1_000);
    const path = await owner.begin(town.draft().publicId, film.length);
    await owner.patch(path, 0, film);
    const again = await owner.patch(path, film.length, Buffer.alloc(0));
    const head = await owner.head(path);
    expect([again.status, again.headers['upload-offset']]).toEqual([204, '1000']);
    expect([head.status, head.headers['upload-offset'], head.headers['upload-length']]).toEqual([200, '1000', '1000']);
    expect((await owner.patch(path, 0, film)).status).toBe(409);
    expect(desk.outbox.of(uploadCompleted)).toHaveLength(1);
  });
});

describe('a file sent in parts', () => {
  it('goes on where it stopped, after any number of requests', async () => {
    const film = randomBytes(900_001);
    const path = await owner.begin(town.draft().publicId, film.length);
    for (let offset = 0; offset < film.length; offset += 250_000) {
      const head = await owner.head(path);
      expect(head.headers['upload-offset']).toBe(String(offset));
      const answer = await owner.patch(path, offset, film.subarray(offset, offset + 250_000));
      expect(answer.status).toBe(204);
    }
    const [completed] = desk.outbox.of(uploadCompleted);
    expect(sha256(await storedUnder(completed?.sourceKey ?? ''))).toBe(sha256(film));
  });

  it('keeps what had arrived when the sender vanished', async () => {
    const film = randomBytes(600_000);
    const path = await owner.begin(town.draft().publicId, film.length);
    const sending = owner.openPatch(path, 0, film.length);
    sending.write(film.subarray(0, 300_000));
    await arrived(path, 300_000);
    sending.vanish();
    const head = await owner.head(path);
    expect([head.status, head.headers['upload-offset']]).toEqual([200, '300000']);
    await owner.resume(path, film);
    const [completed] = desk.outbox.of(uploadCompleted);
    expect(sha256(await storedUnder(completed?.sourceKey ?? ''))).toBe(sha256(film));
  });

  it('shows in the tray with its offset until it is whole', async () => {
    const video = town.draft();
    const film = randomBytes(500);
    const path = await owner.begin(video.publicId, film.length);
    await owner.patch(path, 0, film.subarray(0, 200));
    const { items } = await tray();
    expect(items).toMatchObject([{ offset: 200, filename: 'film.mp4', videoId: video.publicId, url: path }]);
    await owner.patch(path, 200, film.subarray(200));
    expect((await tray()).items).toEqual([]);
  });
});

describe('the list of unfinished uploads', () => {
  it('comes in pages, and refuses a cursor that names no place', async () => {
    for (const _ of [1, 2]) await owner.begin(town.draft().publicId, 100);
    const page = async (query: string) => {
      const answer = await owner.send({ method: 'GET', path: `/api/v1/channels/night-sky/uploads?${query}` });
      return { status: answer.status, ...(JSON.parse(answer.text) as { items?: unknown[]; nextCursor?: string }) };
    };
    const first = await page('limit=1');
    expect(first).toMatchObject({ status: 200, items: [{}], nextCursor: expect.any(String) });
    expect(await page(`limit=1&cursor=${first.nextCursor}`)).toMatchObject({ items: [{}], nextCursor: null });
    const nowhere = encodeCursor(['yesterday', 'x']);
    expect(await page(`cursor=${nowhere}`)).toMatchObject({ status: 422, code: 'invalid_cursor' });
  });
});

describe('the protocol', () => {
  it('says what it offers, to anybody', async () => {
    const answer = await new TusClient(desk.url, null).send({ method: 'OPTIONS', path: '/api/v1/uploads' });
    expect(answer.status).toBe(204);
    expect(answer.headers).toMatchObject({
      'tus-version': '1.0.0',
      'tus-extension': 'creation,expiration,termination',
      'tus-max-size': '1000000',
    });
  });

  it('names the upload by a relative address and says when it will be given up', async () => {
    const answer = await owner.create(town.draft().publicId, 10);
    expect(answer.status).toBe(201);
    expect(answer.headers.location).toMatch(/^\/api\/v1\/uploads\/upl_\w{22}$/);
    expect(answer.headers['upload-expires']).toBe('Fri, 08 May 2026 12:00:00 GMT');
    clock.advance({ days: 3 });
    const sent = await owner.patch(String(answer.headers.location), 0, randomBytes(4));
    expect(sent.headers['upload-expires']).toBe('Mon, 11 May 2026 12:00:00 GMT');
  });

  it('gives the metadata back', async () => {
    const video = town.draft();
    const head = await owner.head(await owner.begin(video.publicId, 10));
    const encoded = String(head.headers['upload-metadata']);
    expect(encoded).toContain(`videoId ${Buffer.from(video.publicId).toString('base64')}`);
    expect(head.headers['cache-control']).toBe('no-store');
  });
});

describe('tus-js-client', () => {
  it('sends a film in pieces, pauses, and goes on from another start', async () => {
    const film = randomBytes(900_000);
    const accountId = town.join('editor');
    const options = {
      endpoint: `${desk.url}/api/v1/uploads`,
      headers: { authorization: `Bearer ${accountId}` },
      metadata: { videoId: town.draft().publicId, filename: 'nacht.mp4' },
      chunkSize: 200_000,
      retryDelays: [10, 50, 200],
    };
    const address = await new Promise<string>((resolve, reject) => {
      const first = new tus.Upload(film, {
        ...options,
        onChunkComplete: (_size, accepted) => {
          if (accepted < 400_000) return;
          void first.abort();
          resolve(String(first.url));
        },
        onError: reject,
      });
      first.start();
    });
    await new Promise<void>((resolve, reject) => {
      new tus.Upload(film, { ...options, uploadUrl: address, onSuccess: () => resolve(), onError: reject }).start();
    });
    const [completed] = desk.outbox.of(uploadCompleted);
    expect(completed?.filename).toBe('nacht.mp4');
    expect(sha256(await storedUnder(completed?.sourceKey ?? ''))).toBe(sha256(film));
  });
});

describe('a process that is told to stop', () => {
  it('ends a running request with what has arrived, and the next process goes on at once', async () => {
    const film = randomBytes(400_000);
    const path = await owner.begin(town.draft().publicId, film.length);
    const sending = owner.openPatch(path, 0, film.length);
    sending.write(film.subarray(0, 150_000));
    await arrived(path, 150_000);
    await desk.close();
    const answer = await sending.answer;
    expect([answer.status, answer.headers['upload-offset']]).toEqual([204, '150000']);
    sending.vanish();
    desk = await openUploadDesk({ db: database.db, neighbourhood: town, dataDir: folder.dataDir, clock });
    const started = performance.now();
    const next = new TusClient(desk.url, [...town.roles.keys()][0] ?? '');
    expect((await next.head(path)).headers['upload-offset']).toBe('150000');
    expect(performance.now() - started).toBeLessThan(1_500);
    await next.resume(path, film);
  });
});

describe('one open upload a video', () => {
  it('a newer upload takes the place of an older one', async () => {
    const video = town.draft();
    const older = await owner.begin(video.publicId, 1_000);
    await owner.patch(older, 0, randomBytes(400));
    const newer = await owner.begin(video.publicId, 2_000);
    expect((await owner.head(older)).status).toBe(410);
    expect((await owner.patch(older, 400, randomBytes(600))).status).toBe(410);
    expect((await owner.head(newer)).status).toBe(200);
    expect(desk.outbox.of(uploadTerminated)).toMatchObject([{ reason: 'superseded', videoId: video.id }]);
    expect(desk.outbox.of(uploadCompleted)).toEqual([]);
  });

  it('interrupts the older one in the middle of its bytes', async () => {
    const video = town.draft();
    const older = await owner.begin(video.publicId, 100_000);
    const sending = owner.openPatch(older, 0, 100_000);
    sending.write(randomBytes(50_000));
    await arrived(older);
    await owner.begin(video.publicId, 2_000);
    expect((await sending.answer).status).toBe(410);
    sending.vanish();
  });

  it('replaced sources stop counting and go after a while', async () => {
    const video = town.draft();
    for (const size of [1_000, 2_000]) {
      await owner.patch(await owner.begin(video.publicId, size), 0, randomBytes(size));
    }
    const [first, second] = desk.outbox.of(uploadCompleted);
    await desk.uploads.dropDeadBytes();
    expect(await desk.storage.stat(first?.sourceKey ?? '')).not.toBeNull();
    clock.advance({ days: 8 });
    await desk.uploads.dropDeadBytes();
    expect(await desk.storage.stat(first?.sourceKey ?? '')).toBeNull();
    expect(await desk.storage.stat(second?.sourceKey ?? '')).not.toBeNull();
  });
});

describe('cancelling', () => {
  it('deletes what had arrived and cannot be undone', async () => {
    const path = await owner.begin(town.draft().publicId, 1_000);
    await owner.patch(path, 0, randomBytes(400));
    expect((await owner.remove(path)).status).toBe(204);
    expect((await owner.head(path)).status).toBe(410);
    expect((await owner.remove(path)).status).toBe(410);
    expect(desk.outbox.of(uploadTerminated)).toMatchObject([{ reason: 'cancelled' }]);
    expect((await tray()).items).toEqual([]);
  });

  it('stops a request that is sending', async () => {
    const path = await owner.begin(town.draft().publicId, 100_000);
    const sending = owner.openPatch(path, 0, 100_000);
    const trickle = setInterval(() => sending.write(randomBytes(100)), 20);
    await arrived(path);
    expect((await owner.remove(path)).status).toBe(204);
    clearInterval(trickle);
    sending.vanish();
    expect((await owner.head(path)).status).toBe(410);
  });

  it('is too late once the file is whole', async () => {
    const path = await owner.begin(town.draft().publicId, 10);
    await owner.patch(path, 0, randomBytes(10));
    expect((await owner.remove(path)).code).toBe('upload_completed');
  });
});

describe('what is left alone', () => {
  it('is given up a week after its last byte, and its bytes are deleted', async () => {
    const video = town.draft();
    const path = await owner.begin(video.publicId, 1_000);
    clock.advance({ days: 6 });
    await owner.patch(path, 0, randomBytes(400));
    clock.advance({ days: 6 });
    await desk.uploads.abandonExpired();
    expect((await owner.head(path)).headers['upload-offset']).toBe('400');
    clock.advance({ days: 2 });
    await desk.uploads.abandonExpired();
    await desk.uploads.dropDeadBytes();
    expect((await owner.head(path)).status).toBe(410);
    expect(desk.outbox.of(uploadAbandoned)).toMatchObject([{ videoId: video.id, channelId: town.channelId }]);
  });

  it('is not given up while somebody sends', async () => {
    const path = await owner.begin(town.draft().publicId, 1_000);
    const sending = owner.openPatch(path, 0, 1_000);
    sending.write(randomBytes(500));
    await arrived(path);
    clock.advance({ days: 8 });
    await desk.uploads.abandonExpired();
    sending.end(randomBytes(500));
    expect((await sending.answer).status).toBe(204);
    expect(desk.outbox.of(uploadAbandoned)).toEqual([]);
  });

  it('ends with its video, sources included', async () => {
    const [kept, gone] = [town.draft(), town.draft()];
    await owner.patch(await owner.begin(gone.publicId, 1_000), 0, randomBytes(1_000));
    const open = await owner.begin(gone.publicId, 500);
    const other = await owner.begin(kept.publicId, 500);
    await database.db.transaction((tx) => desk.uploads.dropVideo(tx, gone.id));
    await desk.uploads.dropDeadBytes();
    expect((await owner.head(open)).status).toBe(410);
    expect((await owner.head(other)).status).toBe(200);
    expect(await desk.storage.stat(desk.outbox.of(uploadCompleted)[0]?.sourceKey ?? '')).toBeNull();
  });
});

describe('room on the channel', () => {
  it('counts kept sources and open uploads, and refuses before any byte', async () => {
    await owner.patch(await owner.begin(town.draft().publicId, 900_000), 0, randomBytes(900_000));
    await owner.begin(town.draft().publicId, 900_000);
    const refused = await owner.create(town.draft().publicId, 900_000);
    expect([refused.status, refused.code]).toEqual([413, 'channel_quota_exceeded']);
    expect(desk.outbox.of(uploadStarted)).toHaveLength(2);
  });

  it('is free again when an upload is cancelled', async () => {
    const open = await Promise.all([1, 2].map(() => owner.begin(town.draft().publicId, 1_000_000)));
    expect((await owner.create(town.draft().publicId, 600_000)).status).toBe(413);
    await owner.remove(open[0] ?? '');
    expect((await owner.create(town.draft().publicId, 600_000)).status).toBe(201);
  });

  it('cannot be overshot by uploads that begin at the same instant', async () => {
    const answers = await Promise.all(Array.from({ length: 6 }, () => owner.create(town.draft().publicId, 800_000)));
    expect(answers.map(({ status }) => status).sort()).toEqual([201, 201, 201, 413, 413, 413]);
  });
});
