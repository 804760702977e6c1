import { createHash, randomBytes } from 'node:crypto';
import { buffer } from 'node:stream/consumers';
import { setTimeout as pause } from 'node:timers/promises';
import { uploadAbandoned, uploadCompleted, uploadStarted, uploadTerminated } from '../../src/modules/uploads/events';
import type { Storage } from '../../src/platform/storage';
import { createTestClock, type TestClock } from '../support/clock';
import { createTestDatabase, type TestDatabase } from '../support/database';
import { DirectClient, put } from '../support/direct-client';
import { aDataDir, Neighbourhood, openUploadDesk, type UploadDesk } from '../support/factories/uploads';
import { type OpenedS3, openS3Storage } from '../support/s3/open-storage';
import { TusClient } from '../support/tus-client';

const mebibyte = 1024 ** 2;
const partBytes = 5 * mebibyte;
const film = randomBytes(2 * partBytes + 1_000);

let database: TestDatabase;
let folder: Awaited<ReturnType<typeof aDataDir>>;
let s3: OpenedS3;
let town: Neighbourhood;
let clock: TestClock;
let desk: UploadDesk;
let ownerId: string;
let owner: DirectClient;

const sha256 = (bytes: Buffer) => createHash('sha256').update(bytes).digest('hex');

beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(() => database.close());
beforeEach(async () => {
  folder = await aDataDir();
  s3 = await openS3Storage();
  town = new Neighbourhood();
  clock = createTestClock(new Date());
  ownerId = town.join('owner');
  desk = await openDesk();
  owner = new DirectClient(desk.url, ownerId);
});
afterEach(async () => {
  await desk.close();
  await s3.close();
  await folder.remove();
});

function openDesk(storage: Storage = s3.storage, partAddressMs?: number): Promise<UploadDesk> {
  return openUploadDesk({
    db: database.db,
    neighbourhood: town,
    dataDir: folder.dataDir,
    clock,
    storage,
    config: { maxBytes: 100_000_000, channelQuotaBytes: 250_000_000 },
    tuning: { partBytes, leaseMs: 2_000, beatMs: 300, patienceMs: 700, ...(partAddressMs ? { partAddressMs } : {}) },
  });
}

async function unfinishedInBucket(): Promise<number> {
  let count = 0;
  for await (const _ of s3.storage.direct?.unfinished('') ?? []) count += 1;
  return count;
}

async function expectFilm(): Promise<void> {
  const completed = desk.outbox.of(uploadCompleted);
  expect(completed).toHaveLength(1);
  expect(sha256(await buffer(await s3.storage.read(completed[0]?.sourceKey ?? '')))).toBe(sha256(film));
}

