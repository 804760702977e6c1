import { createHash, randomBytes } from 'node:crypto';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  createLocalStorage,
  isWhole,
  type ObjectFinding,
  type ReferencedObject,
  type Storage,
  verifyObjects,
} from '../../src/platform/storage';
import { openS3Storage } from '../support/s3/open-storage';

const octets = 'application/octet-stream';
const sha256 = (bytes: Buffer) => createHash('sha256').update(bytes).digest('hex');
const inAnHour = () => new Date(Date.now() + 3_600_000);
let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'showrunner-verify-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

async function* each(references: readonly ReferencedObject[]): AsyncGenerator<ReferencedObject> {
  yield* references;
}

async function verify(storage: Storage, references: readonly ReferencedObject[], more = {}) {
  const findings: ObjectFinding[] = [];
  const scratchDir = join(folder, 'scratch');
  const sum = await verifyObjects({
    storage,
    references: [() => each(references.slice(0, 2)), () => each(references.slice(2))],
    scratchDir,
    compareChecksums: true,
    orphanBefore: inAnHour(),
    tell: (finding) => findings.push(finding),
    ...more,
  });
  expect(await readdir(scratchDir)).toEqual([]);
  return { sum, findings: findings.map(({ problem, key }) => `${problem} ${key}`).sort() };
}

async function stored(storage: Storage, key: string, more: Partial<ReferencedObject> = {}): Promise<ReferencedObject> {
  const bytes = randomBytes(1_000);
  await storage.put(key, bytes, octets);
  return { key, sizeBytes: bytes.length, sha256: sha256(bytes), needed: true, ...more };
}

const places: [string, () => Promise<{ storage: Storage; close(): Promise<void> }>][] = [
  ['local disk', async () => ({ storage: createLocalStorage(join(folder, 'media')), close: async () => undefined })],
  ['S3', () => openS3Storage({ pageSize: 3 })],
];

describe.each(places)('what is verified on %s', (_where, open) => {
  let storage: Storage;
  let close: () => Promise<void>;
  beforeEach(async () => {
    ({ storage, close } = await open());
  });
  afterEach(() => close());

  it('is whole when everything is there, with nothing left over', async () => {
    const references: ReferencedObject[] = [];
    for (let at = 0; at < 12; at++) references.push(await stored(storage, `a/${at}`));
    references.push({ key: 'a/on-its-way', sizeBytes: 5, sha256: null, needed: false });
    const { sum, findings } = await verify(storage, references);
    expect(findings).toEqual([]);
    expect(sum).toMatchObject({ referenced: 13, listed: 12, checksumsCompared: 12 });
    expect(isWhole(sum)).toBe(true);
  });

  it('tells what is missing, damaged, cut or left over, and nothing else', async () => {
    const [good, gone, damaged, cut, leaving] = [
      await stored(storage, 'a/good'),
      await stored(storage, 'a/gone'),
      await stored(storage, 'a/damaged'),
      await stored(storage, 'a/cut'),
      await stored(storage, 'a/leaving', { needed: false }),
    ];
    await storage.delete('a/gone');
    await storage.put('a/damaged', randomBytes(1_000), octets);
    await storage.put('a/cut', randomBytes(999), octets);
    await storage.put('b/left', randomBytes(77), octets);
    const references = [good, gone, damaged, cut, leaving];
    const { sum, findings } = await verify(storage, references);
    expect(findings).toEqual(['missing a/gone', 'orphan b/left', 'wrong_checksum a/damaged', 'wrong_size a/cut']);
    expect(sum).toMatchObject({ missing: 1, wrongSize: 1, wrongChecksum: 1, orphans: 1, orphanBytes: 77 });
    expect(isWhole(sum)).toBe(false);
    const quick = await verify(storage, references, { compareChecksums: false });
    expect(quick.findings).toEqual(['missing a/gone', 'orphan b/left', 'wrong_size a/cut']);
  });

  it('calls nothing an orphan that may only just have been written, and nothing missing that came meanwhile', async () => {
    await storage.put('a/young', randomBytes(10), octets);
    const late = await stored(storage, 'a/late');
    const unlisted = { ...storage, list: () => each([]) as never };
    const young = { orphanBefore: new Date(Date.now() - 3_600_000) };
    const { sum, findings } = await verify(storage, [late], young);
    expect(findings).toEqual([]);
    expect(sum).toMatchObject({ listed: 2, referenced: 1, orphans: 0, tooYoungToTell: 1 });
    expect((await verify(unlisted, [late], young)).findings).toEqual([]);
  });

  it('calls nothing missing that nobody counts on by the end', async () => {
    const [kept, retiring, purged] = [
      await stored(storage, 'a/kept'),
      await stored(storage, 'a/retiring'),
      await stored(storage, 'a/purged'),
    ];
    for (const { key } of [kept, retiring, purged]) await storage.delete(key);
    const inTurn = [
      [kept, retiring, purged],
      [kept, { ...retiring, needed: false }],
    ];
    const { sum, findings } = await verify(storage, [], { references: [() => each(inTurn.shift() ?? [])] });
    expect(findings).toEqual(['missing a/kept']);
    expect(sum).toMatchObject({ referenced: 3, missing: 1 });
  });

  it('goes on when an object goes while its bytes are read', async () => {
    const references = [await stored(storage, 'a/going'), await stored(storage, 'a/staying')];
    const read: Storage['read'] = async (key, range) => {
      if (key === 'a/going') await storage.delete(key);
      return storage.read(key, range);
    };
    const { sum, findings } = await verify({ ...storage, read }, references);
    expect(findings).toEqual(['missing a/going']);
    expect(sum).toMatchObject({ missing: 1, checksumsCompared: 1, wrongChecksum: 0 });
  });
});

it('tens of thousands of objects are compared, one partition at a time', async () => {
  const count = 60_000;
  const storage = createLocalStorage(join(folder, 'media'));
  const many: Storage = {
    ...storage,
    list: async function* () {
      for (let at = 0; at < count; at++) yield { key: `media/${at}/x`, sizeBytes: 1, writtenAt: new Date(0) };
    },
  };
  const references = async function* (): AsyncGenerator<ReferencedObject> {
    for (let at = 1; at < count; at++) yield { key: `media/${at}/x`, sizeBytes: 1, sha256: null, needed: true };
  };
  const orphans: string[] = [];
  const sum = await verifyObjects({
    storage: many,
    references: [references],
    scratchDir: folder,
    compareChecksums: true,
    orphanBefore: inAnHour(),
    tell: ({ key }) => orphans.push(key),
  });
  expect(orphans).toEqual(['media/0/x']);
  expect(sum).toMatchObject({ listed: count, referenced: count - 1, orphans: 1 });
}, 60_000);
