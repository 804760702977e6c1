import type { MediaRendition } from '../../src/modules/media';
import type { AccountActor } from '../../src/platform/http';
import { newId } from '../../src/platform/ids';
import { createS3Storage } from '../../src/platform/storage';
import { createTestClock, type TestClock } from '../support/clock';
import { checkList, checkOverTime } from '../support/conformance/list-rules';
import { parseList } from '../support/conformance/parsed-list';
import { createTestDatabase, type TestDatabase } from '../support/database';
import { aRendition, aSet, everywherePublic, type Neighbours, neighbours } from '../support/factories/playback';
import { putFilm } from '../support/playback-film';
import { openSession, type PlaybackProcess, startPlaybackProcess } from '../support/playback-process';
import { type OpenedS3, openS3Storage } from '../support/s3/open-storage';

type Film = Awaited<ReturnType<typeof putFilm>>;

let test: TestDatabase;
let s3: OpenedS3;
let bucketNow: Date | null;
let clock: TestClock;
let rooms: Neighbours;
let opened: PlaybackProcess[];
let web: PlaybackProcess;

beforeAll(async () => {
  test = await createTestDatabase();
  s3 = await openS3Storage({ now: () => bucketNow ?? new Date() });
});
afterAll(async () => {
  await s3.close();
  await test.close();
});
beforeEach(async () => {
  [clock, rooms, opened, bucketNow] = [createTestClock(), neighbours(), [], null];
  web = await open();
});
afterEach(() => Promise.all(opened.map((each) => each.close())));

/** Of the team of every channel: previews what nobody else may watch. */
const editor: AccountActor = {
  ...{ kind: 'account', accountId: newId(), operator: false, sessionId: newId(), token: null },
};

async function open(more: Partial<Parameters<typeof startPlaybackProcess>[0]> = {}): Promise<PlaybackProcess> {
  const { storage } = s3;
  const process = await startPlaybackProcess({ db: test.db, storage, clock, rooms, deliversDirectly: true, ...more });
  opened.push(process);
  return process;
}

const put = (overrides: Parameters<typeof putFilm>[1] = {}, how = {}) =>
  putFilm({ storage: s3.storage, rooms }, overrides, how);

async function listOf(film: Film, { process = web, name = 'index', rendition = '360p' } = {}) {
  const session = await openSession(process, film.video.publicId);
  const at = `${process.url}${session}/${film.generationId}/${rendition}/`;
  return { at, ask: async () => fetch(`${at}${name}.m3u8`) };
}

/** Every address in a list, the init segment first. */
function addressesIn(text: string): string[] {
  const { segments } = parseList(text);
  return [...new Set([segments[0]?.map ?? '', ...segments.map(({ uri }) => uri)])];
}

/** As a player that has nothing but the address, while it is as late there as it is here. */
async function fromBucket(address: string, headers: Record<string, string> = {}) {
  bucketNow = clock.now();
  try {
    const answer = await fetch(address, { headers });
    return { status: answer.status, text: await answer.text() };
  } finally {
    bucketNow = null;
  }
}

const isInBucket = (address: string) => address.startsWith(`${s3.server.endpoint}/`);
const isBelow = (address: string) => /^f1\/\w+\.(mp4|m4s)$/.test(address);

it('what is open to all is fetched from the bucket, at addresses that end with the first full hour after the session', async () => {
  const film = await put();
  const { ask } = await listOf(film);
  const answer = await ask();
  expect([answer.status, answer.headers.get('cache-control')]).toEqual([200, 'private, no-cache']);
  const text = await answer.text();
  expect(checkList(text)).toEqual([]);
  const addresses = addressesIn(text);
  expect(addresses).toHaveLength(4);
  expect(addresses.filter(isInBucket)).toEqual(addresses);
  const wanted = ['the header', 'bytes of s0.m4s', 'bytes of s1.m4s', 'bytes of s2.m4s'];
  clock.set('2026-05-01T13:59:59.999Z'); // the session ended at 13:00:36
  for (const [index, address] of addresses.entries()) {
    expect(await fromBucket(address)).toEqual({ status: 200, text: wanted[index] });
  }
  clock.set('2026-05-01T14:00:00.000Z');
  for (const address of addresses) {
    const { status, text: why } = await fromBucket(address);
    expect([status, why]).toEqual([403, expect.stringContaining('Request has expired')]);
  }
});

