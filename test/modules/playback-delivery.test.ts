import { randomBytes } from 'node:crypto';
import { request } from 'node:http';
import { connect, type Socket } from 'node:net';
import type { Storyboard } from '../../src/modules/media';
import { newId } from '../../src/platform/ids';
import { createLogger } from '../../src/platform/observability';
import type { Storage } from '../../src/platform/storage';
import { createTestClock } from '../support/clock';
import { aRendition, aSet, aVideo, type Neighbours, neighbours } from '../support/factories/playback';
import { createPlaybackHouse, type PlaybackHouse } from '../support/playback-house';
import { openSession, type PlaybackProcess, startPlaybackProcess } from '../support/playback-process';
import { waitFor } from '../support/wait-for';

const megabyte = 1024 ** 2;
const video = aVideo();
const id = newId();
const bytes = randomBytes(2.5 * megabyte);
let house: PlaybackHouse;
let storage: Storage;
let rooms: Neighbours;
let opened: PlaybackProcess[] = [];
let open: number;

beforeAll(async () => {
  house = await createPlaybackHouse();
  const local = house.storage;
  await local.put(`media/${video.id}/${id}/360p/f1/large.m4s`, bytes, 'video/mp4');
  await local.put(`media/${video.id}/${id}/360p/f1/small.m4s`, bytes.subarray(0, 1000), 'video/mp4');
  await local.put(`media/${video.id}/${id}/360p/f1/empty.m4s`, Buffer.alloc(0), 'video/mp4');
  await local.put(`media/${video.id}/${id}/storyboard/f1/0.jpg`, bytes.subarray(0, 900), 'image/jpeg');
  storage = counting(local);
});
afterAll(() => house.close());
beforeEach(() => {
  open = 0;
  rooms = neighbours();
  rooms.keep(video);
  rooms.keepSet(video.id, aSet(id, aRendition(id)));
});
afterEach(async () => {
  await Promise.all(opened.map((each) => each.close()));
  opened = [];
});

/** Counts files that are open, in `open`. */
function counting(local: Storage): Storage {
  return {
    ...local,
    openFile: async (key) => {
      const file = await local.openFile?.(key);
      if (!file) throw new Error('local storage opens files');
      open += 1;
      return {
        ...file,
        close: () => {
          open -= 1;
          file.close();
        },
      };
    },
  };
}

async function aProcess(more: Partial<Parameters<typeof startPlaybackProcess>[0]> = {}): Promise<PlaybackProcess> {
  const process = await startPlaybackProcess({ db: house.db, clock: createTestClock(), rooms, storage, ...more });
  opened.push(process);
  return process;
}

async function watching(process: PlaybackProcess): Promise<string> {
  return `${process.url}${await openSession(process, video.publicId)}/${id}/360p/f1`;
}

async function bodyOf(url: string, headers: Record<string, string> = {}): Promise<Buffer> {
  return Buffer.from(await (await fetch(url, { headers })).arrayBuffer());
}

describe.each<[string, Partial<Parameters<typeof startPlaybackProcess>[0]>]>([
  ['with memory for pieces and what is hot', { memoryBytes: 24 * megabyte }],
  ['with none at all', { memoryBytes: 0 }],
  ['from storage that has no files here', {}],
])('bytes, %s,', (name, more) => {
  const start = async () => {
    const { openFile: _, ...remote } = storage;
    return aProcess(name.startsWith('from') ? { storage: remote } : more);
  };

  it('are those of the object, however often and in whatever parts they are asked for', async () => {
    const segments = await watching(await start());
    for (let time = 0; time < 4; time++) {
      expect((await bodyOf(`${segments}/large.m4s`)).equals(bytes)).toBe(true);
      for (const [from, to] of [
        [0, 0],
        [megabyte - 1, megabyte],
        [100, 2.2 * megabyte],
        [bytes.length - 1, bytes.length - 1],
      ] as const) {
        const [first, last] = [Math.floor(from), Math.floor(to)];
        const part = await bodyOf(`${segments}/large.m4s`, { range: `bytes=${first}-${last}` });
        expect([first, last, part.equals(bytes.subarray(first, last + 1))]).toEqual([first, last, true]);
      }
      expect((await bodyOf(`${segments}/empty.m4s`)).length).toBe(0);
    }
  });

  it('are right for many at once', async () => {
    const segments = await watching(await start());
    const all = await Promise.all(
      Array.from({ length: 40 }, (_, i) => bodyOf(`${segments}/${i % 3 ? 'large' : 'small'}.m4s`)),
    );
    expect(all.every((body, i) => body.equals(i % 3 ? bytes : bytes.subarray(0, 1000)))).toBe(true);
  });
});

