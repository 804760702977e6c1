import { createHash, randomBytes } from 'node:crypto';
import { buffer } from 'node:stream/consumers';
import type { Child } from '../../bin/services/child';
import { newId, newPublicId } from '../../src/platform/ids';
import { createTestDatabase, type TestDatabase } from '../support/database';
import { DirectClient } from '../support/direct-client';
import { aDataDir } from '../support/factories/uploads';
import { freePort } from '../support/ports';
import { type OpenedS3, openS3Storage } from '../support/s3/open-storage';
import { killOutright, startUploadProcess, type UploadProcessSettings } from '../support/start-upload-process';
import { TusClient } from '../support/tus-client';
import { waitFor } from '../support/wait-for';

/** SHOWRUNNER_KILLS=20 for the long form. */
const kills = Number(process.env.SHOWRUNNER_KILLS ?? 3);
const partBytes = 5 * 1024 ** 2;
const tuning = { leaseMs: 1_500, beatMs: 300, patienceMs: 1_000, partBytes };
const sha256 = (bytes: Buffer) => createHash('sha256').update(bytes).digest('hex');
const video = { id: newId(), publicId: newPublicId('vid') };

let database: TestDatabase;
let folder: Awaited<ReturnType<typeof aDataDir>>;
let s3: OpenedS3;
let settings: UploadProcessSettings;
let running: Child | null = null;

beforeEach(async () => {
  database = await createTestDatabase();
  folder = await aDataDir();
  s3 = await openS3Storage();
  const town = { channelId: newId(), ownerId: newId(), videos: [video] };
  const { accessKeyId, secretAccessKey } = s3.options;
  const bucket = { ...s3.options, accessKeyId: accessKeyId.reveal(), secretAccessKey: secretAccessKey.reveal() };
  const port = await freePort();
  settings = { databaseUrl: database.url, dataDir: folder.dataDir, port, town, tuning, bucket };
});
afterEach(async () => {
  await running?.stop();
  running = null;
  await s3.close();
  await folder.remove();
  await database.close();
});

async function startWeb(changes: Partial<UploadProcessSettings> = {}): Promise<Child> {
  const web = await startUploadProcess({ ...settings, ...changes });
  running = web;
  return web;
}

const url = () => `http://127.0.0.1:${settings.port}`;

async function completions(): Promise<{ sourceKey: string }[]> {
  const rows = await database.db.reader('bus.outbox').where({ topic: 'upload.completed' }).select('body');
  return rows.map(({ body }) => body);
}

async function expectFilmOnce(film: Buffer): Promise<void> {
  const [completed, ...more] = await completions();
  expect(more).toEqual([]);
  expect(sha256(await buffer(await s3.storage.read(completed?.sourceKey ?? 'missing')))).toBe(sha256(film));
}

/** Parts the bucket was sent since, in any state: 0 while one is on its way. */
const partsSince = (seen: number) =>
  s3.server.requests.slice(seen).filter(({ method, query }) => method === 'PUT' && /partNumber=/.test(query));

it(`a film sent through us into the bucket is exact after ${kills} kill -9 around its parts (TUS-016)`, async () => {
  let web = await startWeb();
  const client = new TusClient(url(), settings.town.ownerId);
  const film = randomBytes((kills + 2) * partBytes + 12_345);
  const path = await client.begin(video.publicId, film.length);
  let offset = 0;
  for (let kill = 1; kill <= kills; kill += 1) {
    const seen = s3.server.requests.length;
    const sending = client.openPatch(path, offset, film.length - offset);
    // Enough for one part and not for all; every other time the bucket has said yes and no row tells it yet.
    sending.write(film.subarray(offset, offset + partBytes + 300_000));
    const wanted = kill % 2 === 0 ? (status: number) => status === 200 : () => true;
    await waitFor('a part on its way', () => partsSince(seen).some(({ status }) => wanted(status)), { everyMs: 1 });
    await killOutright(web);
    sending.vanish();
    web = await startWeb();
    const head = await waitFor('the offset', async () => {
      const answer = await client.head(path);
      return answer.status === 200 ? answer : null;
    });
    const reached = Number(head.headers['upload-offset']);
    expect(reached).toBeGreaterThanOrEqual(offset);
    expect(reached).toBeLessThanOrEqual(offset + partBytes + 300_000);
    offset = reached;
  }
  await client.resume(path, film);
  await expectFilmOnce(film);
}, 300_000);

it('a process that died after the bucket had made the film of parts by tus is made good by the next HEAD, once', async () => {
  const web = await startWeb({ diesAfterMove: true });
  const client = new TusClient(url(), settings.town.ownerId);
  const film = randomBytes(partBytes + 1_000);
  const path = await client.begin(video.publicId, film.length);
  await client.patch(path, 0, film).catch(() => undefined);
  await web.exited;
  expect(await completions()).toEqual([]);
  await startWeb();
  const head = await client.head(path);
  expect([head.status, head.headers['upload-offset']]).toEqual([200, String(film.length)]);
  await expectFilmOnce(film);
}, 120_000);

it('a process that died after the bucket had made the film of parts sent straight there is made good by the sweep, once', async () => {
  const web = await startWeb({ diesAfterMove: true });
  const client = new DirectClient(url(), settings.town.ownerId);
  const film = randomBytes(partBytes + 1_000);
  const upload = await client.begun(video.publicId, film.length);
  await client.sendParts(upload, film, [2, 1]);
  await client.complete(upload.url).catch(() => undefined);
  await web.exited;
  expect(await completions()).toEqual([]);
  await startWeb({ sweepsEveryMs: 200 });
  await waitFor('the sweep', async () => (await completions()).length > 0);
  expect((await client.complete(upload.url)).body).toMatchObject({ completed: true });
  await expectFilmOnce(film);
}, 120_000);
