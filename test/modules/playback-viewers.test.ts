import type { RightsWindow } from '../../src/modules/access';
import { anonymous } from '../../src/platform/http';
import { newId } from '../../src/platform/ids';
import { createTestClock, type TestClock } from '../support/clock';
import { everywherePublic, type Neighbours, neighbours } from '../support/factories/playback';
import { viewerOf } from '../support/factories/viewers';
import { putFilm } from '../support/playback-film';
import { createPlaybackHouse, type PlaybackHouse } from '../support/playback-house';
import {
  openSession,
  type PlaybackProcess,
  type PlaybackProcessOptions,
  startPlaybackProcess,
} from '../support/playback-process';

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
  clock = createTestClock();
  rooms = neighbours();
  opened = [];
  web = await open();
});
afterEach(() => Promise.all(opened.map((each) => each.close())));

async function open(more: Partial<PlaybackProcessOptions> = {}): Promise<PlaybackProcess> {
  const process = await startPlaybackProcess({ ...house, clock, rooms, ...more });
  opened.push(process);
  return process;
}

const onlyIn = (...countries: string[]): RightsWindow => ({
  ...{ effect: 'allow', from: null, until: null, countries: { only: countries } },
  ...{ reason: null, messageByCountry: {} },
});

const post = (path: string, body?: object, headers: Record<string, string> = {}) =>
  fetch(`${web.url}${path}`, {
    method: 'POST',
    headers: { origin: 'http://showrunner.test', ...(body ? { 'content-type': 'application/json' } : {}), ...headers },
    ...(body ? { body: JSON.stringify(body) } : {}),
  });

describe('a film for one country', () => {
  async function aFilmFor(country: string) {
    const film = await putFilm({ ...house, rooms });
    rooms.setRights(film.video.id, { rights: { channel: [], video: [onlyIn(country)], broadcast: [] } });
    return film;
  }

  async function watching() {
    rooms.setCountry('DE');
    const { video, generationId } = await aFilmFor('DE');
    const path = await openSession(web, video.publicId);
    const at = (process: PlaybackProcess) => ({
      beat: async () => (await fetch(`${process.url}${path}/heartbeat`, { method: 'POST' })).status,
      list: async () => (await fetch(`${process.url}${path}/${generationId}/360p/index.m3u8`)).text(),
      bytes: async () => (await fetch(`${process.url}${path}/${generationId}/360p/f1/s1.m4s`)).status,
    });
    return { video, at, ...at(web) };
  }

  it('starts there, and is refused elsewhere and where nobody knows', async () => {
    const { video } = await aFilmFor('DE');
    const start = async (country: string | null) => {
      rooms.setCountry(country);
      const answer = await post(`/api/v1/videos/${video.publicId}/playback`);
      const { refusals } = (await answer.json()) as { refusals?: { reason: string }[] };
      return [answer.status, refusals?.map(({ reason }) => reason)];
    };
    expect(await start('DE')).toEqual([200, undefined]);
    expect(await start('FR')).toEqual([403, ['not_here']]);
    expect(await start(null)).toEqual([403, ['country_unknown']]);
  });

  it('ends for who left it, once two checks have seen so; bytes alone tell nothing', async () => {
    const { video, beat, list, bytes } = await watching();
    rooms.setCountry('FR');
    for (let minute = 0; minute < 5; minute++) {
      clock.advance({ minutes: 1 });
      expect(await bytes()).toBe(200);
    }
    expect(await beat()).toBe(200);
    clock.advance({ seconds: 20 });
    expect(await beat()).toBe(403);
    expect(await bytes()).toBe(403);
    expect(await list()).toContain('#EXT-X-ENDLIST');
    const rows = await house.db.reader('playback.sessions').where({ video_id: video.id });
    expect(rows).toMatchObject([{ country: 'FR' }]);
  });

  it('goes on where addresses flip, and where one breath sees another country', async () => {
    const { video, beat, list, bytes } = await watching();
    const another = `${web.url}${await openSession(web, video.publicId)}/heartbeat`;
    for (const country of ['FR', 'DE', 'FR', 'DE', 'FR', 'AT', 'DE']) {
      clock.advance({ seconds: 20 });
      rooms.setCountry('DE');
      await fetch(another, { method: 'POST' }); // so that the answer for DE is at hand
      rooms.setCountry(country);
      expect([country, await beat(), await bytes()]).toEqual([country, 200, 200]);
    }
    rooms.setCountry('FR');
    await Promise.all([list(), list(), list()]);
    clock.advance({ seconds: 1 });
    expect(await beat()).toBe(200);
    rooms.setCountry('DE');
    clock.advance({ seconds: 20 });
    expect([await beat(), await bytes()]).toEqual([200, 200]);
  });

  it('is decided for each viewer by their own country', async () => {
    const film = await putFilm({ ...house, rooms });
    const sessionIn = async (country: string) => {
      rooms.setCountry(country);
      return `${web.url}${await openSession(web, film.video.publicId)}/${film.generationId}/360p/f1/s1.m4s`;
    };
    const [german, french] = [await sessionIn('DE'), await sessionIn('FR')];
    rooms.setRights(film.video.id, { rights: { channel: [], video: [onlyIn('DE')], broadcast: [] } });
    clock.advance({ seconds: 10 });
    expect([(await fetch(german)).status, (await fetch(french)).status]).toEqual([200, 403]);
  });

  it('starts again for who came back', async () => {
    const { beat } = await watching();
    rooms.setCountry('FR');
    await beat();
    clock.advance({ seconds: 20 });
    expect(await beat()).toBe(403);
    rooms.setCountry('DE');
    for (let check = 0; check < 2; check++) {
      clock.advance({ seconds: 20 });
      await beat();
    }
    expect(await beat()).toBe(200);
  });

  it('ends in every process once one has seen it', async () => {
    const { at, beat } = await watching();
    const there = at(await open());
    expect(await there.bytes()).toBe(200);
    rooms.setCountry('FR');
    await beat();
    clock.advance({ seconds: 20 });
    expect(await beat()).toBe(403);
    expect(await there.beat()).toBe(403);
    expect(await there.bytes()).toBe(403);
  });
});