it('who has a segment is told so, and who has a part of another one gets the whole', async () => {
  const segments = await watching(await aProcess());
  const first = await fetch(`${segments}/small.m4s`);
  const etag = first.headers.get('etag') ?? '';
  expect([etag, (await first.arrayBuffer()).byteLength]).toEqual(['"f1.small.m4s"', 1000]);
  expect((await fetch(`${segments}/small.m4s`, { headers: { 'if-none-match': etag } })).status).toBe(304);
  const range = { range: 'bytes=0-9' };
  expect((await bodyOf(`${segments}/small.m4s`, { ...range, 'if-range': etag })).length).toBe(10);
  expect((await bodyOf(`${segments}/small.m4s`, { ...range, 'if-range': '"f0.small.m4s"' })).length).toBe(1000);
});

/** Asks and reads nothing. */
async function asksAndWaits(segments: string, file: string): Promise<Socket> {
  const { hostname, port, pathname } = new URL(`${segments}/${file}`);
  const socket = connect(Number(port), hostname);
  socket.on('error', () => undefined);
  socket.pause();
  socket.write(`GET ${pathname} HTTP/1.1\r\nHost: x\r\n\r\n`);
  return socket;
}

it('a viewer who leaves in the middle leaves nothing open', async () => {
  const huge = Buffer.alloc(40 * megabyte, 7);
  await storage.put(`media/${video.id}/${id}/360p/f1/huge.m4s`, huge, 'video/mp4');
  const segments = await watching(await aProcess());
  const sockets = await Promise.all(Array.from({ length: 12 }, () => asksAndWaits(segments, 'huge.m4s')));
  await waitFor('all files to be open', () => open === 12 || null, { withinMs: 20_000 });
  for (const socket of sockets) socket.destroy();
  await waitFor('all files to be closed', () => open === 0 || null, { withinMs: 20_000 });
  expect((await bodyOf(`${segments}/large.m4s`)).equals(bytes)).toBe(true);
});

it('a viewer who stops reading is cut', async () => {
  const segments = await watching(await aProcess({ stalledAfterMs: 300 }));
  const socket = await asksAndWaits(segments, 'huge.m4s');
  await waitFor('the file to be open', () => open === 1 || null, { withinMs: 20_000 });
  await waitFor('the file to be closed', () => open === 0 || null, { withinMs: 20_000 });
  socket.destroy();
});

describe('a list', () => {
  it('is gzipped for who takes that, and plain for others', async () => {
    const process = await aProcess();
    const address = `${process.url}${await openSession(process, video.publicId)}/${id}/360p/index.m3u8`;
    const codings = await Promise.all(
      [undefined, 'gzip', 'identity', 'br, gzip;q=0.5', 'gzip;q=0', '*', 'br;q=1'].map((accepted) =>
        coding(address, accepted),
      ),
    );
    expect(codings).toEqual(['plain', 'gzip', 'plain', 'gzip', 'plain', 'gzip', 'plain']);
  });

  function coding(url: string, accepted: string | undefined): Promise<string> {
    return new Promise((resolve, reject) => {
      request(url, { headers: accepted ? { 'accept-encoding': accepted } : {} }, (answer) => {
        answer.resume();
        resolve(answer.headers['content-encoding'] ?? 'plain');
      })
        .once('error', reject)
        .end();
    });
  }

  it('and everything else below the session is named, guarded and open to other sites, refusals too', async () => {
    const process = await aProcess();
    const session = `${process.url}${await openSession(process, video.publicId)}`;
    for (const path of ['master.m3u8', `${id}/360p/index.m3u8`, `${id}/360p/f1/small.m4s`, `${id}/none/index.m3u8`]) {
      const { headers } = await fetch(`${session}/${path}`, { headers: { 'x-request-id': 'named-by-the-router' } });
      expect([path, headers.get('x-request-id')]).toEqual([path, 'named-by-the-router']);
      expect(headers.get('access-control-allow-origin')).toBe('*');
      expect(headers.get('cross-origin-resource-policy')).toBe('cross-origin');
      expect(headers.get('x-content-type-options')).toBe('nosniff');
      expect(headers.get('content-security-policy')).toContain("default-src 'none'");
    }
  });
});

it('whoever announces a body that never comes is answered, and then cut', async () => {
  const segments = await watching(await aProcess());
  const { hostname, port, pathname } = new URL(`${segments}/small.m4s`);
  const socket = connect(Number(port), hostname);
  const closed = new Promise((resolve) => socket.once('close', resolve));
  let answer = '';
  socket.on('data', (chunk) => {
    answer += chunk.toString('latin1');
  });
  socket.on('error', () => undefined);
  socket.write(`GET ${pathname} HTTP/1.1\r\nHost: x\r\nContent-Length: 1000\r\n\r\n`);
  await closed;
  expect(answer).toMatch(/^HTTP\/1.1 200 /);
});

