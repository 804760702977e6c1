import { request } from 'node:http';
import type { AccessRule, Entitlement } from '../../src/modules/access';
import { createPlaybackTokens } from '../../src/modules/playback/tokens';
import { Secret } from '../../src/platform/config';
import { type Actor, anonymous } from '../../src/platform/http';
import { newId } from '../../src/platform/ids';
import type { Storage } from '../../src/platform/storage';
import { createTestClock, type TestClock } from '../support/clock';
import { everywherePublic, type Neighbours, neighbours } from '../support/factories/playback';
import { putFilm } from '../support/playback-film';
import { createPlaybackHouse, type PlaybackHouse } from '../support/playback-house';
import { openSession, type PlaybackProcess, startPlaybackProcess } from '../support/playback-process';

// Players send neither cookie nor header below /p/: there, 401 of the catalogue is 404, as for every address never given out.

const forSubscribers: AccessRule = { kind: 'restricted', ways: [{ kind: 'subscribers', tiers: [] }] };
const key = 'a playback key for tests';
let house: PlaybackHouse;
let clock: TestClock;
let rooms: Neighbours;
let web: PlaybackProcess;
let asking: Actor;
let askedKeys: string[];

beforeAll(async () => {
  house = await createPlaybackHouse();
});
afterAll(() => house.close());
beforeEach(async () => {
  clock = createTestClock();
  rooms = neighbours();
  asking = anonymous;
  askedKeys = [];
  web = await startPlaybackProcess({ ...house, storage: watched(house.storage), clock, rooms, asking: () => asking });
});
afterEach(() => web.close());

/** Notes every key that is asked for. */
function watched(storage: Storage): Storage {
  return {
    ...storage,
    stat: (objectKey) => {
      askedKeys.push(objectKey);
      return storage.stat(objectKey);
    },
  };
}

/** The status of a path as it is written, which fetch would tidy up first. */
function statusOf(path: string, headers: Record<string, string> = {}): Promise<number> {
  return new Promise((resolve, reject) => {
    const { hostname, port } = new URL(web.url);
    request({ hostname, port, path, headers }, (response) => {
      response.resume();
      response.on('end', () => resolve(response.statusCode ?? 0));
    })
      .on('error', reject)
      .end();
  });
}

const token = (path: string) => path.split('/')[2] ?? '';

describe('a film for subscribers', () => {
  async function subscribed(channelId: string): Promise<string> {
    const accountId = newId();
    const entitlement: Entitlement = {
      ...{ source: 'subscription', covers: { kind: 'channel' } },
      ...{ from: new Date('2026-01-01T00:00:00Z'), until: null },
    };
    rooms.setHoldings(accountId, { entitlements: new Map([[channelId, [entitlement]]]) });
    asking = { kind: 'account', accountId, operator: false, sessionId: newId(), token: null };
    return accountId;
  }

  async function paidFilm() {
    const film = await putFilm({ ...house, rooms });
    rooms.setRights(film.video.id, { access: forSubscribers });
    return film;
  }

  it('PLAY-001, PLAY-002: plays neither for strangers nor for other subscribers, and for nobody 10 s after a refund', async () => {
    const { video, generationId } = await paidFilm();
    const start = async () => {
      const answer = await fetch(`${web.url}/api/v1/videos/${video.publicId}/playback`, { method: 'POST' });
      return { status: answer.status, text: await answer.text() };
    };
    expect(await start()).toMatchObject({ status: 403, text: expect.not.stringContaining(generationId) });
    await subscribed(newId());
    expect(await start()).toMatchObject({ status: 403, text: expect.not.stringContaining(generationId) });
    const accountId = await subscribed(video.channelId);
    const path = await openSession(web, video.publicId);
    const segment = `${generationId}/360p/f1/s1.m4s`;
    expect(await statusOf(`${path}/${segment}`)).toBe(200);
    expect(await statusOf(`/p/${'A'.repeat(96)}/${segment}`)).toBe(404);
    expect(await statusOf(`/p/${segment}`)).toBe(404);
    expect(await statusOf(`/media/${video.id}/${segment}`)).toBe(404);
    rooms.setHoldings(accountId, {});
    clock.advance({ seconds: 10 });
    expect(await statusOf(`${path}/${segment}`)).toBe(403);
    expect((await start()).status).toBe(403);
  });

  it('PLAY-003: opens by its own token only, whichever rendition is asked for', async () => {
    const { video, generationId } = await paidFilm();
    const free = await putFilm({ ...house, rooms });
    await subscribed(video.channelId);
    const paid = await openSession(web, video.publicId);
    const open = await openSession(web, free.video.publicId);
    expect(await statusOf(`${open}/${generationId}/360p/f1/s1.m4s`)).toBe(404);
    expect(await statusOf(`${open}/${generationId}/360p/index.m3u8`)).toBe(404);
    expect(await statusOf(`${paid}/${free.generationId}/360p/f1/s1.m4s`)).toBe(404);
    expect(await statusOf(`${paid}/${generationId}/1080p/f1/s1.m4s`)).toBe(404);
  });
});

