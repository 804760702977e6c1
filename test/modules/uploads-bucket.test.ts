import { createHash, randomBytes } from 'node:crypto';
import { readdir } from 'node:fs/promises';
import { buffer } from 'node:stream/consumers';
import { uploadCompleted } from '../../src/modules/uploads/events';
import type { Storage } from '../../src/platform/storage';
import { createTestDatabase, type TestDatabase } from '../support/database';
import { aDataDir, Neighbourhood, openUploadDesk, type UploadDesk } from '../support/factories/uploads';
import { type OpenedS3, openS3Storage } from '../support/s3/open-storage';
import { TusClient } from '../support/tus-client';
import { waitFor } from '../support/wait-for';

const mebibyte = 1024 ** 2;
const film = randomBytes(11 * mebibyte + 123);
const tuning = { leaseMs: 2_000, beatMs: 300, patienceMs: 700 };

let database: TestDatabase;
let folder: Awaited<ReturnType<typeof aDataDir>>;
let s3: OpenedS3;
let town: Neighbourhood;
let ownerId: string;
let desk: UploadDesk;
let owner: TusClient;

const sha256 = (bytes: Buffer) => createHash('sha256').update(bytes).digest('hex');

beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(() => database.close());
beforeEach(async () => {
  folder = await aDataDir();
  s3 = await openS3Storage();
  town = new Neighbourhood();
  ownerId = town.join('owner');
  desk = await openDesk();
  owner = new TusClient(desk.url, ownerId);
});
afterEach(async () => {
  await desk.close();
  await s3.close();
  await folder.remove();
});

const openDesk = (storage: Storage = s3.storage) =>
  openUploadDesk({ db: database.db, neighbourhood: town, dataDir: folder.dataDir, storage, tuning });

async function expectFilm(...desks: UploadDesk[]): Promise<void> {
  const completed = [desk, ...desks].flatMap(({ outbox }) => outbox.of(uploadCompleted));
  expect(completed).toHaveLength(1);
  expect(sha256(await buffer(await s3.storage.read(completed[0]?.sourceKey ?? '')))).toBe(sha256(film));
}

async function keysInBucket(): Promise<string[]> {
  const keys: string[] = [];
  for await (const { key } of s3.storage.list('media/')) keys.push(key);
  return keys;
}

async function begunInBucket() {
  const begun = [];
  for await (const upload of s3.storage.direct?.unfinished('') ?? []) begun.push(upload);
  return begun;
}

const offsetOf = async (client: TusClient, path: string) => Number((await client.head(path)).headers['upload-offset']);

