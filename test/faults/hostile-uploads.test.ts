import { createHash, randomBytes } from 'node:crypto';
import { readdirSync } from 'node:fs';
import { connect } from 'node:net';
import { buffer } from 'node:stream/consumers';
import { setTimeout as pause } from 'node:timers/promises';
import { uploadCompleted } from '../../src/modules/uploads/events';
import { presentableFilename } from '../../src/modules/uploads/tus-request';
import { createTestDatabase, type TestDatabase } from '../support/database';
import { aDataDir, bytesOnDisk, Neighbourhood, openUploadDesk, type UploadDesk } from '../support/factories/uploads';
import { base64, TusClient } from '../support/tus-client';
import { waitFor } from '../support/wait-for';

let database: TestDatabase;
let folder: Awaited<ReturnType<typeof aDataDir>>;
let town: Neighbourhood;
let desk: UploadDesk;
let owner: TusClient;

const sha256 = (bytes: Buffer) => createHash('sha256').update(bytes).digest('hex');

/** Waits until that much has been written. */
const arrived = (path: string, bytes = 1) =>
  waitFor('the bytes on disk', () => bytesOnDisk(folder.dataDir, path) >= bytes);
const tuning = { leaseMs: 2_000, beatMs: 300, patienceMs: 700, slotsPerAccount: 3, idleMs: 1_500, roleCheckMs: 200 };

beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(() => database.close());

beforeEach(async () => {
  folder = await aDataDir();
  town = new Neighbourhood();
  desk = await openUploadDesk({
    db: database.db,
    neighbourhood: town,
    dataDir: folder.dataDir,
    config: { maxBytes: 1_000_000 },
    tuning,
  });
  owner = new TusClient(desk.url, town.join('owner'));
});
afterEach(async () => {
  await desk.close();
  await folder.remove();
});

async function countUploads(): Promise<number> {
  const rows = await database.db.reader('uploads.uploads').where({ channel_id: town.channelId });
  return rows.length;
}

async function hashOfSource(): Promise<string> {
  const [completed] = desk.outbox.of(uploadCompleted);
  return sha256(await buffer(await desk.storage.read(completed?.sourceKey ?? '')));
}

describe('what a file claims to be', () => {
  it.each(['-1', '1e309', '1e+21', '0x10', '9007199254740993', 'abc', '', '1.5', ' 7', '٣'])(
    'a length of %j makes no upload (TUS-001)',
    async (length) => {
      const encoded = Buffer.from(length).toString('latin1');
      const answer = await owner.create(town.draft().publicId, encoded);
      // Node trims white space around header values before anybody sees them.
      if (length.trim() === '7') return expect(answer.status).toBe(201);
      expect([400, 413]).toContain(answer.status);
      expect(await countUploads()).toBe(0);
      return undefined;
    },
  );

  it('a length above the limit is refused before any byte (TUS-002)', async () => {
    const answer = await owner.create(town.draft().publicId, 1_000_001);
    expect([answer.status, answer.code]).toEqual([413, 'upload_too_large']);
    expect(await countUploads()).toBe(0);
  });

  it('an empty file is refused at once, a tiny one is taken (UPL-022)', async () => {
    const empty = await owner.create(town.draft().publicId, 0);
    expect([empty.status, empty.code]).toEqual([422, 'upload_empty']);
    for (const bytes of [Buffer.alloc(1), Buffer.from('\0\0\0\x0cftypisom')]) {
      const path = await owner.begin(town.draft().publicId, bytes.length);
      expect((await owner.patch(path, 0, bytes)).status).toBe(204);
    }
  });

  it('its content is not judged here: an archive named .mp4 arrives as it is (UPL-038)', async () => {
    const zip = Buffer.concat([Buffer.from('PK\x03\x04'), randomBytes(500)]);
    const path = await owner.begin(town.draft().publicId, zip.length);
    await owner.patch(path, 0, zip);
    expect(await hashOfSource()).toBe(sha256(zip));
  });

  it.each(['-i.mp4', '-f lavfi', '@x', 'file:..', 'pipe:0', '%d.png', 'a;id', '$(id)', '<img src=x onerror=alert(1)>'])(
    'a file named %j keeps its name for people and never gives it to the disk (UPL-027)',
    async (filename) => {
      const path = await nameAndSend(filename);
      const [completed] = desk.outbox.of(uploadCompleted);
      expect(completed?.filename).toBe(filename);
      expect(completed?.sourceKey).toMatch(/^media\/[0-9a-f-]{36}\/source\/[0-9a-f-]{36}\/original$/);
      expect(path).toMatch(/upl_\w{22}$/);
    },
  );

  it.each([
    ['../../etc/passwd', 'passwd'],
    ['C:\\films\\night.mp4', 'night.mp4'],
    ['a\r\nSet-Cookie: x=1', 'aSet-Cookie: x=1'],
    ['a\0b.mp4', 'ab.mp4'],
    ['gpj.\u202e4pm', 'gpj.4pm'],
    ['\ud800.mp4', '\ufffd.mp4'],
    ['   ', 'untitled'],
    ['🎬'.repeat(300), '🎬'.repeat(255)],
  ])('a file named %j is shown as %j', (given, shown) => {
    expect(presentableFilename(given)).toBe(shown);
  });

  async function nameAndSend(filename: string): Promise<string> {
    const video = town.draft();
    const answer = await owner.create(video.publicId, 3, {
      'upload-metadata': `videoId ${base64(video.publicId)},filename ${base64(filename)}`,
    });
    const path = String(answer.headers.location);
    await owner.patch(path, 0, Buffer.from('abc'));
    return path;
  }
});

