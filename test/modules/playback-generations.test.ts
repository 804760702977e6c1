import type { PlaybackSet } from '../../src/modules/media';
import { newId } from '../../src/platform/ids';
import { createTestClock, type TestClock } from '../support/clock';
import { checkOverTime } from '../support/conformance/list-rules';
import { aRendition, aSet, aVideo, type Neighbours, neighbours } from '../support/factories/playback';
import { createPlaybackHouse, type PlaybackHouse } from '../support/playback-house';
import { openSession, type PlaybackProcess, startPlaybackProcess } from '../support/playback-process';

let house: PlaybackHouse;
let clock: TestClock;
let rooms: Neighbours;
let one: PlaybackProcess;
let other: PlaybackProcess;

beforeAll(async () => {
  house = await createPlaybackHouse();
});
afterAll(() => house.close());
beforeEach(async () => {
  clock = createTestClock();
  rooms = neighbours();
  one = await aProcess();
  other = await aProcess();
});
afterEach(() => Promise.all([one, other].map((each) => each.close())));

function aProcess(): Promise<PlaybackProcess> {
  return startPlaybackProcess({ ...house, clock, rooms });
}

const video = aVideo();

async function serve(set: PlaybackSet): Promise<string> {
  rooms.keep(video);
  rooms.keepSet(video.id, set);
  for (const { path, segments } of set.renditions) {
    for (const { file } of segments) {
      await house.storage.put(`media/${video.id}/${path}/${file}`, Buffer.from(`${path}/${file}`), 'video/mp4');
    }
  }
  return set.generationId;
}

async function get({ url }: PlaybackProcess, path: string): Promise<{ status: number; text: string }> {
  const answer = await fetch(url + path);
  return { status: answer.status, text: await answer.text() };
}

it('whoever plays goes on with what they began with, in a process that never served it before', async () => {
  const generation = await serve(withPath(newId(), { complete: false }));
  const session = await openSession(one, video.publicId);
  const before = await get(one, `${session}/${generation}/360p/growing.m3u8`);

  const next = newId();
  await serve(withPath(next));
  clock.advance({ seconds: 3 });
  const master = await get(other, `${session}/master.m3u8`);
  expect([master.status, master.text.includes(generation), master.text.includes(next)]).toEqual([200, true, false]);
  const after = await get(other, `${session}/${generation}/360p/growing.m3u8`);
  expect(checkOverTime(before.text, after.text)).toEqual([]);
  expect(await get(other, `${session}/${generation}/360p/f1/s2.m4s`)).toEqual({
    status: 200,
    text: `${generation}/360p/f1/s2.m4s`,
  });
  expect((await get(other, `${await openSession(other, video.publicId)}/master.m3u8`)).text).toContain(next);
});

it('a film whose list still grows grows on under its viewer after another took over', async () => {
  const [first, next] = [newId(), newId()];
  await serve(withPath(first, { complete: false, segments: aRendition(first).segments.slice(0, 1) }));
  const session = await openSession(one, video.publicId);
  const address = `${session}/${first}/360p/growing.m3u8`;
  const early = await get(one, address);
  await serve(withPath(first));
  await serve(withPath(next));
  clock.advance({ seconds: 2 });
  for (const process of [one, other]) {
    const late = await get(process, address);
    expect(late.text).toContain('#EXT-X-ENDLIST');
    expect(checkOverTime(early.text, late.text)).toEqual([]);
  }
});

it('once what they began with is retired, the list says it is gone, and the master names what took over', async () => {
  const [first, next] = [newId(), newId()];
  await serve(withPath(first));
  const session = await openSession(one, video.publicId);
  await serve(withPath(next));
  rooms.retire(video.id, first);
  clock.advance({ hours: 20 }); // the next morning
  for (const process of [one, other]) {
    const list = await get(process, `${session}/${first}/360p/index.m3u8`);
    expect([list.status, JSON.parse(list.text).code]).toEqual([404, 'media_not_found']);
    expect((await get(process, `${session}/master.m3u8`)).text).toContain(next);
    expect((await get(process, `${session}/${next}/360p/index.m3u8`)).status).toBe(200);
  }
});

it('a process that remembers a list may still tell it; nobody gets bytes that are gone, and the master leads on', async () => {
  const [first, next] = [newId(), newId()];
  await serve(withPath(first));
  const session = await openSession(one, video.publicId);
  const list = await get(one, `${session}/${first}/360p/index.m3u8`);
  await serve(withPath(next));
  rooms.retire(video.id, first);
  await house.storage.deletePrefix(`media/${video.id}/${first}/`);
  clock.advance({ hours: 20 });
  expect(await get(one, `${session}/${first}/360p/index.m3u8`)).toEqual(list);
  for (const process of [one, other]) {
    expect((await get(process, `${session}/${first}/360p/f1/s1.m4s`)).status).toBe(404);
    expect((await get(process, `${session}/master.m3u8`)).text).toContain(next);
    const again = await openSession(process, video.publicId);
    expect((await get(process, `${again}/master.m3u8`)).text).not.toContain(first);
    expect((await get(process, `${again}/${next}/360p/f1/s1.m4s`)).status).toBe(200);
  }
});

it('a rendition that joins is listed in the very next master, and nothing that plays moves', async () => {
  const id = newId();
  const [small, large] = [aRendition(id), aRendition(id, { name: '720p', height: 720, width: 1280 })];
  await serve(aSet(id, small));
  const session = await openSession(one, video.publicId);
  const before = await get(one, `${session}/${id}/360p/index.m3u8`);
  expect((await get(one, `${session}/master.m3u8`)).text).not.toContain('720p');
  await serve(aSet(id, small, large));
  clock.advance({ seconds: 1 });
  expect((await get(one, `${session}/master.m3u8`)).text).toContain(`${id}/720p/index.m3u8`);
  expect(await get(one, `${session}/${id}/360p/index.m3u8`)).toEqual(before);
});

it('the master of a film that grows tells the rate measured by then', async () => {
  const id = newId();
  const segments = aRendition(id).segments.map((each, i) => ({ ...each, bytes: 500_000 * (2 * i + 1) }));
  const bandwidth = async (session: string) =>
    /:BANDWIDTH=(\d+)/.exec((await get(one, `${session}/master.m3u8`)).text)?.[1];
  await serve(withPath(id, { complete: false, segments: segments.slice(0, 1) }));
  const session = await openSession(one, video.publicId);
  expect(await bandwidth(session)).toBe('900000');
  await serve(withPath(id, { complete: false, segments }));
  clock.advance({ seconds: 3 });
  expect(await bandwidth(session)).toBe('3333334');
});

it('with the database away, a list that was read goes on', async () => {
  const id = await serve(withPath(newId(), { complete: false }));
  const session = await openSession(one, video.publicId);
  const before = await get(one, `${session}/${id}/360p/growing.m3u8`);
  rooms.setAway(true);
  clock.advance({ minutes: 5 });
  expect(await get(one, `${session}/${id}/360p/growing.m3u8`)).toEqual(before);
});

function withPath(generationId: string, overrides: Parameters<typeof aRendition>[1] = {}): PlaybackSet {
  return aSet(generationId, aRendition(generationId, overrides));
}