describe('a film behind a password', () => {
  async function aLockedFilm(passwordId = newId()) {
    const publication = { ...everywherePublic, visibility: 'password' as const, passwordId };
    const film = await putFilm({ ...house, rooms }, { publication });
    rooms.setPassword(film.video.publicId, 'open sesame', passwordId);
    return { ...film, passwordId };
  }
  const enteredIn = (answer: Response) => answer.headers.get('set-cookie')?.split(';')[0] ?? '';

  it('opens to whoever enters it once, in that browser', async () => {
    const { video } = await aLockedFilm();
    const start = (cookie = '') => post(`/api/v1/videos/${video.publicId}/playback`, undefined, { cookie });
    expect(await (await start()).json()).toMatchObject({ refusals: [{ reason: 'password_required' }] });
    const wrong = await post(`/api/v1/videos/${video.publicId}/unlock`, { password: 'Open Sesame' });
    expect([wrong.status, await wrong.json()]).toEqual([403, expect.objectContaining({ code: 'password_wrong' })]);
    const unlocked = await post(`/api/v1/videos/${video.publicId}/unlock`, { password: 'open sesame' });
    expect(unlocked.status).toBe(204);
    expect(unlocked.headers.get('set-cookie')).toMatch(/; HttpOnly; SameSite=Lax; Max-Age=2592000$/);
    expect((await start(enteredIn(unlocked))).status).toBe(200);
    expect((await start(`${enteredIn(unlocked)}x`)).status).toBe(403);
    clock.advance({ days: 31 });
    expect((await start(enteredIn(unlocked))).status).toBe(403);
  });

  it('opens to clients without cookies, and ends for all when the password changes', async () => {
    const { video, generationId } = await aLockedFilm();
    const start = (password: string) => post(`/api/v1/videos/${video.publicId}/playback`, { password });
    expect(await (await start('no')).json()).toMatchObject({ code: 'password_wrong' });
    const granted = (await (await start('open sesame')).json()) as { manifestUrl: string };
    const bytes = `${web.url}${granted.manifestUrl.replace('master.m3u8', `${generationId}/360p/f1/s1.m4s`)}`;
    expect((await fetch(bytes)).status).toBe(200);
    rooms.keep({ ...video, publication: { ...everywherePublic, visibility: 'password', passwordId: newId() } });
    clock.advance({ seconds: 10 });
    expect((await fetch(bytes)).status).toBe(403);
  });

  it('is tried ten times in five minutes at most, right or wrong', async () => {
    const { video } = await aLockedFilm();
    const other = await aLockedFilm();
    const unlock = async (id: string, password: string) =>
      (await post(`/api/v1/videos/${id}/unlock`, { password })).status;
    for (let times = 0; times < 10; times++) expect(await unlock(video.publicId, 'no')).toBe(403);
    expect(await unlock(video.publicId, 'open sesame')).toBe(429);
    expect((await post(`/api/v1/videos/${video.publicId}/playback`, { password: 'open sesame' })).status).toBe(429);
    expect(await unlock(other.video.publicId, 'open sesame')).toBe(204);
  });

  it('is decided for each viewer by what they entered', async () => {
    const { video, generationId } = await aLockedFilm();
    const entered = await (await post(`/api/v1/videos/${video.publicId}/playback`, { password: 'open sesame' })).json();
    rooms.keep({ ...video, publication: everywherePublic });
    const without = await openSession(web, video.publicId);
    rooms.keep(video);
    clock.advance({ seconds: 10 });
    const segment = `${generationId}/360p/f1/s1.m4s`;
    const { manifestUrl } = entered as { manifestUrl: string };
    const statuses = [`${manifestUrl.replace('master.m3u8', '')}${segment}`, `${without}/${segment}`].map(
      async (path) => (await fetch(`${web.url}${path}`)).status,
    );
    expect(await Promise.all(statuses)).toEqual([200, 403]);
  });

  it('cannot be told from none where nothing may be spoken of', async () => {
    const { video } = await aLockedFilm();
    rooms.keep({ ...video, trashedAt: clock.now() });
    for (const id of [video.publicId, 'vid_0000000000000000000000']) {
      const answer = await post(`/api/v1/videos/${id}/unlock`, { password: 'open sesame' });
      expect([answer.status, await answer.json()]).toEqual([404, expect.objectContaining({ code: 'video_not_found' })]);
    }
  });

  it('one browser remembers the last twenty', async () => {
    let cookie = '';
    const ids: string[] = [];
    for (let film = 0; film < 22; film++) {
      const { video, passwordId } = await aLockedFilm();
      ids.push(passwordId);
      const given = { videoPublicId: video.publicId, password: 'open sesame', ip: `10.0.0.${film}` };
      const viewer = web.playback.viewerOf(anonymous, {
        ip: '',
        header: () => undefined,
        cookies: { entered: cookie },
      });
      cookie = await web.playback.unlock({ ...given, viewer });
    }
    const asking = { ip: '', header: () => undefined, cookies: { entered: cookie } };
    expect(web.playback.viewerOf(anonymous, asking).passwordIds).toEqual(ids.slice(2));
    expect(cookie.length).toBeLessThan(2_000);
  });
});

