import type { PlaybackService } from '../../src/modules/playback/service';
import type { VideoFacts } from '../../src/modules/videos';
import { type AccountActor, type Actor, anonymous } from '../../src/platform/http';
import { newId } from '../../src/platform/ids';
import { createTestClock, type TestClock } from '../support/clock';
import { aRendition, aSet, everywherePublic, type Neighbours, neighbours } from '../support/factories/playback';
import { strangerAt, viewerOf } from '../support/factories/viewers';
import { putFilm } from '../support/playback-film';
import { createPlaybackHouse, type PlaybackHouse } from '../support/playback-house';
import { openPlayback, openSession, type PlaybackProcess, startPlaybackProcess } from '../support/playback-process';

let house: PlaybackHouse;
let clock: TestClock;
let rooms: Neighbours;
let process: PlaybackProcess;
let playback: PlaybackService;
let base: string;
let asking: Actor;

beforeAll(async () => {
  house = await createPlaybackHouse();
});

afterAll(() => house.close());

beforeEach(async () => {
  clock = createTestClock();
  rooms = neighbours();
  asking = anonymous;
  process = await startPlaybackProcess({ ...house, clock, rooms, asking: () => asking });
  ({ playback, url: base } = process);
});

afterEach(() => process.close());

/** A process of its own over the same database. */
function open(): PlaybackService {
  return openPlayback({ ...house, clock, rooms });
}

function account(): AccountActor {
  return { kind: 'account', accountId: newId(), operator: false, sessionId: null, token: null };
}

const aFilm = (overrides: Partial<VideoFacts> = {}, options?: { complete: boolean }) =>
  putFilm({ ...house, rooms }, overrides, options);

async function start(publicId: string) {
  const response = await fetch(`${base}/api/v1/videos/${publicId}/playback`, { method: 'POST' });
  return { status: response.status, body: (await response.json()) as Record<string, never> };
}

/** Starts a film and returns the address of its session. */
async function watch(publicId: string): Promise<string> {
  return `${base}${await openSession(process, publicId)}`;
}

describe('starting a film', () => {
  it('anyone may start a public film, and is told how long it lasts', async () => {
    const { video } = await aFilm();
    const { status, body } = await start(video.publicId);
    expect(status).toBe(200);
    expect(body).toEqual({
      decision: 'allowed',
      manifestUrl: expect.stringMatching(/^\/p\/[A-Za-z0-9_-]{96}\/master\.m3u8$/),
      expiresAt: '2026-05-01T13:00:36.000Z', // an hour and twice the film
      heartbeatSeconds: 20,
    });
  });

  it('a session ends no later than the publication', async () => {
    const endsAt = new Date(clock.now().getTime() + 60_000);
    const { video } = await aFilm({ publication: { ...everywherePublic, endsAt } });
    expect((await start(video.publicId)).body.expiresAt).toBe(endsAt.toISOString());
  });

  it('a film announced for later is refused with the instant it opens', async () => {
    const startsAt = new Date('2026-05-03T20:00:00Z');
    const { video } = await aFilm({ publication: { ...everywherePublic, startsAt } });
    const { status, body } = await start(video.publicId);
    expect(status).toBe(403);
    expect(body).toMatchObject({
      code: 'playback_refused',
      refusals: [{ reason: 'not_yet', remedy: { kind: 'wait_until', at: '2026-05-03T20:00:00.000Z' } }],
    });
    expect(body.detail).toMatch(/not opened yet/);
  });

  it.each([
    ['a draft', { publication: null }],
    ['a private film', { publication: { ...everywherePublic, visibility: 'private' as const } }],
    ['a film in the trash', { trashedAt: new Date() }],
  ])('%s does not exist for strangers', async (_what, facts) => {
    const { video } = await aFilm(facts);
    const { status, body } = await start(video.publicId);
    expect(status).toBe(404);
    expect(body.code).toBe('video_not_found');
  });

  it('the channel’s team previews a draft, with a token only where it reaches', async () => {
    const { video } = await aFilm({ publication: null });
    const maker = account();
    rooms.setRole(maker.accountId, video.channelId, 'editor');
    asking = maker;
    expect((await start(video.publicId)).status).toBe(200);
    asking = { ...maker, token: { tokenId: newId(), scopes: ['read'], channelIds: [newId()] } };
    expect((await start(video.publicId)).status).toBe(404);
  });

  it('no address but a video’s is looked at', async () => {
    for (const id of ['vid_x', 'chn_0000000000000000000000', "vid_' or 1=1 --"]) {
      expect((await start(encodeURIComponent(id))).status).toBe(404);
    }
  });
});