it('single pictures are ranges of files in the bucket', async () => {
  const film = await put();
  const stills: MediaRendition = aRendition(film.generationId, {
    ...{ name: 'iframes', kind: 'iframes' },
    segments: [{ number: 0, durationTicks: 540_000, bytes: 9, file: 'f1/i0.mp4', pictureBytes: [2, 3, 4] }],
  });
  await s3.storage.put(`media/${film.video.id}/${stills.path}/f1/i0.mp4`, Buffer.from('112223333'), 'video/mp4');
  rooms.keepSet(film.video.id, aSet(film.generationId, film.picture, stills));
  const text = await (await (await listOf(film, { rendition: 'iframes' })).ask()).text();
  expect(checkList(text)).toEqual([]);
  const pictures = await Promise.all(
    parseList(text).segments.map(({ uri, range }) => {
      const { from = 0, bytes = 0 } = range ?? {};
      bucketNow = clock.now();
      return fetch(uri, { headers: { Range: `bytes=${from}-${from + bytes - 1}` } }).then((found) => found.text());
    }),
  );
  bucketNow = null;
  expect(pictures).toEqual(['11', '222', '3333']);
});

it('sessions that end in the same hour share one list, in every process; the next hour has its own', async () => {
  const film = await put();
  const read = async (process: PlaybackProcess) => {
    const answer = await (await listOf(film, { process })).ask();
    return [answer.headers.get('etag'), await answer.text()];
  };
  const first = await read(web);
  clock.advance({ minutes: 59 });
  const elsewhere = createS3Storage(s3.options);
  const other = await open({ storage: elsewhere });
  expect(await read(web)).toEqual(first);
  expect(await read(other)).toEqual(first);
  clock.advance({ minutes: 1 });
  expect((await read(other))[0]).not.toBe(first[0]);
  await elsewhere.close();
});

const windows = {
  ...{ effect: 'allow' as const, from: null, until: null, countries: { only: ['DE'] } },
  ...{ reason: null, messageByCountry: {} },
};
const publish = ({ video }: Film, publication: Partial<typeof everywherePublic>) =>
  rooms.keep({ ...video, publication: { ...everywherePublic, ...publication } });
const restricted = { kind: 'restricted' as const, ways: [] };

it.each<[string, 'from the bucket' | 'through us', (film: Film) => void]>([
  ['public', 'from the bucket', () => undefined],
  ['unlisted', 'from the bucket', (film) => publish(film, { visibility: 'unlisted' })],
  ['public until some day', 'from the bucket', (film) => publish(film, { endsAt: new Date('2099-01-01') })],
  ['public from tomorrow on', 'through us', (film) => publish(film, { startsAt: new Date('2026-05-02') })],
  ['public until yesterday', 'through us', (film) => publish(film, { endsAt: new Date('2026-04-30') })],
  ['private', 'through us', (film) => publish(film, { visibility: 'private' })],
  ['behind a password', 'through us', (film) => publish(film, { visibility: 'password', passwordId: newId() })],
  ['not published', 'through us', ({ video }) => rooms.keep({ ...video, publication: null })],
  ['for a price', 'through us', ({ video }) => rooms.setRights(video.id, { access: restricted })],
  ['for some ages', 'through us', ({ video }) => rooms.setRights(video.id, { minimumAge: 16 })],
  [
    'for one country, as its channel says',
    'through us',
    ({ video }) => rooms.setRights(video.id, { rights: { channel: [windows], video: [], broadcast: [] } }),
  ],
])('a film that is %s comes %s', async (_what, way, change) => {
  const film = await put();
  rooms.setRole(editor.accountId, film.video.channelId, 'owner');
  change(film);
  const process = await open({ asking: () => editor });
  const { at, ask } = await listOf(film, { process });
  const addresses = addressesIn(await (await ask()).text());
  expect(addresses.filter(way === 'from the bucket' ? isInBucket : isBelow)).toHaveLength(4);
  expect(await (await fetch(`${at}${film.picture.segments[1]?.file}`)).text()).toBe('bytes of s1.m4s');
});