function aLog() {
  const lines: string[] = [];
  const destination = { write: (line: string) => void lines.push(line) };
  const logger = createLogger({ process: 'test', level: 'info', destination });
  const toldOf = (ending: string) =>
    lines.map((line) => JSON.parse(line)).filter(({ route }) => String(route).endsWith(ending));
  return { lines, logger, toldOf };
}

it('what did not go out whole has a line of its own, whether the viewer left or stopped reading', async () => {
  const segments = Array.from({ length: 500_000 }, (_, number) => ({
    ...{ number, durationTicks: 540_000, bytes: 1, file: `f1/s${number}.m4s`, pictureBytes: null },
  }));
  rooms.keepSet(video.id, aSet(id, aRendition(id, { segments })));
  const { logger, toldOf } = aLog();
  const process = await aProcess({ logger, stalledAfterMs: 500 });
  const film = await watching(process);
  const leaves = await asksAndWaits(film, 'huge.m4s');
  await waitFor('the file to be open', () => open === 1 || null, { withinMs: 20_000 });
  leaves.destroy();
  const waits = await asksAndWaits(film.replace('/f1', ''), 'index.m3u8');
  const cutIn = (ending: string) => () => toldOf(ending).find(({ cut }) => cut) ?? null;
  for (const ending of [':file', 'index.m3u8']) {
    const line = await waitFor(`the line of ${ending}`, cutIn(ending), { withinMs: 20_000 });
    expect(line).toMatchObject({ status: 200, cut: true, requestId: expect.any(String) });
    expect(toldOf(ending).filter(({ answers }) => answers)).toEqual([]);
  }
  waits.destroy();
});

it('what was answered is logged by the second, refusals one by one, and never with the token', async () => {
  const { lines, logger, toldOf } = aLog();
  const process = await aProcess({ logger });
  const session = await openSession(process, video.publicId);
  for (let i = 0; i < 3; i++) await bodyOf(`${process.url}${session}/${id}/360p/f1/small.m4s`);
  await bodyOf(`${process.url}${session}/${id}/360p/f1/none.m4s`);
  await process.close();
  opened = [];
  const told = toldOf(':file');
  expect(told.filter(({ status }) => status === 404)).toMatchObject([{ message: 'Answered a request' }]);
  const counted = told.filter(({ status }) => status === 200).reduce((sum, { answers }) => sum + answers, 0);
  expect(counted).toBe(3);
  expect(lines.join('')).not.toContain(session.split('/')[2]);
});

describe('the pictures for winding', () => {
  const storyboard: Storyboard = {
    ...{ path: `${id}/storyboard`, files: ['f1/0.jpg', 'f1/1.jpg'], columns: 2, rows: 2 },
    ...{ tileWidth: 160, tileHeight: 90, intervalSeconds: 3.5, count: 5 },
  };

  it('are named by a WebVTT beside the film, each with its place in a sheet', async () => {
    rooms.keepSet(video.id, { ...aSet(id, aRendition(id)), storyboard });
    const process = await aProcess();
    const answer = await fetch(`${process.url}/api/v1/videos/${video.publicId}/playback`, { method: 'POST' });
    const { storyboardUrl } = (await answer.json()) as { storyboardUrl: string };
    const vtt = await fetch(process.url + storyboardUrl);
    expect(vtt.headers.get('content-type')).toBe('text/vtt; charset=utf-8');
    expect(vtt.headers.get('content-encoding')).toBe('gzip');
    expect(await vtt.text()).toBe(
      [
        'WEBVTT',
        '',
        ...['00:00:00.000 --> 00:00:03.500', 'storyboard/f1/0.jpg#xywh=0,0,160,90', ''],
        ...['00:00:03.500 --> 00:00:07.000', 'storyboard/f1/0.jpg#xywh=160,0,160,90', ''],
        ...['00:00:07.000 --> 00:00:10.500', 'storyboard/f1/0.jpg#xywh=0,90,160,90', ''],
        ...['00:00:10.500 --> 00:00:14.000', 'storyboard/f1/0.jpg#xywh=160,90,160,90', ''],
        ...['00:00:14.000 --> 00:00:18.000', 'storyboard/f1/1.jpg#xywh=0,0,160,90', ''],
        '',
      ].join('\n'),
    );
    const sheet = await fetch(new URL('storyboard/f1/0.jpg', process.url + storyboardUrl));
    expect([sheet.status, sheet.headers.get('content-type')]).toEqual([200, 'image/jpeg']);
  });

  it('are not spoken of while there are none', async () => {
    const process = await aProcess();
    const session = await openSession(process, video.publicId);
    expect((await fetch(`${process.url}${session}/${id}/storyboard.vtt`)).status).toBe(404);
    const answer = await fetch(`${process.url}/api/v1/videos/${video.publicId}/playback`, { method: 'POST' });
    expect(await answer.json()).not.toHaveProperty('storyboardUrl');
  });
});