describe('a list of videos', () => {
  it('is decided in two questions, however long it is', async () => {
    const films = await Promise.all(Array.from({ length: 20 }, (_, i) => aFilm(i % 2 ? { publication: null } : {})));
    const decisions = await playback.decideMany(
      viewerOf(account()),
      films.map(({ video }) => video.id),
    );
    expect([...decisions.values()].filter(({ decision }) => decision === 'allowed')).toHaveLength(10);
    expect(rooms.asked).toMatchObject({ factsOf: 1, rolesOf: 1 });
  });

  it('that is empty costs nothing', async () => {
    expect((await playback.decideMany(strangerAt(null), [])).size).toBe(0);
    expect(rooms.asked.factsOf).toBe(0);
  });
});

describe('a rush', () => {
  it('of starts of one film reads the film once', async () => {
    const { video } = await aFilm();
    await Promise.all(Array.from({ length: 10 }, () => watch(video.publicId)));
    expect(rooms.asked.playbackSet).toBe(1);
  });
});

describe('below the session path', () => {
  it('a film plays from master to bytes, with the right types and for other sites, too', async () => {
    const { video, generationId } = await aFilm();
    const session = await watch(video.publicId);
    const master = await fetch(`${session}/master.m3u8`);
    expect(master.headers.get('content-type')).toBe('application/vnd.apple.mpegurl');
    expect(master.headers.get('content-encoding')).toBe('gzip');
    expect(master.headers.get('access-control-allow-origin')).toBe('*');
    const list = (await master.text()).trim().split('\n').at(-1);
    expect(list).toBe(`${generationId}/360p/index.m3u8`);
    const playlist = await fetch(`${session}/${list}`);
    expect(await playlist.text()).toContain('#EXT-X-ENDLIST');
    const bytes = await fetch(`${session}/${generationId}/360p/f1/s1.m4s`);
    expect(bytes.headers.get('content-type')).toBe('video/mp4');
    expect(bytes.headers.get('cross-origin-resource-policy')).toBe('cross-origin');
    expect(await bytes.text()).toBe('bytes of s1.m4s');
  });

  it('a part of a segment can be asked for', async () => {
    const { video, generationId } = await aFilm();
    const address = `${await watch(video.publicId)}/${generationId}/360p/f1/s1.m4s`;
    const part = await fetch(address, { headers: { Range: 'bytes=9-10' } });
    expect([part.status, part.headers.get('content-range'), await part.text()]).toEqual([206, 'bytes 9-10/15', 's1']);
    const beyond = await fetch(address, { headers: { Range: 'bytes=99-' } });
    expect([beyond.status, beyond.headers.get('content-range')]).toEqual([416, 'bytes */15']);
    const head = await fetch(address, { method: 'HEAD' });
    expect([head.status, head.headers.get('content-length'), await head.text()]).toEqual([200, '15', '']);
    const asked = await fetch(address, { method: 'OPTIONS', headers: { Origin: 'https://player.example' } });
    expect([asked.status, asked.headers.get('access-control-allow-headers')]).toEqual([
      204,
      'Range, Content-Type, If-None-Match',
    ]);
  });

  it('nothing outside the film can be reached', async () => {
    const { video, generationId } = await aFilm();
    const other = await aFilm();
    const session = await watch(video.publicId);
    const nowhere = [
      `${other.generationId}/360p/f1/s1.m4s`,
      `${other.generationId}/360p/index.m3u8`,
      `${generationId}/360p/f1/..%2f..%2fs1.m4s`,
      `${generationId}/360p/f1/s1.m4s%00.mp4`,
      `${generationId}/360p/f1/none.m4s`,
      `${generationId}/../360p/index.m3u8`,
      `${generationId.toUpperCase()}/360p/index.m3u8`,
      'heartbeat',
    ];
    for (const path of nowhere) expect([path, (await fetch(`${session}/${path}`)).status]).toEqual([path, 404]);
    const forged = session.replace(/.$/, (last) => (last === 'A' ? 'B' : 'A'));
    expect((await fetch(`${forged}/master.m3u8`)).status).toBe(404);
  });

  it('an unchanged list costs a 304', async () => {
    const { video, generationId } = await aFilm();
    const address = `${await watch(video.publicId)}/${generationId}/360p/index.m3u8`;
    const etag = (await fetch(address)).headers.get('etag') ?? '';
    expect((await fetch(address, { headers: { 'If-None-Match': etag } })).status).toBe(304);
    await fetch(address);
    expect(rooms.asked.playbackSet).toBe(1); // at the start; the first list is made of the same answer
  });
});