describe('a film whose parts go straight to the bucket', () => {
  it('is announced, takes its parts in any order, and is the source of its video once completed', async () => {
    const video = town.draft();
    const upload = await owner.begun(video.publicId, film.length);
    expect(upload).toMatchObject({ partSizeBytes: partBytes, partCount: 3, receivedParts: [], completed: false });
    expect(upload.url).toMatch(new RegExp(`^/api/v1/videos/${video.publicId}/multipart/upl_\\w{22}$`));
    await owner.sendParts(upload, film, [3, 1, 2]);
    const { status, body } = await owner.complete(upload.url);
    expect([status, body]).toMatchObject([200, { completed: true, receivedBytes: film.length }]);
    const [started] = desk.outbox.of(uploadStarted);
    const [completed] = desk.outbox.of(uploadCompleted);
    expect(completed).toMatchObject({
      ...started,
      sourceKey: `media/${video.id}/source/${started?.uploadId}/original`,
    });
    await expectFilm();
    expect(await unfinishedInBucket()).toBe(0);
  });

  it('says which parts have arrived, so that a reload sends only the others', async () => {
    const upload = await owner.begun(town.draft().publicId, film.length);
    await owner.sendParts(upload, film, [2]);
    const { body } = await owner.inspect(upload.url);
    expect(body).toMatchObject({ receivedParts: [2], receivedBytes: partBytes, completed: false });
    const tray = await owner.call<{ items: unknown[]; multipart: boolean }>(
      'GET',
      '/api/v1/channels/night-sky/uploads',
    );
    expect(tray.body).toMatchObject({
      multipart: true,
      items: [{ protocol: 'multipart', offset: partBytes, url: upload.url }],
    });
    await owner.sendParts(upload, film, [1, 3]);
    await owner.complete(upload.url);
    await expectFilm();
  });

  it('is not completed while a part is missing, and says which (TUS-018)', async () => {
    const upload = await owner.begun(town.draft().publicId, film.length);
    const early = await owner.complete(upload.url);
    expect([early.status, early.code]).toEqual([409, 'upload_parts_missing']);
    await owner.sendParts(upload, film, [1, 3]);
    const refused = await owner.complete(upload.url);
    expect(refused.body).toMatchObject({ code: 'upload_parts_missing', missingParts: [2], missingCount: 1 });
    expect(desk.outbox.of(uploadCompleted)).toEqual([]);
    await owner.sendParts(upload, film, [2]);
    await owner.complete(upload.url);
    await expectFilm();
  });

  it('is completed once, however often and from wherever it is asked for (TUS-018)', async () => {
    const upload = await owner.begun(town.draft().publicId, film.length);
    const other = await openDesk();
    const otherTab = new DirectClient(other.url, ownerId);
    await Promise.all([owner.sendParts(upload, film, [1, 2]), otherTab.sendParts(upload, film, [2, 3])]);
    const answers = await Promise.all([owner, otherTab, owner, otherTab].map((tab) => tab.complete(upload.url)));
    for (const { status, body } of answers) expect([status, body.completed]).toEqual([200, true]);
    expect((await owner.complete(upload.url)).body).toEqual(answers[0]?.body);
    const completed = [...desk.outbox.of(uploadCompleted), ...other.outbox.of(uploadCompleted)];
    expect(completed).toHaveLength(1);
    expect(sha256(await buffer(await s3.storage.read(completed[0]?.sourceKey ?? '')))).toBe(sha256(film));
    await other.close();
  });

  it('takes exactly as many bytes of a part as were announced (TUS-003)', async () => {
    const upload = await owner.begun(town.draft().publicId, film.length);
    for (const bytes of [
      film.subarray(0, partBytes - 1),
      Buffer.concat([film.subarray(0, partBytes), Buffer.alloc(1)]),
    ]) {
      const { body } = await owner.sign(upload.url, 1);
      expect(await put(body.url, bytes)).toBe(403);
    }
    expect((await owner.inspect(upload.url)).body.receivedParts).toEqual([]);
    await owner.sendParts(upload, film);
    await owner.complete(upload.url);
    await expectFilm();
  });

  it('does not count a part of another size that got into the bucket all the same', async () => {
    const upload = await owner.begun(town.draft().publicId, film.length);
    await owner.sendParts(upload, film);
    const { direct } = s3.storage;
    for await (const begun of direct?.unfinished('') ?? []) {
      await direct?.putPart(begun, { number: 3, body: Buffer.alloc(1_001), sizeBytes: 1_001 });
      await direct?.putPart(begun, { number: 4, body: Buffer.alloc(9), sizeBytes: 9 });
    }
    expect((await owner.complete(upload.url)).body).toMatchObject({ missingParts: [3] });
    await owner.sendParts(upload, film, [3]);
    await owner.complete(upload.url);
    await expectFilm();
  });

  it('gets a new address for a part whose address ran out', async () => {
    await desk.close();
    desk = await openDesk(s3.storage, 1_000);
    owner = new DirectClient(desk.url, ownerId);
    const upload = await owner.begun(town.draft().publicId, film.length);
    const { body } = await owner.sign(upload.url, 1);
    let refused = 0;
    for (let tries = 0; refused !== 403 && tries < 100; tries += 1) {
      await pause(200);
      refused = await put(body.url, film.subarray(0, partBytes));
    }
    expect(refused).toBe(403);
    await owner.sendParts(upload, film);
    expect((await owner.complete(upload.url)).status).toBe(200);
  });

  it.each(['0', '4', '99999', '1e0', 'x', '-1'])(
    'has no part %s, and asking for it does not keep it alive',
    async (number) => {
      const upload = await owner.begun(town.draft().publicId, film.length);
      clock.advance({ days: 1 });
      expect([404, 422]).toContain((await owner.sign(upload.url, number)).status);
      expect((await owner.inspect(upload.url)).body.expiresAt).toBe(upload.expiresAt);
    },
  );

  it('is sent again from the start when the bucket has lost what it had', async () => {
    const upload = await owner.begun(town.draft().publicId, film.length);
    await owner.sendParts(upload, film, [1, 2]);
    const { direct } = s3.storage;
    for await (const begun of direct?.unfinished('') ?? []) await direct?.abort(begun);
    expect((await owner.inspect(upload.url)).body.receivedParts).toEqual([]);
    await owner.sendParts(upload, film);
    await owner.complete(upload.url);
    await expectFilm();
  });

  it('goes on through errors of the bucket', async () => {
    s3.server.faults.plant({ share: 0.2, status: 500 });
    const upload = await owner.begun(town.draft().publicId, film.length);
    for (let number = 1; number <= 3; number += 1) {
      for (let status = 0; status !== 200; ) status = await owner.sendPart(upload, number, film).catch(() => 0);
    }
    for (let status = 0; status !== 200; ) ({ status } = await owner.complete(upload.url));
    s3.server.faults.clear();
    await expectFilm();
  });
});

