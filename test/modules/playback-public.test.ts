import { newId } from '../../src/platform/ids';
import { createTestClock, type TestClock } from '../support/clock';
import { aRendition, aSet, everywherePublic, type Neighbours, neighbours } from '../support/factories/playback';
import { putFilm } from '../support/playback-film';
import { createPlaybackHouse, type PlaybackHouse } from '../support/playback-house';
import { openSession, type PlaybackProcess, startPlaybackProcess } from '../support/playback-process';

let house: PlaybackHouse;
let clock: TestClock;
let rooms: Neighbours;
let opened: PlaybackProcess[];
let web: PlaybackProcess;
beforeAll(async () => {
  house = await createPlaybackHouse();
});
afterAll(() => house.close());
beforeEach(async () => {
  await house.db.reader.raw('truncate playback.public_paths');
  clock = createTestClock();
  rooms = neighbours();
  opened = [];
  web = await open();
});
afterEach(() => Promise.all(opened.map((each) => each.close())));

async function open(sharesPublicMedia = true): Promise<PlaybackProcess> {
  const process = await startPlaybackProcess({ ...house, clock, rooms, sharesPublicMedia });
  opened.push(process);
  return process;
}

/** Where a new session's master sends its viewer, as a path of the site. */
async function listOf(publicId: string, process = web): Promise<string> {
  const session = await openSession(process, publicId);
  const master = await (await fetch(`${process.url}${session}/master.m3u8`)).text();
  const line = master.trim().split('\n').at(-1) ?? '';
  return new URL(line, `${process.url}${session}/master.m3u8`).pathname;
}

const ask = (path: string, process = web) => fetch(`${process.url}${path}`);
const segmentBeside = (list: string) => list.replace(/\w+\.m3u8$/, 'f1/s1.m4s');

it('media that anybody may watch lie at one path without a token, which a CDN keeps for a year', async () => {
  const { video, generationId } = await putFilm({ ...house, rooms });
  const list = await listOf(video.publicId);
  expect(list).toMatch(new RegExp(`^/m/[0-9A-Za-z]{22}/${generationId}/360p/index\\.m3u8$`));
  expect(await listOf(video.publicId, await open())).toBe(list);
  const answer = await ask(list);
  expect([answer.status, answer.headers.get('cache-control')]).toEqual([200, 'public, max-age=2']);
  expect(await answer.text()).toContain('f1/s1.m4s');
  const bytes = await ask(segmentBeside(list));
  expect([bytes.status, bytes.headers.get('cache-control'), await bytes.text()]).toEqual([
    200,
    'public, max-age=31536000, immutable',
    'bytes of s1.m4s',
  ]);
});

it.each<[string, (film: Awaited<ReturnType<typeof putFilm>>) => void]>([
  ['unlisted', ({ video }) => rooms.keep({ ...video, publication: { ...everywherePublic, visibility: 'unlisted' } })],
  [
    'with an end',
    ({ video }) => rooms.keep({ ...video, publication: { ...everywherePublic, endsAt: new Date('2099-01-01') } }),
  ],
  [
    'with an end of its rights',
    ({ video }) => rooms.setRights(video.id, { rights: { channel: [], video: [until2099], broadcast: [] } }),
  ],
  ['for some ages', ({ video }) => rooms.setRights(video.id, { minimumAge: 0 })],
])('a film %s stays below its token', async (_what, change) => {
  const film = await putFilm({ ...house, rooms });
  change(film);
  rooms.setCountry('DE');
  const answer = await fetch(`${web.url}/api/v1/videos/${film.video.publicId}/playback`, { method: 'POST' });
  if (answer.status === 200) expect(await listOf(film.video.publicId)).toMatch(/^\/p\//);
  else expect(answer.status).toBe(403);
  expect(await house.db.reader('playback.public_paths').where({ video_id: film.video.id })).toEqual([]);
});

const until2099 = {
  ...{ effect: 'allow' as const, from: null, until: new Date('2099-01-01'), countries: { except: [] } },
  ...{ reason: null, messageByCountry: {} },
};

it('without a CDN every film stays below its token', async () => {
  const { video } = await putFilm({ ...house, rooms });
  expect(await listOf(video.publicId, await open(false))).toMatch(/^\/p\//);
});

it('restricting a film closes its path within 10 s, tells what to purge, and opens another when it is public again', async () => {
  const { video } = await putFilm({ ...house, rooms });
  const since = clock.now();
  const list = await listOf(video.publicId);
  const there = await open();
  expect((await ask(segmentBeside(list), there)).status).toBe(200);
  rooms.setRights(video.id, { access: { kind: 'restricted', ways: [] } });
  clock.advance({ ms: 1_900 });
  expect(await (await ask(list)).text()).toContain('#EXT-X-ENDLIST');
  clock.advance({ ms: 8_000 });
  for (const process of [web, there]) {
    const refused = await ask(segmentBeside(list), process);
    expect([refused.status, refused.headers.get('cache-control')]).toEqual([403, 'no-store']);
  }
  expect(await web.playback.publicPaths.retireClosed()).toBe(1);
  expect(await web.playback.publicPaths.retireClosed()).toBe(0);
  const [, , key] = list.split('/');
  expect(await web.playback.publicPaths.retiredSince(since)).toEqual([{ path: `/m/${key}/`, retiredAt: clock.now() }]);

  rooms.setRights(video.id, {});
  clock.advance({ seconds: 10 });
  const anew = await listOf(video.publicId);
  expect(anew).toMatch(/^\/m\//);
  expect(anew).not.toBe(list);
  for (const process of [web, there]) {
    expect((await ask(segmentBeside(list), process)).status).toBe(404);
    expect((await ask(segmentBeside(anew), process)).status).toBe(200);
  }
});

it('one path opens one film, and no other object', async () => {
  const { video } = await putFilm({ ...house, rooms });
  const other = await putFilm({ ...house, rooms }, { publication: { ...everywherePublic, visibility: 'private' } });
  const list = await listOf(video.publicId);
  const [, , key] = list.split('/');
  const nowhere = [
    `/m/${key}/${other.generationId}/360p/f1/s1.m4s`,
    `/m/${key}/${other.generationId}/360p/index.m3u8`,
    `/m/${'A'.repeat(22)}/${other.generationId}/360p/f1/s1.m4s`,
    `/m/${key}/x/360p/index.m3u8`,
    `/m/${key}/master.m3u8`,
  ];
  for (const path of nowhere) expect([path, (await ask(path)).status]).toEqual([path, 404]);
});

it('goes on while nothing can be read, and with the generation it began with', async () => {
  const { video } = await putFilm({ ...house, rooms });
  const list = await listOf(video.publicId);
  expect((await ask(segmentBeside(list))).status).toBe(200);
  const next = newId();
  rooms.keepSet(video.id, aSet(next, aRendition(next)));
  rooms.setAway(true);
  clock.advance({ minutes: 5 });
  expect((await ask(segmentBeside(list))).status).toBe(200);
});
