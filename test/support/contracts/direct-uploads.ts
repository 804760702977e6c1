import { randomBytes } from 'node:crypto';
import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import type { DirectUploads, Storage } from '../../../src/platform/storage';

const mebibyte = 1024 ** 2;
const octets = 'application/octet-stream';

/** What storage promises that has addresses of its own. */
export function directUploadsContract(open: () => Promise<{ storage: Storage; close(): Promise<void> }>): void {
  let storage: Storage;
  let direct: DirectUploads;
  let close: () => Promise<void>;

  beforeEach(async () => {
    ({ storage, close } = await open());
    if (!storage.direct) throw new Error('This storage has no addresses');
    direct = storage.direct;
  });
  afterEach(() => close());

  const unfinished = async (prefix = '') => {
    const uploads = [];
    for await (const upload of direct.unfinished(prefix)) uploads.push(upload);
    return uploads;
  };

  it('makes an object of parts that came in any order, from us and from anybody with the address', async () => {
    const pieces = [randomBytes(5 * mebibyte), randomBytes(6 * mebibyte), randomBytes(1_000)] as const;
    const upload = await direct.begin('a/film', 'video/mp4');
    expect(await storage.stat('a/film')).toBeNull();
    const third = await direct.putPart(upload, { number: 3, body: pieces[2], sizeBytes: 1_000 });
    const body = Readable.from([pieces[1]]);
    const second = await direct.putPart(upload, { number: 2, body, sizeBytes: 6 * mebibyte });
    const address = await direct.signPart(upload, { number: 1, sizeBytes: 5 * mebibyte, expiresInSeconds: 60 });
    const answer = await fetch(address, { method: 'PUT', body: pieces[0] });
    const first = { number: 1, sizeBytes: 5 * mebibyte, etag: answer.headers.get('etag') ?? '' };
    expect(await direct.listParts(upload)).toEqual([first, second, third]);
    const whole = Buffer.concat(pieces);
    const done = { sizeBytes: whole.length };
    expect(await direct.complete(upload, [third, first, second], whole.length)).toEqual(done);
    expect((await buffer(await storage.read('a/film'))).equals(whole)).toBe(true);
    expect(await direct.complete(upload, [first, second, third], whole.length)).toEqual(done);
    expect(await unfinished()).toEqual([]);
  });

  it('says where its addresses lie', async () => {
    const upload = await direct.begin('a/film', 'video/mp4');
    const address = await direct.signPart(upload, { number: 1, sizeBytes: 1, expiresInSeconds: 60 });
    expect(new URL(address).origin).toBe(await direct.origin());
  });

  it('makes no object of parts that are missing, differ, are too small or of another length', async () => {
    const upload = await direct.begin('a/film', 'video/mp4');
    const [one, two] = [randomBytes(5 * mebibyte), randomBytes(100)];
    const first = await direct.putPart(upload, { number: 1, body: one, sizeBytes: one.length });
    const second = await direct.putPart(upload, { number: 2, body: two, sizeBytes: two.length });
    const third = await direct.putPart(upload, { number: 3, body: two, sizeBytes: two.length });
    const refused = { code: 'multipart_mismatch' };
    const total = one.length + two.length;
    await expect(direct.complete(upload, [first, { number: 4, etag: '"x"' }], total)).rejects.toMatchObject(refused);
    const other = { ...second, etag: '"0123"' };
    await expect(direct.complete(upload, [first, other], total)).rejects.toMatchObject(refused);
    await expect(direct.complete(upload, [first, second], total + 1)).rejects.toMatchObject(refused);
    await expect(direct.complete(upload, [first, second, third], total + 100)).rejects.toMatchObject(refused);
    await expect(direct.complete(upload, [second, second], 200)).rejects.toMatchObject(refused);
    expect(await storage.stat('a/film')).toBeNull();
    expect(await direct.complete(upload, [first, second], total)).toEqual({ sizeBytes: total });
  });

  it('the same part again replaces the one before', async () => {
    const upload = await direct.begin('a/film', 'video/mp4');
    await direct.putPart(upload, { number: 1, body: Buffer.from('older'), sizeBytes: 5 });
    const newer = await direct.putPart(upload, { number: 1, body: Buffer.from('newest'), sizeBytes: 6 });
    expect(await direct.listParts(upload)).toEqual([newer]);
    await direct.complete(upload, [newer], 6);
    expect((await buffer(await storage.read('a/film'))).toString()).toBe('newest');
  });

  it('forgets what is aborted, and says so afterwards', async () => {
    const upload = await direct.begin('a/film', 'video/mp4');
    const part = await direct.putPart(upload, { number: 1, body: Buffer.from('x'), sizeBytes: 1 });
    await direct.abort(upload);
    await direct.abort(upload);
    const gone = { code: 'multipart_gone' };
    await expect(direct.listParts(upload)).rejects.toMatchObject(gone);
    await expect(direct.putPart(upload, { number: 1, body: Buffer.from('x'), sizeBytes: 1 })).rejects.toMatchObject(
      gone,
    );
    await expect(direct.complete(upload, [part], 1)).rejects.toMatchObject(gone);
    expect(await storage.stat('a/film')).toBeNull();
  });

  it('lists what nobody completed below a prefix', async () => {
    const begun = [];
    for (const key of ['a/1', 'a/2', 'a/3', 'ab/1']) begun.push(await direct.begin(key, octets));
    begun.push(await direct.begin('a/2', octets));
    const listed = await unfinished('a/');
    expect(listed.map(({ key, id }) => ({ key, id })).sort(byId)).toEqual(
      begun.filter(({ key }) => key !== 'ab/1').sort(byId),
    );
    expect(listed.every(({ begunAt }) => Math.abs(begunAt.getTime() - Date.now()) < 60_000)).toBe(true);
  });

  it.each([
    ['longer', 11],
    ['shorter', 9],
    ['of no announced length', null],
  ])('the address of a part takes no body that is %s', async (_what, length) => {
    const upload = await direct.begin('a/film', octets);
    const address = await direct.signPart(upload, { number: 1, sizeBytes: 10, expiresInSeconds: 60 });
    const body = length === null ? Readable.toWeb(Readable.from(['0123456789'])) : 'x'.repeat(length);
    const answer = await fetch(address, { method: 'PUT', body, duplex: 'half' } as RequestInit);
    expect(answer.status).toBe(403);
    expect(await direct.listParts(upload)).toEqual([]);
    expect((await fetch(address, { method: 'PUT', body: '0123456789' })).status).toBe(200);
  });

  it('the address of a part is good for nothing else', async () => {
    const upload = await direct.begin('a/film', octets);
    const address = await direct.signPart(upload, { number: 1, sizeBytes: 10, expiresInSeconds: 60 });
    const body = '0123456789';
    for (const [from, to] of [
      ['partNumber=1', 'partNumber=2'],
      ['/film?', '/other?'],
      ['X-Amz-Expires=60', 'X-Amz-Expires=600'],
    ] as const) {
      expect(address).toContain(from);
      expect((await fetch(address.replace(from, to), { method: 'PUT', body })).status).toBe(403);
    }
    expect((await fetch(address)).status).toBe(403);
    expect((await fetch(address, { method: 'DELETE' })).status).toBe(403);
  });

  it('gives an address to read from until an instant, the same one in every process', async () => {
    await storage.put('a/b', Buffer.from('0123456789'), 'text/plain');
    const expiresAt = new Date(Date.now() + 3_600_000);
    const address = await storage.signRead('a/b', { expiresAt });
    expect(address).toBe(await storage.signRead('a/b', { expiresAt }));
    const answer = await fetch(address ?? '', { headers: { Range: 'bytes=2-4' } });
    expect([answer.status, answer.headers.get('content-type'), await answer.text()]).toEqual([
      206,
      'text/plain',
      '234',
    ]);
    const saved = await storage.signRead('a/b', { expiresAt, contentType: 'video/mp4', downloadAs: 'Mein Film ä.mp4' });
    const { headers } = await fetch(saved ?? '');
    expect(headers.get('content-type')).toBe('video/mp4');
    expect(headers.get('content-disposition')).toContain("filename*=UTF-8''Mein%20Film%20%C3%A4.mp4");
    const past = await storage.signRead('a/b', { expiresAt: new Date(Date.now() - 1_000) });
    expect((await fetch(past ?? '')).status).toBe(403);
  });

  it('signs the same addresses many at a time, at any time, and lets others have their turn meanwhile', async () => {
    const keys = Array.from({ length: 3_000 }, (_, number) => `media/a-film/f1/s${number}.m4s`);
    await storage.put('media/a-film/f1/s2999.m4s', Buffer.from('0123456789'), 'video/mp4');
    const expiresAt = new Date(Math.ceil(Date.now() / 3_600_000) * 3_600_000 + 3_600_000);
    let turns = 0;
    let next = setImmediate(function turn() {
      turns += 1;
      next = setImmediate(turn);
    });
    const signed = await direct.signReads(keys, expiresAt);
    clearImmediate(next);
    expect(turns).toBeGreaterThanOrEqual(5);
    for (const number of [0, 1_500, 2_999]) {
      expect(signed[number]).toBe(await storage.signRead(keys[number] ?? '', { expiresAt }));
    }
    const answer = await fetch(signed.at(-1) ?? '', { headers: { Range: 'bytes=2-4' } });
    expect([answer.status, await answer.text()]).toEqual([206, '234']);
    expect((await fetch((signed.at(-1) ?? '').replace('s2999', 's2998'))).status).toBe(403);
    const [past] = await direct.signReads(keys.slice(-1), new Date(Date.now() - 1_000));
    expect((await fetch(past ?? '')).status).toBe(403);
    expect(await direct.signReads([], expiresAt)).toEqual([]);
    await expect(direct.signReads(['../secret'], expiresAt)).rejects.toThrow();
  });

  it('lets players on any site read parts, once, beside rules of others', async () => {
    expect(await direct.allowBrowsersOf('https://films.example')).toBe('added');
    expect(await direct.allowPlayers()).toBe('added');
    expect(await direct.allowPlayers()).toBe('was_allowed');
    expect(await direct.allowBrowsersOf('https://films.example')).toBe('was_allowed');
    await storage.put('a/b', Buffer.from('0123456789'), 'video/mp4');
    const address = (await storage.signRead('a/b', { expiresAt: new Date(Date.now() + 60_000) })) ?? '';
    const preflight = (origin: string, method: string) =>
      fetch(address, {
        method: 'OPTIONS',
        headers: {
          Origin: origin,
          'Access-Control-Request-Method': method,
          'Access-Control-Request-Headers': 'range',
        },
      });
    for (const origin of ['https://films.example', 'https://elsewhere.example']) {
      expect((await preflight(origin, 'GET')).status).toBe(200);
      const { headers } = await fetch(address, { headers: { Origin: origin, Range: 'bytes=0-1' } });
      expect(['*', origin]).toContain(headers.get('access-control-allow-origin'));
    }
    expect((await preflight('https://elsewhere.example', 'PUT')).status).toBe(403);
  });

  it('lets browsers of one origin in, once, beside rules of others', async () => {
    expect(await direct.allowBrowsersOf('https://films.example')).toBe('added');
    expect(await direct.allowBrowsersOf('https://films.example')).toBe('was_allowed');
    expect(await direct.allowBrowsersOf('https://other.example')).toBe('added');
    expect(await direct.allowBrowsersOf('https://films.example')).toBe('was_allowed');
    const upload = await direct.begin('a/film', octets);
    const address = await direct.signPart(upload, { number: 1, sizeBytes: 1, expiresInSeconds: 60 });
    const preflight = (origin: string) =>
      fetch(address, { method: 'OPTIONS', headers: { Origin: origin, 'Access-Control-Request-Method': 'PUT' } });
    expect((await preflight('https://films.example')).status).toBe(200);
    expect((await preflight('https://evil.example')).status).toBe(403);
    const answer = await fetch(address, { method: 'PUT', body: 'x', headers: { Origin: 'https://films.example' } });
    expect(answer.headers.get('access-control-allow-origin')).toBe('https://films.example');
    expect(answer.headers.get('access-control-expose-headers')).toContain('ETag');
  });
}

function byId(a: { id: string }, b: { id: string }): number {
  return a.id < b.id ? -1 : 1;
}