describe('the rules of every upload', () => {
  it('one open upload a video: a newer one takes its place, whichever way either goes', async () => {
    const video = town.draft();
    const tus = new TusClient(desk.url, ownerId);
    const first = await owner.begun(video.publicId, film.length);
    await owner.sendParts(first, film, [1]);
    const second = await tus.begin(video.publicId, 1_000);
    expect((await owner.sign(first.url, 2)).status).toBe(410);
    expect((await owner.complete(first.url)).status).toBe(410);
    await owner.begun(video.publicId, film.length);
    expect((await tus.head(second)).status).toBe(410);
    await desk.uploads.dropDeadBytes();
    expect(await unfinishedInBucket()).toBe(0);
    expect(desk.outbox.of(uploadTerminated)).toMatchObject([{ reason: 'superseded' }, { reason: 'superseded' }]);
  });

  it('size and quota are asked before any byte, and an empty file is refused (TUS-002)', async () => {
    const draft = town.draft().publicId;
    expect((await owner.begin(draft, 100_000_001)).code).toBe('upload_too_large');
    for (const _ of [1, 2]) await owner.begun(town.draft().publicId, 99_000_000);
    expect((await owner.begin(draft, 99_000_000)).code).toBe('channel_quota_exceeded');
    for (const size of [0, -1, 1.5, 2 ** 60]) expect([413, 422]).toContain((await owner.begin(draft, size)).status);
    expect(s3.server.requests).toEqual([]);
  });

  it('what was cancelled leaves nothing in the bucket and takes no more parts', async () => {
    const upload = await owner.begun(town.draft().publicId, film.length);
    const { body } = await owner.sign(upload.url, 2);
    await owner.sendParts(upload, film, [1]);
    expect((await owner.remove(upload.url)).status).toBe(204);
    expect(await put(body.url, film.subarray(partBytes, 2 * partBytes))).toBe(404);
    expect((await owner.remove(upload.url)).status).toBe(410);
    expect((await owner.inspect(upload.url)).status).toBe(410);
    expect(await unfinishedInBucket()).toBe(0);
    expect(desk.outbox.of(uploadTerminated)).toMatchObject([{ reason: 'cancelled' }]);
  });

  it('of completing and cancelling at once one happens, and the bucket holds what it should', async () => {
    for (let round = 0; round < 4; round += 1) {
      desk.outbox.clear();
      const upload = await owner.begun(town.draft().publicId, film.length);
      await owner.sendParts(upload, film);
      const [made, cancelled] = await Promise.all([owner.complete(upload.url), owner.remove(upload.url)]);
      const [completed] = desk.outbox.of(uploadCompleted);
      const ended = desk.outbox.of(uploadTerminated);
      await desk.uploads.dropDeadBytes();
      if (made.status === 200) {
        expect([cancelled.code, ended]).toEqual(['upload_completed', []]);
        expect(await s3.storage.stat(completed?.sourceKey ?? '')).toEqual({ sizeBytes: film.length });
      } else {
        expect([made.status, cancelled.status, completed, ended.length]).toEqual([410, 204, undefined, 1]);
      }
      expect(await unfinishedInBucket()).toBe(0);
    }
  });

  it('what nobody goes on with is given up, and aborted at the bucket; a new part keeps it alive', async () => {
    const video = town.draft();
    const upload = await owner.begun(video.publicId, film.length);
    clock.advance({ days: 6 });
    await owner.sign(upload.url, 1);
    clock.advance({ days: 6 });
    await desk.uploads.abandonExpired();
    expect((await owner.inspect(upload.url)).status).toBe(200);
    clock.advance({ days: 2 });
    await desk.uploads.abandonExpired();
    await desk.uploads.dropDeadBytes();
    expect((await owner.inspect(upload.url)).status).toBe(410);
    expect(desk.outbox.of(uploadAbandoned)).toContainEqual(expect.objectContaining({ videoId: video.id }));
    expect(await unfinishedInBucket()).toBe(0);
  });

  it('somebody who left the team gets no further address, and completes nothing (AUTHZ-009)', async () => {
    const editorId = town.join('editor');
    const editor = new DirectClient(desk.url, editorId);
    const upload = await editor.begun(town.draft().publicId, film.length);
    await editor.sendParts(upload, film);
    town.roles.delete(editorId);
    const answers = [
      editor.sign(upload.url, 2),
      editor.inspect(upload.url),
      editor.complete(upload.url),
      editor.remove(upload.url),
    ];
    expect((await Promise.all(answers)).map(({ status }) => status)).toEqual([404, 404, 404, 404]);
    expect(desk.outbox.of(uploadCompleted)).toEqual([]);
    expect((await owner.complete(upload.url)).status).toBe(200);
  });

  it('an upload is found only below its own video, and by its own protocol', async () => {
    const [video, other] = [town.draft(), town.draft()];
    const upload = await owner.begun(video.publicId, film.length);
    const tus = new TusClient(desk.url, ownerId);
    const elsewhere = upload.url.replace(video.publicId, other.publicId);
    const byTus = await tus.begin(other.publicId, 10);
    const asDirect = `/api/v1/videos/${other.publicId}/multipart/${byTus.split('/').at(-1)}`;
    for (const url of [elsewhere, asDirect]) expect((await owner.inspect(url)).status).toBe(404);
    const answer = await tus.patch(`/api/v1/uploads/${upload.uploadId}`, 0, Buffer.alloc(1));
    expect([answer.status, answer.code]).toEqual([409, 'upload_is_direct']);
  });
});

describe('where storage is local disk', () => {
  it('a direct upload is refused with the way to go, and the list offers none', async () => {
    const local = await openUploadDesk({ db: database.db, neighbourhood: town, dataDir: folder.dataDir });
    const client = new DirectClient(local.url, ownerId);
    const refused = await client.begin(town.draft().publicId, 1_000);
    expect([refused.status, refused.code]).toEqual([409, 'direct_uploads_unavailable']);
    const { body } = await client.call('GET', '/api/v1/channels/night-sky/uploads');
    expect(body).toMatchObject({ multipart: false });
    await local.close();
  });
});
