import type { AccessRule, Entitlement } from '../../src/modules/access';
import type { AccountActor } from '../../src/platform/http';
import { newId } from '../../src/platform/ids';
import { createTestClock, type TestClock } from '../support/clock';
import { type Neighbours, neighbours } from '../support/factories/playback';
import { viewerOf } from '../support/factories/viewers';
import { putFilm } from '../support/playback-film';
import { createPlaybackHouse, type PlaybackHouse } from '../support/playback-house';
import { type PlaybackProcess, startPlaybackProcess } from '../support/playback-process';
import { waitFor } from '../support/wait-for';

const forSubscribers: AccessRule = { kind: 'restricted', ways: [{ kind: 'subscribers', tiers: [] }] };
const chrome =
  'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/130.0 Safari/537.36';
const safari = 'Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15 Version/18.0 Safari/604.1';

let house: PlaybackHouse;
let clock: TestClock;
let rooms: Neighbours;
let asking: AccountActor;
let webs: PlaybackProcess[];
let accountId: string;
let channelId: string;
let film: Awaited<ReturnType<typeof putFilm>>;
beforeAll(async () => {
  house = await createPlaybackHouse();
});
afterAll(() => house.close());
beforeEach(async () => {
  clock = createTestClock();
  rooms = neighbours();
  [accountId, channelId] = [newId(), newId()];
  const subscription: Entitlement = {
    ...{ source: 'subscription', covers: { kind: 'channel' } },
    ...{ from: new Date('2026-01-01T00:00:00Z'), until: null },
  };
  rooms.setHoldings(accountId, { entitlements: new Map([[channelId, [subscription]]]) });
  film = await aFilm('A day at sea');
  const options = { ...house, clock, rooms, asking: () => asking };
  webs = [await startPlaybackProcess(options), await startPlaybackProcess(options)];
});
afterEach(() => Promise.all(webs.map((web) => web.close())));

async function aFilm(title: string, deviceLimit: number | null = 1) {
  const made = await putFilm({ ...house, rooms }, { channelId, title });
  rooms.setRights(made.video.id, { access: forSubscribers, deviceLimit });
  return made;
}