describe('a no in the middle of a film', () => {
  it('ends the list within 2 seconds and the bytes within 10', async () => {
    const { video, generationId } = await aFilm({}, { complete: false });
    const session = await watch(video.publicId);
    const list = async () => (await fetch(`${session}/${generationId}/360p/growing.m3u8`)).text();
    const bytes = async () => (await fetch(`${session}/${generationId}/360p/f1/s1.m4s`)).status;
    expect(await list()).not.toContain('#EXT-X-ENDLIST');
    expect(await bytes()).toBe(200);

    rooms.keep({ ...video, publication: null });
    clock.advance({ ms: 1_900 });
    expect(await list()).toContain('#EXT-X-ENDLIST');
    clock.advance({ ms: 8_000 });
    expect(await bytes()).toBe(403);
    const beat = await fetch(`${session}/heartbeat`, { method: 'POST' });
    expect(beat.status).toBe(403);
    expect(await beat.json()).toMatchObject({ code: 'playback_refused', refusals: [{ reason: 'not_published' }] });
  });

  it('comes at the very end of the publication', async () => {
    const endsAt = new Date(clock.now().getTime() + 5_000);
    const { video, generationId } = await aFilm({ publication: { ...everywherePublic, endsAt } });
    const address = `${await watch(video.publicId)}/${generationId}/360p/f1/s1.m4s`;
    expect((await fetch(address)).status).toBe(200);
    clock.advance({ ms: 5_001 });
    expect((await fetch(address)).status).toBe(403);
  });

  it('reaches whoever left the team', async () => {
    const { video, generationId } = await aFilm({ publication: null });
    const maker = account();
    rooms.setRole(maker.accountId, video.channelId, 'owner');
    asking = maker;
    const address = `${await watch(video.publicId)}/${generationId}/360p/f1/s1.m4s`;
    asking = anonymous; // players send no cookie below /p/
    expect((await fetch(address)).status).toBe(200);
    rooms.setRole(maker.accountId, video.channelId, undefined as never);
    clock.advance({ seconds: 10 });
    expect((await fetch(address)).status).toBe(403);
  });

  it('bytes of one film cost one question in 8 seconds, whoever watches', async () => {
    const { video, generationId } = await aFilm();
    const sessions = await Promise.all(Array.from({ length: 5 }, () => watch(video.publicId)));
    rooms.asked.factsOf = 0;
    await Promise.all(sessions.map((session) => fetch(`${session}/${generationId}/360p/f1/s1.m4s`)));
    clock.advance({ ms: 7_000 });
    await Promise.all(sessions.map((session) => fetch(`${session}/${generationId}/360p/f1/s2.m4s`)));
    expect(rooms.asked.factsOf).toBe(1);
  });
});

describe('a session', () => {
  it('that expired in a pause goes on in place, in every process', async () => {
    const { video, generationId } = await aFilm();
    const session = await watch(video.publicId);
    clock.advance({ hours: 10 });
    const beat = await fetch(`${session}/heartbeat`, { method: 'POST' });
    expect(await beat.json()).toEqual({
      decision: 'allowed',
      expiresAt: '2026-05-01T23:00:36.000Z',
      heartbeatSeconds: 20,
    });
    expect((await fetch(`${session}/${generationId}/360p/index.m3u8`)).status).toBe(200);
    const token = session.split('/p/')[1] ?? '';
    const elsewhere = open();
    clock.advance({ minutes: 30 });
    await expect(elsewhere.heartbeat(token, null)).resolves.toMatchObject({
      expiresAt: new Date('2026-05-01T23:00:36Z'),
    });
    await elsewhere.close();
  });

  it('is over for good a day after its end', async () => {
    const { video, generationId } = await aFilm();
    const session = await watch(video.publicId);
    clock.advance({ hours: 26 });
    const beat = await fetch(`${session}/heartbeat`, { method: 'POST' });
    expect([beat.status, ((await beat.json()) as { code: string }).code]).toEqual([403, 'session_ended']);
    expect((await fetch(`${session}/${generationId}/360p/f1/s1.m4s`)).status).toBe(403);
    expect(await playback.trimSessions()).toBeGreaterThan(0);
    expect(await open().trimSessions()).toBe(0);
  });

  it('plays on while the database is away, until its token ends', async () => {
    const { video, generationId } = await aFilm();
    const address = `${await watch(video.publicId)}/${generationId}/360p/f1/s1.m4s`;
    rooms.setAway(true);
    clock.advance({ minutes: 5 });
    expect((await fetch(address)).status).toBe(200);
    rooms.setAway(false);
    rooms.keep({ ...video, publication: null });
    clock.advance({ seconds: 3 });
    expect((await fetch(address)).status).toBe(403);
  });

  it('remembers when it was last seen', async () => {
    const { video, generationId } = await aFilm();
    const session = await watch(video.publicId);
    clock.advance({ minutes: 7 });
    await fetch(`${session}/${generationId}/360p/index.m3u8`);
    await playback.close();
    const rows = await house.db.reader('playback.sessions').where({ video_id: video.id });
    expect(rows).toMatchObject([{ last_seen_at: clock.now(), why: 'public', account_id: null }]);
  });

  it('keeps the generation it began with when another takes over', async () => {
    const { video, generationId } = await aFilm({}, { complete: false });
    const session = await watch(video.publicId);
    const list = async () => (await fetch(`${session}/${generationId}/360p/growing.m3u8`)).text();
    const before = await list();
    const next = newId();
    rooms.keepSet(video.id, aSet(next, aRendition(next)));
    clock.advance({ seconds: 3 });
    expect(await list()).toBe(before);
    expect((await fetch(`${session}/${generationId}/360p/f1/s1.m4s`)).status).toBe(200);
  });
});