describe('bytes that do not fit', () => {
  it.each([
    ['with its length declared', (bytes: Buffer) => ({ declared: bytes.length })],
    ['chunked', () => ({ declared: null })],
  ])('more than was announced, %s, is refused and not kept (TUS-003)', async (_, how) => {
    const film = randomBytes(1_000);
    const path = await owner.begin(town.draft().publicId, film.length);
    await owner.patch(path, 0, film.subarray(0, 600));
    const tooMuch = randomBytes(500);
    const sending = owner.openPatch(path, 600, how(tooMuch).declared);
    sending.end(tooMuch);
    const answer = await sending.answer;
    expect([answer.status, answer.code]).toEqual([413, 'upload_longer_than_declared']);
    expect((await owner.head(path)).headers['upload-offset']).toBe('600');
    await owner.patch(path, 600, film.subarray(600));
    expect((await owner.patch(path, 1_000, randomBytes(5))).status).toBe(413);
    expect(await hashOfSource()).toBe(sha256(film));
  });

  it.each([0, 99, 101, 200, 999_999_999])(
    'at offset %d instead of 100: 409, nothing changes (TUS-004)',
    async (offset) => {
      const film = randomBytes(200);
      const path = await owner.begin(town.draft().publicId, film.length);
      await owner.patch(path, 0, film.subarray(0, 100));
      const answer = await owner.patch(path, offset, randomBytes(1));
      expect([answer.status, answer.code]).toEqual(offset >= 0 ? [409, 'upload_offset_conflict'] : []);
      await owner.patch(path, 100, film.subarray(100));
      expect(await hashOfSource()).toBe(sha256(film));
    },
  );

  it.each(['-1', '1e2', '0x64', '', 'abc', '1e+21'])('an offset of %j is no number (TUS-004)', async (offset) => {
    const path = await owner.begin(town.draft().publicId, 200);
    const answer = await owner.patch(path, 0, randomBytes(1), { 'upload-offset': offset });
    expect(answer.status).toBe(400);
  });
});

describe('two at once', () => {
  it('of two that send the same bytes one is taken (TUS-005)', async () => {
    const other = await anotherProcess();
    for (let round = 0; round < 5; round++) {
      desk.outbox.clear();
      other.desk.outbox.clear();
      const film = randomBytes(400_000);
      const path = await owner.begin(town.draft().publicId, film.length);
      const answers = await Promise.all([owner.patch(path, 0, film), other.owner.patch(path, 0, film)]);
      const statuses = answers.map(({ status }) => status).sort();
      expect(statuses[0]).toBe(204);
      expect([409, 423]).toContain(statuses[1]);
      const completed = [...desk.outbox.of(uploadCompleted), ...other.desk.outbox.of(uploadCompleted)];
      expect(completed).toHaveLength(1);
      expect(sha256(await buffer(await desk.storage.read(completed[0]?.sourceKey ?? '')))).toBe(sha256(film));
    }
    await other.desk.close();
  });

  it('one that still receives keeps the upload; the second is told to wait', async () => {
    const other = await anotherProcess();
    const path = await owner.begin(town.draft().publicId, 100_000);
    const sending = owner.openPatch(path, 0, 100_000);
    const trickle = setInterval(() => sending.write(randomBytes(200)), 50);
    await arrived(path);
    const second = await other.owner.head(path);
    expect([second.status, second.headers['retry-after']]).toEqual([423, '1']);
    clearInterval(trickle);
    sending.vanish();
    await other.desk.close();
  });

  it.each(['same', 'another'])('one that is silent makes way for the next, in the %s process', async (where) => {
    const other = await anotherProcess();
    const film = randomBytes(100_000);
    const path = await owner.begin(town.draft().publicId, film.length);
    const silent = owner.openPatch(path, 0, film.length);
    silent.write(film.subarray(0, 40_000));
    await arrived(path, 40_000);
    const next = where === 'same' ? owner : other.owner;
    await next.resume(path, film);
    const answer = await silent.answer;
    expect([answer.status, answer.headers['upload-offset']]).toEqual([204, '40000']);
    silent.vanish();
    const [completed] = [...desk.outbox.of(uploadCompleted), ...other.desk.outbox.of(uploadCompleted)];
    expect(sha256(await buffer(await desk.storage.read(completed?.sourceKey ?? '')))).toBe(sha256(film));
    await other.desk.close();
  });

  async function anotherProcess() {
    const [account = ''] = [...town.roles.keys()];
    const second = await openUploadDesk({ db: database.db, neighbourhood: town, dataDir: folder.dataDir, tuning });
    return { desk: second, owner: new TusClient(second.url, account) };
  }
});