it('a list that grows keeps its addresses as long as its session lasts', async () => {
  const film = await put({}, { complete: false });
  const { picture, video, generationId } = film;
  const grow = (count: number, complete = false) =>
    rooms.keepSet(video.id, aSet(generationId, { ...picture, complete, segments: picture.segments.slice(0, count) }));
  grow(1);
  const { ask } = await listOf(film, { name: 'growing' });
  const texts = [await (await ask()).text()];
  for (const [count, complete] of [
    [2, false],
    [3, false],
    [3, true],
  ] as const) {
    grow(count, complete);
    clock.advance({ minutes: 15 });
    texts.push(await (await ask()).text());
  }
  expect(texts.map((text) => parseList(text).segments.length)).toEqual([1, 2, 3, 3]);
  expect(texts.flatMap(checkList)).toEqual([]);
  for (const [index, later] of texts.slice(1).entries()) expect(checkOverTime(texts[index] ?? '', later)).toEqual([]);
});

it('restricted in mid-play: lists come through us within two seconds, addresses that are out end by themselves', async () => {
  const film = await put({}, { complete: false });
  rooms.setCountry('DE');
  const there = await open();
  const [here, elsewhere] = [
    await listOf(film, { name: 'growing' }),
    await listOf(film, { process: there, name: 'growing' }),
  ];
  const out = addressesIn(await (await here.ask()).text());
  expect(addressesIn(await (await elsewhere.ask()).text())).toEqual(out);
  rooms.setRights(film.video.id, { rights: { channel: [], video: [windows], broadcast: [] } });
  clock.advance({ ms: 1_900 });
  for (const { ask, at } of [here, elsewhere]) {
    const text = await (await ask()).text();
    expect(text).not.toContain('#EXT-X-ENDLIST');
    expect(addressesIn(text).every(isBelow)).toBe(true);
    expect((await fetch(`${at}f1/s1.m4s`)).status).toBe(200);
  }
  rooms.setRights(film.video.id, { access: restricted });
  clock.advance({ ms: 1_900 });
  for (const { ask, at } of [here, elsewhere]) {
    const text = await (await ask()).text();
    expect(text).toContain('#EXT-X-ENDLIST');
    expect(addressesIn(text).every(isBelow)).toBe(true);
    clock.advance({ seconds: 10 });
    expect((await fetch(`${at}f1/s1.m4s`)).status).toBe(403);
  }
  for (const address of out) expect((await fromBucket(address)).status).toBe(200);
});

it('while nothing can be read the last answer stands', async () => {
  const film = await put();
  const { ask } = await listOf(film);
  const text = await (await ask()).text();
  rooms.setAway(true);
  clock.advance({ minutes: 5 });
  expect(await (await ask()).text()).toBe(text);
});

it('with the usual delivery, and on a CDN, nothing names the bucket', async () => {
  const film = await put();
  const usual = await (await listOf(film, { process: await open({ deliversDirectly: false }) })).ask();
  expect(addressesIn(await usual.text()).every(isBelow)).toBe(true);
  const shared = await open({ sharesPublicMedia: true });
  const session = await openSession(shared, film.video.publicId);
  const master = `${shared.url}${session}/master.m3u8`;
  const list = new URL((await (await fetch(master)).text()).trim().split('\n').at(-1) ?? '', master);
  expect(list.pathname).toMatch(/^\/m\//);
  expect(addressesIn(await (await fetch(list)).text()).every(isBelow)).toBe(true);
});
