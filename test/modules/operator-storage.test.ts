import { execFile } from 'node:child_process';
import { createHash, randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { loadConfig } from '../../src/platform/config';
import { silentLogger } from '../../src/platform/observability';
import { type Composition, compose } from '../../src/processes/compose';
import { diagnose } from '../../src/processes/doctor';
import { verdictOf, verifyStorage } from '../../src/processes/verify-storage';
import { createTestDatabase, type TestDatabase } from '../support/database';
import { type S3Server, startS3Server } from '../support/s3/server';

const root = join(__dirname, '..', '..');
const folder = 'chn_0000000000000000000001/avatar-0000000000000000000001';
const key = `channels/${folder}/96.webp`;
const bytes = Buffer.from('a picture');

let test: TestDatabase;
let server: S3Server;
let dataDir: string;
let settings: NodeJS.ProcessEnv;
let composition: Composition;

function open(more: NodeJS.ProcessEnv = {}): Composition {
  return compose(loadConfig('worker', { ...settings, ...more }), silentLogger);
}

beforeEach(async () => {
  test = await createTestDatabase();
  server = await startS3Server();
  dataDir = await mkdtemp(join(tmpdir(), 'showrunner-operator-'));
  const { endpoint, bucket, account } = server;
  settings = {
    PATH: process.env.PATH,
    NODE_ENV: 'test',
    DATABASE_URL: test.url,
    SHOWRUNNER_DATA_DIR: dataDir,
    PUBLIC_URL: 'https://films.example',
    S3_ENDPOINT: endpoint,
    S3_BUCKET: bucket,
    S3_REGION: account.region,
    S3_ACCESS_KEY_ID: account.accessKeyId,
    S3_SECRET_ACCESS_KEY: account.secretAccessKey,
  };
  composition = open();
  const sha256 = createHash('sha256').update(bytes).digest('hex');
  await test.db.transaction((tx) =>
    tx('channels.picture_folders').insert({
      folder,
      channel_id: randomUUID(),
      files: JSON.stringify([{ name: '96.webp', bytes: bytes.length, sha256 }]),
    }),
  );
});
afterEach(async () => {
  await composition.closers.closeAll();
  await server.close();
  await test.close();
  await rm(dataDir, { recursive: true, force: true });
});

/** What the doctor says of checks with this word in their name. */
async function told(by: Composition, word: string) {
  const findings = await diagnose(by);
  return findings.filter(({ check }) => check.includes(word)).map(({ well, says }) => [well, says]);
}

it('the doctor tries the bucket out, lets our pages in once, and leaves nothing behind', async () => {
  expect(await told(composition, 'stored')).toEqual([[true, `the bucket ${server.bucket}`]]);
  expect(server.store.corsXml).toContain('https://films.example');
  expect(await told(composition, 'browsers')).toEqual([[true, 'https://films.example']]);
  expect(await told(composition, 'storage')).toEqual([[true, 'ok']]);
  expect(server.store.keysBelow('')).toEqual([]);
});

it('the doctor says when it had to let our pages in', async () => {
  expect(await told(composition, 'browsers')).toEqual([
    [true, 'the bucket let no pages of https://films.example in; a CORS rule was added'],
  ]);
});

it('the doctor lets players of every site in where films come straight from the bucket, and nowhere else', async () => {
  expect(await told(composition, 'players')).toEqual([]);
  expect(server.store.corsXml).not.toContain('<AllowedOrigin>*<');
  const direct = open({ MEDIA_DELIVERY: 'direct' });
  expect(await told(direct, 'players')).toEqual([
    [true, 'the bucket let no players of other sites in; a CORS rule was added'],
  ]);
  expect(await told(direct, 'players')).toEqual([[true, 'any site']]);
  expect(await told(direct, 'browsers')).toEqual([[true, 'https://films.example']]);
  expect(server.store.corsXml).toContain('<AllowedOrigin>*<');
  await direct.closers.closeAll();
});

it('the doctor says in the words of the service why a bucket cannot be used, and no secret', async () => {
  const wrong = open({ S3_SECRET_ACCESS_KEY: 'a-wrong-secret-nobody-may-see' });
  const findings = await diagnose(wrong);
  const ill = findings.filter(({ well, says }) => !well && says.includes('SignatureDoesNotMatch'));
  expect(ill.map(({ check }) => check)).toEqual([
    'media can be stored, read and deleted',
    'browsers may upload to the bucket',
  ]);
  expect(JSON.stringify(findings)).not.toContain('nobody-may-see');
  await wrong.closers.closeAll();
  const elsewhere = open({ S3_BUCKET: 'another-bucket' });
  expect(await told(elsewhere, 'stored')).toEqual([[false, expect.stringContaining('NoSuchBucket')]]);
  await elsewhere.closers.closeAll();
});

it('on local disk the doctor tries the disk out, and asks for no browsers', async () => {
  const local = open({ S3_BUCKET: '', S3_ENDPOINT: '' });
  expect(await told(local, 'stored')).toEqual([[true, 'local disk']]);
  expect(await told(local, 'browsers')).toEqual([]);
  await local.closers.closeAll();
});

it('bin/showrunner storage verify ends with 1 while something is missing', async () => {
  const script = join(root, 'src/processes/operator-cli.ts');
  const args = ['--import', 'tsx', script, 'storage', 'verify'];
  const running = promisify(execFile)(process.execPath, args, { cwd: root, env: settings });
  const { code, stdout } = await running.then(
    () => Promise.reject(new Error('It ended with 0')),
    (error: { code: number; stdout: string }) => error,
  );
  expect([code, stdout.split('\n')[0]]).toEqual([1, `${key} is missing (0 bytes)`]);
  expect(JSON.parse(stdout.slice(stdout.indexOf('{')))).toMatchObject({ referenced: 1, missing: 1 });
}, 60_000);

it('what every room counts on is verified, checksums where they are known', async () => {
  const lines: string[] = [];
  const verify = (checksums = true) => verifyStorage(composition, checksums, (line) => lines.push(line));
  const { storage } = composition.platform;
  await storage.put(key, bytes, 'image/webp');
  const whole = await verify();
  expect(whole).toMatchObject({ referenced: 1, listed: 1, checksumsCompared: 1 });
  expect([verdictOf(whole), lines]).toEqual([0, []]);
  await storage.put(key, Buffer.from('A picture'), 'image/webp');
  expect(verdictOf(await verify(false))).toBe(0);
  expect(verdictOf(await verify())).toBe(1);
  expect(lines).toEqual([`${key} has other bytes than were written (9 bytes)`]);
});
