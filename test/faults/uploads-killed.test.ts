import { spawnSync } from 'node:child_process';
import { createHash, randomBytes } from 'node:crypto';
import { statSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import type { Child } from '../../bin/services/child';
import { newId, newPublicId } from '../../src/platform/ids';
import { createTestDatabase, type TestDatabase } from '../support/database';
import { aDataDir } from '../support/factories/uploads';
import { freePort } from '../support/ports';
import { killOutright, startUploadProcess, type UploadProcessSettings } from '../support/start-upload-process';
import { TusClient } from '../support/tus-client';
import { waitFor } from '../support/wait-for';

/** SHOWRUNNER_KILLS=20 for the long form. */
const kills = Number(process.env.SHOWRUNNER_KILLS ?? 5);
const tuning = { leaseMs: 1_500, beatMs: 300, patienceMs: 1_000 };
const sha256 = (bytes: Buffer) => createHash('sha256').update(bytes).digest('hex');

let database: TestDatabase;
let folder: Awaited<ReturnType<typeof aDataDir>>;
let settings: UploadProcessSettings;
let running: Child;
let companion: Child | null = null;
let client: TusClient;
const video = { id: newId(), publicId: newPublicId('vid') };

beforeEach(async () => {
  database = await createTestDatabase();
  folder = await aDataDir();
  const town = { channelId: newId(), ownerId: newId(), videos: [video] };
  settings = { databaseUrl: database.url, dataDir: folder.dataDir, port: await freePort(), town, tuning };
  running = await startUploadProcess(settings);
  client = new TusClient(`http://127.0.0.1:${settings.port}`, town.ownerId);
});
afterEach(async () => {
  await running.stop();
  await companion?.stop();
  companion = null;
  await folder.remove();
  await database.close();
});

async function completions(): Promise<{ sourceKey: string }[]> {
  const rows = await database.db.reader('bus.outbox').where({ topic: 'upload.completed' }).select('body');
  return rows.map(({ body }) => body);
}

async function storedFilm(): Promise<Buffer> {
  const [completed] = await completions();
  return readFile(join(folder.dataDir, 'media', completed?.sourceKey ?? 'missing'));
}

const lengthOf = (file: string) => statSync(file, { throwIfNoEntry: false })?.size ?? 0;

/** Sends from `offset` on and kills the process, with more bytes on their way, once its file has `killAt`. */
async function sendUntilKilled(path: string, film: Buffer, offset: number, killAt: number): Promise<number> {
  const sending = client.openPatch(path, offset, film.length - offset);
  let sent = offset;
  while (lengthOf(fileOf(path)) < killAt) {
    const piece = film.subarray(sent, Math.min(sent + 100_000, film.length - 100_000));
    sending.write(piece);
    sent += piece.length;
    await pause(2);
  }
  await killOutright(running);
  await sending.answer.catch(() => undefined);
  return sent;
}

const fileOf = (path: string) => join(folder.dataDir, 'uploads', `${path.split('/').at(-1)}.part`);

it(`after ${kills} kill -9 in the middle of its bytes a film is exact, byte for byte (TUS-016)`, async () => {
  const film = randomBytes(12_000_000);
  const path = await client.begin(video.publicId, film.length);
  const file = fileOf(path);
  let offset = 0;
  for (let kill = 1; kill <= kills; kill++) {
    const sent = await sendUntilKilled(path, film, offset, Math.floor((film.length * kill) / (kills + 1)));
    const durable = lengthOf(file);
    running = await startUploadProcess(settings);
    const head = await client.head(path);
    offset = Number(head.headers['upload-offset']);
    expect([head.status, offset]).toEqual([200, durable]);
    expect(offset).toBeLessThanOrEqual(sent);
    expect(sha256(await readFile(file))).toBe(sha256(film.subarray(0, offset)));
  }
  await client.resume(path, film);
  expect(sha256(await storedFilm())).toBe(sha256(film));
  expect(await completions()).toHaveLength(1);
}, 300_000);

it.each(['the next HEAD', 'the sweep'])(
  'a process that died between move and commit is made good by %s, once',
  async (healer) => {
    await running.stop();
    running = await startUploadProcess({ ...settings, diesAfterMove: true });
    const film = randomBytes(300_000);
    const path = await client.begin(video.publicId, film.length);
    await client.patch(path, 0, film).catch(() => undefined);
    await running.exited;
    expect(await completions()).toEqual([]);
    running = await startUploadProcess({ ...settings, sweepsEveryMs: healer === 'the sweep' ? 200 : undefined });
    if (healer === 'the sweep') await waitFor('the sweep', async () => (await completions()).length > 0);
    const head = await client.head(path);
    expect([head.status, head.headers['upload-offset']]).toEqual([200, String(film.length)]);
    expect(sha256(await storedFilm())).toBe(sha256(film));
    expect(await completions()).toHaveLength(1);
  },
  60_000,
);

it('a process that froze and wakes after another has taken over writes nothing more', async () => {
  const film = randomBytes(2_000_000);
  const path = await client.begin(video.publicId, film.length);
  const frozen = client.openPatch(path, 0, film.length);
  frozen.write(film.subarray(0, 500_000));
  await waitFor('the first bytes', () => lengthOf(fileOf(path)) === 500_000);
  process.kill(running.pid, 'SIGSTOP');
  frozen.write(Buffer.alloc(500_000)); // waits in the socket, and is not what the film has there
  const port = await freePort();
  companion = await startUploadProcess({ ...settings, port });
  await new TusClient(`http://127.0.0.1:${port}`, settings.town.ownerId).resume(path, film);
  process.kill(running.pid, 'SIGCONT');
  expect((await frozen.answer).status).toBe(503);
  frozen.vanish();
  expect(sha256(await storedFilm())).toBe(sha256(film));
  expect(await completions()).toHaveLength(1);
}, 60_000);

it('a disk that is full stops the upload with a sentence, keeps what fits, and it goes on later (TUS-022)', async () => {
  await running.stop();
  const disk = aDiskOf4Mb(folder.dataDir);
  running = await startUploadProcess({ ...settings, ...disk.limits });
  const film = randomBytes(6_000_000);
  const path = await client.begin(video.publicId, film.length);
  const refused = await client.patch(path, 0, film);
  expect([refused.status, refused.code]).toEqual([507, 'storage_full']);
  const head = await client.head(path);
  expect([head.status, head.headers['upload-offset']]).toEqual([200, String(lengthOf(fileOf(path)))]);
  expect(lengthOf(fileOf(path))).toBe(4 * 1024 * 1024);
  expect(running.hasExited()).toBe(false);
  await running.stop();
  disk.makeRoom();
  running = await startUploadProcess(settings);
  await client.resume(path, film);
  expect(sha256(await storedFilm())).toBe(sha256(film));
  await running.stop();
  disk.remove();
}, 60_000);

/** A file system of that size where one may be mounted, else a process whose files may not grow beyond it. */
function aDiskOf4Mb(directory: string) {
  const mount = (...args: string[]) => spawnSync('mount', [...args, directory]).status === 0;
  if (mount('-t', 'tmpfs', '-o', 'size=4m', 'tmpfs')) {
    return {
      limits: {},
      makeRoom: () => void mount('-o', 'remount,size=64m'),
      remove: () => void spawnSync('umount', [directory]),
    };
  }
  return { limits: { fileLimitKb: 4_096 }, makeRoom: () => undefined, remove: () => undefined };
}
