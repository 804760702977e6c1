import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import type { Storage } from '../../../src/platform/storage';

const octets = 'application/octet-stream';

/** What every storage promises; each adapter runs it on an empty place of its own. */
export function storageContract(open: () => Promise<{ storage: Storage; close(): Promise<void> }>): void {
  let storage: Storage;
  let close: () => Promise<void>;
  let folder: string;

  beforeEach(async () => {
    ({ storage, close } = await open());
    folder = await mkdtemp(join(tmpdir(), 'showrunner-storage-'));
  });
  afterEach(async () => {
    await close();
    await rm(folder, { recursive: true, force: true });
  });

  const contentOf = async (key: string) => buffer(await storage.read(key));
  const keysBelow = async (prefix: string) => {
    const keys: string[] = [];
    for await (const { key } of storage.list(prefix)) keys.push(key);
    return keys.sort();
  };
  const aFile = async (bytes: Buffer) => {
    const path = join(folder, randomBytes(6).toString('hex'));
    await writeFile(path, bytes);
    return path;
  };

  it.each([0, 1, 300_000])('gives back the %d bytes it was given, from memory or a stream', async (size) => {
    const bytes = randomBytes(size);
    expect(await storage.put('a/whole', bytes, octets)).toEqual({ sizeBytes: size });
    expect(await storage.put('a/stream', Readable.from([bytes]), octets)).toEqual({ sizeBytes: size });
    expect((await contentOf('a/whole')).equals(bytes)).toBe(true);
    expect((await contentOf('a/stream')).equals(bytes)).toBe(true);
    expect(await storage.stat('a/stream')).toEqual({ sizeBytes: size });
  });

  it('reads a range with both ends', async () => {
    await storage.put('a/b', Buffer.from('0123456789'), octets);
    expect((await buffer(await storage.read('a/b', { start: 2, end: 4 }))).toString()).toBe('234');
    expect((await buffer(await storage.read('a/b', { start: 9, end: 9 }))).toString()).toBe('9');
  });

  it('stores and reads what is longer than one request holds, a range across its seams included', async () => {
    const bytes = randomBytes(17 * 1024 * 1024 + 3);
    const slices = Array.from({ length: 40 }, (_, at) => bytes.subarray(at * 500_000, (at + 1) * 500_000));
    expect(await storage.put('a/stream', Readable.from(slices), octets)).toEqual({ sizeBytes: bytes.length });
    expect(await storage.putFile('a/file', await aFile(bytes), octets)).toEqual({ sizeBytes: bytes.length });
    for (const key of ['a/stream', 'a/file']) {
      expect((await contentOf(key)).equals(bytes)).toBe(true);
      const [start, end] = [8 * 1024 * 1024 - 5, 16 * 1024 * 1024 + 5];
      const part = await buffer(await storage.read(key, { start, end }));
      expect(part.equals(bytes.subarray(start, end + 1))).toBe(true);
    }
  });

  it('a reader that leaves early, or never begins, costs nothing', async () => {
    await storage.put('a/b', randomBytes(3_000_000), octets);
    for (let round = 0; round < 5; round++) {
      (await storage.read('a/b')).destroy();
      const stream = await storage.read('a/b');
      await once(stream, 'readable');
      stream.destroy();
    }
    expect((await contentOf('a/b')).length).toBe(3_000_000);
  });

  it('says so when there is no such object', async () => {
    expect(await storage.stat('a/none')).toBeNull();
    await expect(storage.read('a/none')).rejects.toMatchObject({ kind: 'not_found', code: 'object_missing' });
    await expect(storage.withLocalFile('a/none', async () => 1)).rejects.toMatchObject({ code: 'object_missing' });
  });

  it('keeps nothing of a body that broke off', async () => {
    const broken = Readable.from(
      (async function* () {
        yield randomBytes(100_000);
        throw new Error('the sender vanished');
      })(),
    );
    await expect(storage.put('a/broken', broken, octets)).rejects.toThrow('vanished');
    expect(await storage.stat('a/broken')).toBeNull();
    expect(await keysBelow('')).toEqual([]);
  });

  it('tells that there is no room in words a person understands', async () => {
    const full = Object.assign(new Error('write'), { code: 'ENOSPC' });
    const body = new Readable({ read: () => void body.destroy(full) });
    await expect(storage.put('a/full', body, octets)).rejects.toMatchObject({ code: 'storage_full' });
  });

  it('takes a finished file over', async () => {
    const bytes = randomBytes(50_000);
    const path = await aFile(bytes);
    expect(await storage.putFile('a/film', path, octets)).toEqual({ sizeBytes: bytes.length });
    expect((await contentOf('a/film')).equals(bytes)).toBe(true);
    expect(existsSync(path)).toBe(false);
  });

  it('the same key again holds the newer bytes, never a mixture', async () => {
    const versions = [randomBytes(200_000), randomBytes(100_000), randomBytes(300_000)];
    await Promise.all(versions.map((bytes) => storage.put('a/b', Readable.from([bytes]), octets)));
    const kept = await contentOf('a/b');
    expect(versions.some((bytes) => bytes.equals(kept))).toBe(true);
    await storage.putFile('a/b', await aFile(Buffer.from('newest')), octets);
    expect((await contentOf('a/b')).toString()).toBe('newest');
  });

  it('lends a local file with the same bytes', async () => {
    const bytes = randomBytes(10_000);
    await storage.put('a/b', bytes, octets);
    expect((await storage.withLocalFile('a/b', (path) => readFile(path))).equals(bytes)).toBe(true);
    expect((await contentOf('a/b')).equals(bytes)).toBe(true);
  });

  it('lends one file to many at once, and again afterwards', async () => {
    const bytes = randomBytes(2_000_000);
    await storage.put('a/b', bytes, octets);
    const lend = () => storage.withLocalFile('a/b', (path) => readFile(path));
    for (const lent of [...(await Promise.all([lend(), lend(), lend()])), await lend()]) {
      expect(lent.equals(bytes)).toBe(true);
    }
  });

  it('lends the newer bytes of a key, and nothing that is deleted', async () => {
    await storage.put('a/b', Buffer.from('older'), octets);
    await storage.withLocalFile('a/b', async () => undefined);
    await storage.put('a/b', Buffer.from('newer'), octets);
    expect((await storage.withLocalFile('a/b', (path) => readFile(path))).toString()).toBe('newer');
    await storage.deletePrefix('a/');
    await expect(storage.withLocalFile('a/b', async () => 1)).rejects.toMatchObject({ code: 'object_missing' });
  });

  it('lends nothing to who has given up, and lets the error of the work through', async () => {
    await storage.put('a/b', randomBytes(1_000), octets);
    const given = AbortSignal.abort(new Error('no longer wanted'));
    await expect(storage.withLocalFile('a/b', async () => 1, given)).rejects.toThrow('no longer wanted');
    const failing = storage.withLocalFile('a/b', () => Promise.reject(new Error('the tool failed')));
    await expect(failing).rejects.toThrow('the tool failed');
  });

  it('lists sizes and the time of writing', async () => {
    const before = Date.now();
    await storage.put('a/b', Buffer.from('12345'), octets);
    const listed = [];
    for await (const object of storage.list('a/')) listed.push(object);
    expect(listed).toMatchObject([{ key: 'a/b', sizeBytes: 5 }]);
    expect(Math.abs((listed[0]?.writtenAt.getTime() ?? 0) - before)).toBeLessThan(60_000);
  });

  it('can be asked whether it is there', async () => {
    await expect(storage.ping()).resolves.toBeUndefined();
  });

  it('lists what lies below a prefix, and forgets it', async () => {
    for (const key of ['v/1/a', 'v/1/b/c', 'v/12/a', 'w/1']) await storage.put(key, Buffer.from(key), octets);
    expect(await keysBelow('v/1/')).toEqual(['v/1/a', 'v/1/b/c']);
    await storage.deletePrefix('v/1/');
    expect(await keysBelow('')).toEqual(['v/12/a', 'w/1']);
    await storage.deletePrefix('v/1/');
    await storage.delete('w/1');
    await storage.delete('w/1');
    expect(await keysBelow('')).toEqual(['v/12/a']);
  });

  it.each(['', '/', '/etc/passwd', '../x', 'a/../../x', 'a/./b', 'a//b', 'a/', '.hidden', 'a\0b', 'a b', 'ä'])(
    'refuses the key %j everywhere',
    async (key) => {
      const uses: (() => Promise<unknown>)[] = [
        () => storage.put(key, Buffer.from('x'), octets),
        async () => storage.putFile(key, await aFile(Buffer.from('x')), octets),
        () => storage.stat(key),
        () => storage.read(key),
        () => storage.delete(key),
        () => storage.withLocalFile(key, async () => 1),
      ];
      for (const use of uses) await expect((async () => use())()).rejects.toThrow('key');
      expect(await keysBelow('')).toEqual([]);
    },
  );
}