test('whoever says how old they are may watch what is for that age', async () => {
  const accountId = newId();
  const actor = { kind: 'account' as const, accountId, operator: false, sessionId: newId(), token: null };
  web = await open({ asking: () => actor });
  const { video } = await putFilm({ ...house, rooms });
  rooms.setRights(video.id, { minimumAge: 16 });
  const start = async () => (await post(`/api/v1/videos/${video.publicId}/playback`)).status;
  expect(await start()).toBe(403);
  expect((await post('/api/v1/me/age', { atLeast: 12 })).status).toBe(204);
  expect(await start()).toBe(403);
  expect((await post('/api/v1/me/age', { atLeast: 16 })).status).toBe(204);
  expect(await start()).toBe(200);
  expect((await post('/api/v1/me/age', { atLeast: 150 })).status).toBe(422);
});

describe('keys', () => {
  it('JWT-008: what the key before signed is accepted beside the new one, and refused once it is taken away', async () => {
    const { video, generationId } = await putFilm({ ...house, rooms });
    const passwordId = newId();
    const locked = await putFilm(
      { ...house, rooms },
      { publication: { ...everywherePublic, visibility: 'password', passwordId } },
    );
    rooms.setPassword(locked.video.publicId, 'open sesame', passwordId);
    const before = await open({ keys: ['the old key'] });
    const path = `${await openSession(before, video.publicId)}/${generationId}/360p/f1/s1.m4s`;
    const given = {
      viewer: viewerOf(anonymous),
      videoPublicId: locked.video.publicId,
      password: 'open sesame',
      ip: '',
    };
    const entered = await before.playback.unlock(given);
    const request = { ip: '', header: () => undefined, cookies: { entered } };

    const rotated = await open({ keys: ['the new key', 'the old key'] });
    expect((await fetch(`${rotated.url}${path}`)).status).toBe(200);
    expect(rotated.playback.viewerOf(anonymous, request).passwordIds).toEqual([passwordId]);
    const fresh = `${await openSession(rotated, video.publicId)}/${generationId}/360p/f1/s1.m4s`;

    const after = await open({ keys: ['the new key'] });
    expect((await fetch(`${after.url}${path}`)).status).toBe(404);
    expect((await fetch(`${after.url}${fresh}`)).status).toBe(200);
    expect(after.playback.viewerOf(anonymous, request).passwordIds).toEqual([]);
  });
});
