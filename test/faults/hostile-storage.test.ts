import { spawnSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { setTimeout as pause } from 'node:timers/promises';
import { createS3Storage } from '../../src/platform/storage';
import type { Fault } from '../support/s3/faults';
import { type OpenedS3, openS3Storage } from '../support/s3/open-storage';
import { waitFor } from '../support/wait-for';

const octets = 'application/octet-stream';
const mebibyte = 1024 ** 2;

let opened: OpenedS3;

const open = async (options: Parameters<typeof openS3Storage>[0] = {}) => {
  opened = await openS3Storage(options);
  return opened;
};
afterEach(() => opened.close());

const asked = (method: string, key: string) =>
  opened.server.requests.filter((request) => request.method === method && request.key.endsWith(key));

/** Everything below the folder for local copies. */
const copies = async () =>
  (await readdir(opened.copiesDirectory, { recursive: true, withFileTypes: true })).filter((entry) => entry.isFile());

describe('DEP-009: a bucket that stumbles', () => {
  const stumbles: [string, Fault[]][] = [
    ['fails one request in ten', [{ share: 0.1, status: 500, code: 'InternalError' }]],
    ['asks to slow down one time in ten', [{ share: 0.1, status: 503, code: 'SlowDown' }]],
    [
      'cuts one connection in ten before it works and one in ten after',
      [
        { share: 0.1, reset: 'before' },
        { share: 0.1, reset: 'after' },
      ],
    ],
  ];
  it.each(stumbles)('that %s loses nothing it took, and asks no more than three times', async (_what, faults) => {
    const { storage, server } = await open({ seed: 7 });
    for (const fault of faults) server.faults.plant(fault);
    const objects = Array.from({ length: 80 }, (_, at) => ({ key: `a/${at}`, bytes: randomBytes(20_000 + at) }));
    const taken: typeof objects = [];
    const put = async (object: (typeof objects)[number]) => {
      try {
        await storage.put(object.key, object.bytes, octets);
        taken.push(object);
      } catch (error) {
        expect(error).toMatchObject({ kind: 'unavailable', code: 'storage_unavailable' });
      }
    };
    for (let at = 0; at < objects.length; at += 40) await Promise.all(objects.slice(at, at + 40).map(put));
    const failedAnswers = server.requests.filter(({ status }) => status !== 200).length;
    expect(failedAnswers).toBeGreaterThan(3);
    for (const { key } of objects) expect(asked('PUT', `/${key}`).length).toBeLessThanOrEqual(3);
    server.faults.clear();
    expect(taken.length).toBeGreaterThan(objects.length * 0.9);
    for (const { key, bytes } of taken) expect((await buffer(await storage.read(key))).equals(bytes)).toBe(true);
  });

  it('that answers after five seconds is waited for', async () => {
    const { storage, server } = await open();
    server.faults.plant({ delayMs: 5_000, times: 1 });
    const bytes = randomBytes(1_000);
    await storage.put('a/b', bytes, octets);
    expect((await buffer(await storage.read('a/b'))).equals(bytes)).toBe(true);
    expect(asked('PUT', 'a/b')).toHaveLength(1);
  });

  it.each([
    ['does not answer', { delayMs: 20_000 }],
    ['fails every time', { status: 500 }],
    ['cuts every connection', { reset: 'before' }],
  ] satisfies [string, Fault][])(
    'that %s makes nobody wait for ever',
    async (_what, fault) => {
      const { storage, server } = await open({ patience: { silentMs: 400 } });
      server.faults.plant(fault);
      const unavailable = { kind: 'unavailable', code: 'storage_unavailable', retryAfterSeconds: 5 };
      const uses = [
        storage.put('a/b', Buffer.from('x'), octets),
        storage.read('a/b'),
        storage.stat('a/b'),
        storage.delete('a/b'),
        storage.withLocalFile('a/b', async () => 1),
        storage.ping(),
      ];
      for (const use of uses.map((promise) => promise.catch((error: unknown) => error))) {
        expect(await use).toMatchObject(unavailable);
      }
    },
    60_000,
  );

  it('that cuts a read in its middle is asked for the rest of the same object', async () => {
    const { storage, server } = await open();
    const bytes = randomBytes(3 * mebibyte);
    await storage.put('a/b', bytes, octets);
    server.faults.plant({ method: 'GET', times: 3, reset: 700_000 });
    expect((await buffer(await storage.read('a/b'))).equals(bytes)).toBe(true);
    expect(asked('GET', 'a/b')).toHaveLength(4);
    const middle = { start: 100, end: 2 * mebibyte };
    server.faults.plant({ method: 'GET', times: 1, reset: 700_000 });
    const part = await buffer(await storage.read('a/b', middle));
    expect(part.equals(bytes.subarray(middle.start, middle.end + 1))).toBe(true);
  });

  it('that cuts every read ends in an error, not in a shorter film', async () => {
    const { storage, server } = await open();
    await storage.put('a/b', randomBytes(3 * mebibyte), octets);
    server.faults.plant({ method: 'GET', times: 1, reset: 700_000 });
    server.faults.plant({ method: 'GET', status: 500 });
    await expect(storage.read('a/b').then(buffer)).rejects.toMatchObject({ code: 'storage_unavailable' });
  });

  it('that has another object by then does not mix the two', async () => {
    const { storage, server, options } = await open();
    await storage.put('a/b', randomBytes(3 * mebibyte), octets);
    server.faults.plant({ method: 'GET', times: 1, reset: 700_000 });
    const stream = await storage.read('a/b');
    const other = createS3Storage(options);
    await other.put('a/b', randomBytes(3 * mebibyte), octets);
    await expect(buffer(stream)).rejects.toMatchObject({ code: 'storage_unavailable' });
    await other.close();
  });

  it('that loses the answer to the last step of an upload is not asked to make it twice', async () => {
    const { storage, server } = await open();
    const bytes = randomBytes(9 * mebibyte);
    server.faults.plant({
      method: 'POST',
      keyContains: 'a/film',
      queryContains: 'uploadId=',
      times: 1,
      reset: 'after',
    });
    const path = join(opened.copiesDirectory, 'film');
    writeFileSync(path, bytes);
    expect(await storage.putFile('a/film', path, octets)).toEqual({ sizeBytes: bytes.length });
    expect((await buffer(await storage.read('a/film'))).equals(bytes)).toBe(true);
    expect(asked('POST', 'a/film').map(({ query, status }) => [query.includes('uploadId'), status])).toEqual([
      [false, 200],
      [true, 0],
      [true, 404],
    ]);
  });

  it('a reader who pauses longer than storage waits gets the rest all the same', async () => {
    const { storage } = await open({ patience: { silentMs: 300 } });
    const bytes = randomBytes(8 * mebibyte);
    await storage.putFile('a/b', await aFile(bytes), octets);
    const stream = await storage.read('a/b');
    const chunks: Buffer[] = [];
    for await (const chunk of stream) {
      if (chunks.length === 1 || chunks.length === 60) await pause(700);
      chunks.push(chunk);
    }
    expect(Buffer.concat(chunks).equals(bytes)).toBe(true);
    expect(asked('GET', 'a/b').length).toBeGreaterThan(1);
  });
});

async function aFile(bytes: Buffer): Promise<string> {
  const path = join(opened.copiesDirectory, randomBytes(4).toString('hex'));
  writeFileSync(path, bytes);
  return path;
}

describe('local copies', () => {
  const twoMebibytes = randomBytes(2 * mebibyte);

  it('many who want the same object download it once, and once more only when there is no room to keep it', async () => {
    const { storage } = await open({ copiesBytes: 3 * mebibyte });
    for (const key of ['a/1', 'a/2']) await storage.put(key, twoMebibytes, octets);
    const use = (key: string) => storage.withLocalFile(key, async (path) => (await readFile(path)).length);
    expect(await Promise.all(Array.from({ length: 8 }, () => use('a/1')))).toEqual(Array(8).fill(2 * mebibyte));
    await use('a/1');
    expect(asked('GET', 'a/1')).toHaveLength(1);
    await use('a/2');
    expect(await copies()).toHaveLength(1);
    await use('a/2');
    await use('a/1');
    expect([asked('GET', 'a/1').length, asked('GET', 'a/2').length]).toEqual([2, 1]);
  });

  it('a copy in use stays, however little room there is', async () => {
    const { storage } = await open({ copiesBytes: 0 });
    for (const key of ['a/1', 'a/2']) await storage.put(key, twoMebibytes, octets);
    await storage.withLocalFile('a/1', async (path) => {
      await storage.withLocalFile('a/2', async () => undefined);
      expect((await readFile(path)).equals(twoMebibytes)).toBe(true);
    });
    expect(await copies()).toHaveLength(0);
  });

  it('a download that is given up stops, and leaves nothing', async () => {
    const { storage, server } = await open();
    await storage.put('a/b', twoMebibytes, octets);
    server.faults.plant({ method: 'GET', delayMs: 60_000 });
    const stop = new AbortController();
    const [patient, impatient] = [new AbortController(), new AbortController()];
    const uses = [stop, patient, impatient].map(({ signal }) =>
      storage.withLocalFile('a/b', async () => 'used', signal).catch((error: Error) => error.message),
    );
    await waitFor('the download', () => asked('GET', 'a/b').length > 0);
    for (const each of [stop, patient, impatient]) each.abort(new Error('not wanted'));
    expect(await Promise.all(uses)).toEqual(Array(3).fill('not wanted'));
    await waitFor('an empty folder', async () => (await copies()).length === 0);
    server.faults.clear();
    expect(await storage.withLocalFile('a/b', async () => 'used')).toBe('used');
  });

  it('a download that breaks again and again fails, and leaves nothing', async () => {
    const { storage, server } = await open();
    await storage.put('a/b', twoMebibytes, octets);
    server.faults.plant({ method: 'GET', times: 1, reset: 500_000 });
    server.faults.plant({ method: 'GET', status: 500 });
    await expect(storage.withLocalFile('a/b', async () => 1)).rejects.toMatchObject({ code: 'storage_unavailable' });
    expect(await copies()).toHaveLength(0);
  });

  it('what a killed process left is gone when the next one begins', async () => {
    const { options, copiesDirectory } = await open();
    const { pid } = spawnSync('true');
    for (const owner of [pid, process.pid]) {
      mkdirSync(join(copiesDirectory, `${owner}-other`));
      writeFileSync(join(copiesDirectory, `${owner}-other`, 'film.part'), 'x');
    }
    const next = createS3Storage(options);
    await next.put('a/b', Buffer.from('x'), octets);
    await next.withLocalFile('a/b', async () => 1);
    expect((await readdir(copiesDirectory)).filter((name) => name.endsWith('-other'))).toEqual([
      `${process.pid}-other`,
    ]);
    await next.sweepLeftovers(new Date(Date.now() + 60_000));
    expect((await readdir(copiesDirectory)).filter((name) => name.endsWith('-other'))).toEqual([]);
    expect(await next.withLocalFile('a/b', async () => 1)).toBe(1);
    await next.close();
  });
});