describe('tus with a bucket behind it', () => {
  it('puts the film into the bucket and not one byte on this machine', async () => {
    const path = await owner.begin(town.draft().publicId, film.length);
    const answer = await owner.patch(path, 0, film);
    expect([answer.status, answer.headers['upload-offset']]).toEqual([204, String(film.length)]);
    await expectFilm();
    expect(await keysInBucket()).toHaveLength(1);
    expect(await begunInBucket()).toEqual([]);
    expect(await readdir(folder.dataDir)).toEqual([]);
  });

  it('takes each request in another web process, at exactly the byte where the last one ended', async () => {
    const other = await openDesk();
    const clients = [owner, new TusClient(other.url, ownerId)] as const;
    const path = await owner.begin(town.draft().publicId, film.length);
    const pieces = [1, 700_000, 5 * mebibyte, 300, 4 * mebibyte, film.length];
    for (const [turn, piece] of pieces.entries()) {
      const client = clients[turn % 2] ?? owner;
      const at = await offsetOf(client, path);
      const end = Math.min(at + piece, film.length);
      expect((await client.patch(path, at, film.subarray(at, end))).headers['upload-offset']).toBe(String(end));
    }
    await expectFilm(other);
    expect(await keysInBucket()).toHaveLength(1);
    await other.close();
  });

  it('keeps every byte that came before its sender vanished', async () => {
    const path = await owner.begin(town.draft().publicId, film.length);
    const sending = owner.openPatch(path, 0, film.length);
    const sent = 6 * mebibyte;
    sending.write(film.subarray(0, sent));
    await waitFor('the first part in the bucket', () =>
      s3.server.requests.some(({ query }) => /partNumber=1/.test(query)),
    );
    await sending.vanish();
    const offset = await waitFor('the offset', async () => (await offsetOf(owner, path)) || null);
    expect(offset).toBeGreaterThanOrEqual(5 * mebibyte);
    expect(offset).toBeLessThanOrEqual(sent);
    await owner.resume(path, film);
    await expectFilm();
  });

  it('ends a running request with all that came when the process is told to stop', async () => {
    const path = await owner.begin(town.draft().publicId, film.length);
    const sending = owner.openPatch(path, 0, film.length);
    sending.write(film.subarray(0, 6 * mebibyte));
    await waitFor('the first part in the bucket', () =>
      s3.server.requests.some(({ query }) => /partNumber=1/.test(query)),
    );
    await desk.close();
    const answer = await sending.answer;
    sending.vanish();
    desk = await openDesk();
    owner = new TusClient(desk.url, ownerId);
    expect([answer.status, await offsetOf(owner, path)]).toEqual([204, Number(answer.headers['upload-offset'])]);
    await owner.resume(path, film);
    await expectFilm();
  });

  it('goes on after an outage of the bucket, which it tells with a sentence', async () => {
    const path = await owner.begin(town.draft().publicId, film.length);
    await owner.patch(path, 0, film.subarray(0, 6 * mebibyte));
    s3.server.faults.plant({ method: 'PUT', status: 500 });
    const refused = await owner.patch(path, 6 * mebibyte, film.subarray(6 * mebibyte));
    expect([refused.status, refused.code]).toEqual([503, 'storage_unavailable']);
    expect(await offsetOf(owner, path)).toBe(6 * mebibyte);
    s3.server.faults.clear();
    await owner.resume(path, film);
    await expectFilm();
  });

  it('goes through a bucket that fails every tenth time', async () => {
    s3.server.faults.plant({ share: 0.1, status: 500 });
    const path = await owner.begin(town.draft().publicId, film.length);
    await owner.resume(path, film);
    s3.server.faults.clear();
    await expectFilm();
  });

  it('sends again from the part that a process from before put over a newer one', async () => {
    const path = await owner.begin(town.draft().publicId, film.length);
    await owner.patch(path, 0, film.subarray(0, film.length - 1));
    const [begun] = await begunInBucket();
    const stale = { number: 2, body: Buffer.alloc(5 * mebibyte), sizeBytes: 5 * mebibyte };
    if (begun) await s3.storage.direct?.putPart(begun, stale);
    const last = await owner.patch(path, film.length - 1, film.subarray(film.length - 1));
    expect([last.status, last.code]).toEqual([503, 'upload_interrupted']);
    expect(await offsetOf(owner, path)).toBe(5 * mebibyte);
    await owner.resume(path, film);
    await expectFilm();
  });

  it('begins again when the bucket has lost everything', async () => {
    const path = await owner.begin(town.draft().publicId, film.length);
    await owner.patch(path, 0, film.subarray(0, film.length - 1));
    for (const begun of await begunInBucket()) await s3.storage.direct?.abort(begun);
    await owner.patch(path, film.length - 1, film.subarray(film.length - 1));
    expect(await offsetOf(owner, path)).toBe(0);
    await owner.resume(path, film);
    await expectFilm();
  });

  it('leaves nothing in the bucket when cancelled', async () => {
    const path = await owner.begin(town.draft().publicId, film.length);
    await owner.patch(path, 0, film.subarray(0, 6 * mebibyte));
    expect([(await begunInBucket()).length, (await keysInBucket()).length]).toEqual([1, 1]);
    expect((await owner.remove(path)).status).toBe(204);
    expect([await begunInBucket(), await keysInBucket()]).toEqual([[], []]);
    const rows = await database.db.reader('uploads.parts').join('uploads.uploads', 'id', 'upload_id');
    expect(rows.filter(({ channel_id: channel }) => channel === town.channelId)).toEqual([]);
  });
});