it('PLAY-005, PLAY-006: no spelling of a path reaches an object beside the film, or the film past the decision', async () => {
  const { video, generationId } = await putFilm({ ...house, rooms });
  await house.storage.put('private/x.m4s', Buffer.from('private'), 'video/mp4');
  const session = await openSession(web, video.publicId);
  const folder = `${session}/${generationId}/360p/f1`;
  const outside = [
    '../../../../private/x.m4s',
    '%2e%2e/%2e%2e/%2e%2e/private/x.m4s',
    '..%5C..%5Cprivate%5Cx.m4s',
    '..\\..\\private\\x.m4s',
    '%252e%252e/private/x.m4s',
    '..%2f..%2f..%2fprivate%2fx.m4s',
    '/s1.m4s',
    './s1.m4s',
    's1.m4s%00',
    's1.m4s%00.mp4',
    '%c0%ae%c0%ae/private/x.m4s',
    's1.m4s;x',
    's1.m4s/..',
    'S1.M4S',
    's1.m4s%20',
    's1%2em4s%2f',
  ];
  for (const path of outside) expect([path, await statusOf(`${folder}/${path}`)]).toEqual([path, 404]);
  // A query, a slash at the end and an escaped spelling of the same name pass the same check.
  const same = ['s1.m4s?x=', 's1.m4s/', 's1%2Em4s', 's1.m4s?../../x'];
  for (const path of same) expect([path, await statusOf(`${folder}/${path}`)]).toEqual([path, 200]);
  rooms.keep({ ...video, publication: null });
  clock.advance({ seconds: 10 });
  for (const path of same) expect([path, await statusOf(`${folder}/${path}`)]).toEqual([path, 403]);
  expect(askedKeys.length).toBeGreaterThan(0);
  expect(askedKeys.filter((each) => !each.startsWith(`media/${video.id}/`))).toEqual([]);
});

it('PLAY-008: a token whose end, video or signature was changed, or that another key signed, opens nothing', async () => {
  const { video, generationId } = await putFilm({ ...house, rooms });
  const other = await putFilm({ ...house, rooms });
  const path = await openSession(web, video.publicId);
  const given = token(path);
  const open = (changed: string) => statusOf(`/p/${changed}/${generationId}/360p/f1/s1.m4s`);
  expect(await open(given)).toBe(200);
  const bytes = Buffer.from(given, 'base64url');
  // Version, key id, each byte of the end, of the three ids and of the signature.
  for (let index = 0; index < bytes.length; index++) {
    const changed = Buffer.from(bytes);
    changed[index] = (changed[index] ?? 0) ^ 1;
    expect([index, await open(changed.toString('base64url'))]).toEqual([index, 404]);
  }
  const facts = { sessionId: newId(), videoId: video.id, generationId, expiresAt: new Date('2099-01-01') };
  for (const forged of [
    bytes.subarray(0, 54).toString('base64url'),
    `${given}${given}`,
    `${given.slice(0, 72)}${token(await openSession(web, other.video.publicId)).slice(72)}`,
    createPlaybackTokens([new Secret('another key')]).sign(facts),
    // Ours, but of no session that was ever granted.
    createPlaybackTokens([new Secret(key)]).sign(facts),
  ]) {
    expect([forged, await open(forged)]).toEqual([forged, 404]);
  }
  const twice = `${path}/${generationId}/360p/f1/s1.m4s?token=x&token=${given}`;
  expect(await statusOf(twice.replace(given, 'x'))).toBe(404);
});

it('PLAY-009: a clock that is two hours off gives nobody five minutes more', async () => {
  // Every process follows database time, so a machine's own clock says nothing: what is off here is all of it.
  const endsAt = new Date(clock.now().getTime() + 60_000);
  const { video, generationId } = await putFilm({ ...house, rooms }, { publication: { ...everywherePublic, endsAt } });
  const session = await openSession(web, video.publicId);
  const segment = () => statusOf(`${session}/${generationId}/360p/f1/s1.m4s`);
  clock.advance({ hours: 2 });
  expect(await segment()).toBe(403);
  clock.advance({ hours: -4 });
  expect(await segment()).toBe(200);
  clock.advance({ hours: 2, seconds: 60 });
  expect(await segment()).toBe(403);
});

it('PLAY-017: no Range makes a process answer with more than the object, or grow', async () => {
  const { video, generationId } = await putFilm({ ...house, rooms });
  const path = `${await openSession(web, video.publicId)}/${generationId}/360p/f1/s1.m4s`;
  const many = `bytes=${Array.from({ length: 1_000 }, () => '0-').join(',')}`;
  for (const [range, status] of [
    [many, 200],
    ['bytes=-0', 416],
    ['bytes=9-1', 200],
    ['bytes=99999999999999999999-', 200],
    ['bytes=0-99999999999999999999', 200],
    ['bytes=-99999999999999999999', 200],
    ['bytes=999999-', 416],
    ['bytes=0-999999', 206],
    ['bytes=a-b', 200],
    ['lines=1-2', 200],
  ] as const) {
    const answer = await fetch(`${web.url}${path}`, { headers: { range } });
    expect([range, answer.status]).toEqual([range, status]);
    expect((await answer.arrayBuffer()).byteLength).toBeLessThanOrEqual(15);
  }
});

it('PLAY-018: what opens later opens by our clock, whatever a client sends along', async () => {
  const startsAt = new Date(clock.now().getTime() + 3_600_000);
  const draft = await putFilm({ ...house, rooms }, { publication: null });
  const later = await putFilm({ ...house, rooms }, { publication: { ...everywherePublic, startsAt } });
  const start = async (id: string, body: object = {}) => {
    const answer = await fetch(
      `${web.url}/api/v1/videos/${id}/playback?at=2099-01-01T00:00:00Z&publish_at=2020-01-01`,
      {
        method: 'POST',
        headers: { 'content-type': 'application/json', date: 'Fri, 01 Jan 2100 00:00:00 GMT' },
        body: JSON.stringify(body),
      },
    );
    return answer.status;
  };
  expect(await start(draft.video.publicId)).toBe(404);
  expect(await start(later.video.publicId)).toBe(403);
  expect(await start(later.video.publicId, { publishAt: '2020-01-01T00:00:00Z' })).toBe(422);
  clock.advance({ ms: 3_599_999 });
  expect(await start(later.video.publicId)).toBe(403);
  clock.advance({ ms: 1 });
  expect(await start(later.video.publicId)).toBe(200);
});