/** One browser of the account. */
function aDevice(userAgent = chrome) {
  const sessionId = newId();
  return async (body: object = {}, { web = 0, on = film } = {}) => {
    asking = { kind: 'account', accountId, operator: false, sessionId, token: null };
    const answer = await fetch(`${webs[web]?.url}/api/v1/videos/${on.video.publicId}/playback`, {
      method: 'POST',
      headers: { 'user-agent': userAgent, 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });
    return { status: answer.status, body: (await answer.json()) as { manifestUrl?: string; refusals?: object[] } };
  };
}

function playing({ body }: { body: { manifestUrl?: string } }, { web = 0, on = film } = {}) {
  const session = `${webs[web]?.url}${body.manifestUrl?.replace('/master.m3u8', '')}`;
  return {
    beat: () => fetch(`${session}/heartbeat`, { method: 'POST' }),
    list: async () => (await fetch(`${session}/${on.generationId}/360p/index.m3u8`)).text(),
    bytes: async () => (await fetch(`${session}/${on.generationId}/360p/f1/s1.m4s`)).status,
  };
}

it('a second device is told who has the place, and may take over: the first one’s film ends', async () => {
  const growing = await aFilm('It grows');
  const laptop = playing(await aDevice()());
  const phone = aDevice(safari);
  clock.advance({ seconds: 10 });
  expect(await phone()).toMatchObject({
    status: 403,
    body: {
      code: 'playback_refused',
      refusals: [
        {
          reason: 'too_many_devices',
          remedy: { kind: 'take_over' },
          devices: [{ device: 'Chrome on Windows', since: '2026-05-01T12:00:00.000Z', title: 'A day at sea' }],
        },
      ],
    },
  });
  expect(await laptop.bytes()).toBe(200);
  const taken = await phone({ takeOver: true }, { web: 1, on: growing });
  expect(taken.status).toBe(200);
  clock.advance({ ms: 1_900 });
  expect(await laptop.list()).toContain('#EXT-X-ENDLIST');
  const beat = await laptop.beat();
  expect([beat.status, await beat.json()]).toEqual([
    403,
    expect.objectContaining({ refusals: [expect.objectContaining({ reason: 'taken_over' })] }),
  ]);
  clock.advance({ ms: 8_000 });
  expect(await laptop.bytes()).toBe(403);
  expect(await playing(taken, { web: 1, on: growing }).bytes()).toBe(200);
});

it('a reload, a second tab and another film in the same browser are one device', async () => {
  const browser = aDevice();
  const other = await aFilm('Another film');
  const first = playing(await browser());
  const tab = playing(await browser({}, { on: other }), { on: other });
  expect((await browser({}, { web: 1 })).status).toBe(200);
  clock.advance({ seconds: 20 });
  expect([(await first.beat()).status, (await tab.beat()).status]).toEqual([200, 200]);
});

it('what is free, another channel and another account take no place', async () => {
  await aDevice()();
  const free = await aFilm('For everybody');
  rooms.setRights(free.video.id, { deviceLimit: 1 });
  expect((await aDevice()({}, { on: free })).status).toBe(200);
  expect((await aDevice()({}, { on: await aFilm('No limit', null) })).status).toBe(200);
});

it('a device that is not heard of for a minute makes room, and finds no place when it comes back', async () => {
  const laptop = playing(await aDevice()());
  clock.advance({ seconds: 61 });
  const phone = await aDevice(safari)();
  expect(phone.status).toBe(200);
  const beat = await laptop.beat();
  expect([beat.status, await beat.json()]).toEqual([
    403,
    expect.objectContaining({ refusals: [expect.objectContaining({ reason: 'too_many_devices' })] }),
  ]);
  expect((await playing(phone).beat()).status).toBe(200);
});

it('a device that comes back while there is a place has it at once', async () => {
  const laptop = playing(await aDevice()());
  clock.advance({ minutes: 10 });
  expect((await laptop.beat()).status).toBe(200);
  await waitFor('it to be written down', async () => {
    const row = await house.db.reader('playback.sessions').where({ account_id: accountId }).first('last_seen_at');
    return row.last_seen_at.getTime() === clock.now().getTime();
  });
  expect((await aDevice(safari)({}, { web: 1 })).status).toBe(403);
});

it('a device paused with its page open keeps its place', async () => {
  const laptop = playing(await aDevice()());
  for (let beat = 0; beat < 6; beat++) {
    clock.advance({ seconds: 20 });
    expect((await laptop.beat()).status).toBe(200);
  }
  await webs[0]?.playback.close(); // writes down what was seen, as every 20 seconds
  expect((await aDevice(safari)({}, { web: 1 })).status).toBe(403);
});

it('of two, the one makes room that was heard of longest ago', async () => {
  rooms.setRights(film.video.id, { access: forSubscribers, deviceLimit: 2 });
  const first = playing(await aDevice()());
  clock.advance({ seconds: 5 });
  const second = playing(await aDevice()());
  clock.advance({ seconds: 5 });
  expect((await aDevice(safari)({ takeOver: true })).status).toBe(200);
  clock.advance({ seconds: 9 });
  expect([await first.bytes(), await second.bytes()]).toEqual([403, 200]);
});

it('of twenty starts at once, in two processes, as many get in as there are places', async () => {
  rooms.setRights(film.video.id, { access: forSubscribers, deviceLimit: 3 });
  const viewers = Array.from({ length: 20 }, () =>
    viewerOf({ kind: 'account', accountId, operator: false, sessionId: newId(), token: null }),
  );
  const answers = await Promise.allSettled(
    viewers.map(async (viewer, index) => webs[index % 2]?.playback.startSession(viewer, film.video.publicId)),
  );
  expect(answers.filter(({ status }) => status === 'fulfilled')).toHaveLength(3);
});

it('while nothing can be read, who was let in lately starts again, and nobody is counted', async () => {
  const laptop = aDevice();
  const playingOn = playing(await laptop());
  rooms.setAway(true);
  expect((await laptop()).status).toBe(200);
  clock.advance({ minutes: 5 });
  expect(await playingOn.bytes()).toBe(200);
});