describe('addresses', () => {
  it.each([
    '..%2f..%2fx',
    '%2e%2e%2f',
    '%5C..%5C',
    '%00',
    'upl_%00',
    '%E0%A4%A',
    `upl_${'a'.repeat(4096)}`,
    'upl_aaaaaaaaaaaaaaaaaaaaaa',
    '__proto__',
  ])('an upload called %s is not found (TUS-007)', async (id) => {
    for (const method of ['HEAD', 'PATCH', 'DELETE']) {
      const answer = await owner.send({
        method,
        path: `/api/v1/uploads/${id}`,
        headers: { 'upload-offset': '0', 'content-type': 'application/offset+octet-stream' },
      });
      expect([404, 400]).toContain(answer.status);
    }
    expect(readdirSync(folder.dataDir)).toEqual([]);
  });

  it('the host a request names does not bend the address of the upload (TUS-011)', async () => {
    const answer = await owner.create(town.draft().publicId, 10, {
      host: 'evil.example',
      'x-forwarded-host': 'evil.example',
      forwarded: 'host=evil.example;proto=https',
    });
    expect(answer.headers.location).toMatch(/^\/api\/v1\/uploads\//);
  });
});

describe('what is not offered', () => {
  it.each(['final;../../../etc/passwd', 'final;/api/v1/uploads/upl_a', 'partial'])(
    'concatenation %s is refused (TUS-008)',
    async (concat) => {
      const answer = await owner.create(town.draft().publicId, 10, { 'upload-concat': concat });
      expect(answer.status).toBe(400);
      expect(await countUploads()).toBe(0);
    },
  );

  it('a method override is not heard (TUS-012)', async () => {
    const path = await owner.begin(town.draft().publicId, 10);
    const answer = await owner.send({ method: 'POST', path, headers: { 'x-http-method-override': 'DELETE' } });
    expect(answer.status).toBe(404);
    const patched = await owner.patch(path, 0, randomBytes(4), { 'x-http-method-override': 'DELETE' });
    expect(patched.status).toBe(204);
    expect((await owner.head(path)).headers['upload-offset']).toBe('4');
  });

  it('a checksum is refused rather than ignored, and changes nothing (TUS-013)', async () => {
    const path = await owner.begin(town.draft().publicId, 10);
    const answer = await owner.patch(path, 0, randomBytes(4), { 'upload-checksum': `sha256 ${base64('wrong')}` });
    expect(answer.status).toBe(400);
    expect((await owner.head(path)).headers['upload-offset']).toBe('0');
  });

  it.each(['0.2.2', ''])('protocol version %j is answered with ours (TUS-014)', async (version) => {
    const created = await owner.create(town.draft().publicId, 10, { 'tus-resumable': version });
    const path = await owner.begin(town.draft().publicId, 10);
    const patched = await owner.patch(path, 0, randomBytes(4), { 'tus-resumable': version });
    for (const answer of [created, patched]) {
      expect([answer.status, answer.headers['tus-version']]).toEqual([412, '1.0.0']);
    }
  });

  it('a length to be told later is refused', async () => {
    const answer = await owner.create(town.draft().publicId, '', { 'upload-defer-length': '1' });
    expect(answer.status).toBe(400);
    expect(await countUploads()).toBe(0);
  });

  it.each(['videoId', 'videoId !!!', '__proto__ YQ==', 'videoId dmlkXzE=,videoId dmlkXzI=', 'é YQ=='])(
    'metadata %j is refused',
    async (metadata) => {
      const encoded = Buffer.from(metadata).toString('latin1');
      const answer = await owner.create(town.draft().publicId, 10, { 'upload-metadata': encoded });
      expect([400, 404]).toContain(answer.status);
      expect(await countUploads()).toBe(0);
    },
  );
});

describe('slow senders', () => {
  it('take no more than the slots of their account, and others do not notice (TUS-015)', async () => {
    const paths = await Promise.all(Array.from({ length: 4 }, () => owner.begin(town.draft().publicId, 1_000)));
    const slow = paths.slice(0, 3).map((path) => owner.openPatch(path, 0, 1_000));
    for (const sending of slow) sending.write(Buffer.alloc(1));
    await Promise.all(paths.slice(0, 3).map((path) => arrived(path)));
    const refused = await owner.patch(paths[3] ?? '', 0, randomBytes(1_000));
    expect([refused.status, refused.code]).toEqual([429, 'too_many_uploads_at_once']);
    const friend = new TusClient(desk.url, town.join('editor'));
    expect((await friend.patch(paths[3] ?? '', 0, randomBytes(1_000))).status).toBe(204);
    for (const sending of slow) sending.vanish();
  });

  it('are cut off when next to nothing comes, and can go on later (TUS-015)', async () => {
    const path = await owner.begin(town.draft().publicId, 1_000);
    const slow = owner.openPatch(path, 0, 1_000);
    const trickle = setInterval(() => slow.write(Buffer.alloc(1)), 100);
    const started = Date.now();
    await slow.answer.catch(() => null);
    clearInterval(trickle);
    expect(Date.now() - started).toBeLessThan(4_000);
    const head = await owner.head(path);
    const offset = Number(head.headers['upload-offset']);
    expect(offset).toBeGreaterThan(0);
    expect((await owner.patch(path, offset, randomBytes(1_000 - offset))).status).toBe(204);
  });

  it('that are refused do not send on for ever', async () => {
    const stranger = new TusClient(desk.url, null);
    const path = await owner.begin(town.draft().publicId, 500_000);
    const sending = owner.openPatch(path, 100, 400_000);
    const closed = new Promise((resolve) => {
      const trickle = setInterval(() => sending.write(Buffer.alloc(10)), 20);
      sending.answer
        .then(() => pause(3_000))
        .then(() => clearInterval(trickle))
        .then(resolve, resolve);
    });
    expect((await sending.answer).status).toBe(409);
    await closed;
    expect((await stranger.head(path)).status).toBe(401);
    sending.vanish();
  });
});

describe('who may', () => {
  const everyMethod = (client: TusClient, path: string) =>
    Promise.all([client.head(path), client.patch(path, 0, randomBytes(4)), client.remove(path)]);

  it('strangers find nothing, the anonymous are asked to sign in, helpers without the role may not', async () => {
    const video = town.draft();
    const path = await owner.begin(video.publicId, 10);
    const stranger = new TusClient(desk.url, '01900000-0000-7000-8000-000000000001');
    const nobody = new TusClient(desk.url, null);
    const analyst = new TusClient(desk.url, town.join('analyst'));
    for (const [client, status] of [
      [stranger, 404],
      [nobody, 401],
      [analyst, 403],
    ] as const) {
      const answers = await everyMethod(client, path);
      expect(answers.map((answer) => answer.status)).toEqual([status, status, status]);
      expect((await client.create(video.publicId, 10)).status).toBe(status);
    }
    expect((await owner.head(path)).headers['upload-offset']).toBe('0');
    expect(await countUploads()).toBe(1);
  });

  it('somebody who left the team cannot go on with an old upload, not even in the middle of it (AUTHZ-009)', async () => {
    const editorId = town.join('editor');
    const editor = new TusClient(desk.url, editorId);
    const path = await editor.begin(town.draft().publicId, 1_000_000);
    const sending = editor.openPatch(path, 0, 1_000_000);
    const trickle = setInterval(() => sending.write(randomBytes(2_000)), 20);
    await arrived(path);
    town.roles.delete(editorId);
    expect((await sending.answer).status).toBe(404);
    clearInterval(trickle);
    sending.vanish();
    expect((await everyMethod(editor, path)).map(({ status }) => status)).toEqual([404, 404, 404]);
  });

  it('a film for a video in the trash is refused', async () => {
    const answer = await owner.create(town.draft({ trashedAt: new Date() }).publicId, 10);
    expect([answer.status, answer.code]).toEqual([409, 'video_in_trash']);
  });

  it('a smuggled second request inside the metadata is one bad header (tus-protocol 161)', async () => {
    const video = town.draft();
    const raw = [
      'POST /api/v1/uploads HTTP/1.1',
      'Host: x',
      `Authorization: Bearer ${[...town.roles.keys()][0]}`,
      'Tus-Resumable: 1.0.0',
      'Upload-Length: 10',
      `Upload-Metadata: videoId ${base64(video.publicId)},filename ${base64('a')}\0\x01b`,
      'Connection: close',
      '',
      '',
    ].join('\r\n');
    const answer = await new Promise<string>((resolve, reject) => {
      const socket = connect(desk.port, '127.0.0.1', () => socket.end(raw));
      let text = '';
      socket.on('data', (part) => {
        text += part.toString();
      });
      socket.on('close', () => resolve(text));
      socket.on('error', reject);
    });
    expect(answer).toMatch(/^HTTP\/1.1 400/);
    expect(await countUploads()).toBe(0);
  });
});
