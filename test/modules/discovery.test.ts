import fc from 'fast-check';
import type { ListedVideos } from '../../src/modules/discovery/contract';
import { mediaReady } from '../../src/modules/media/events';
import type { VideoLibrary, VideoTeamView } from '../../src/modules/videos/contract';
import { videoUpdated } from '../../src/modules/videos/events';
import { newId } from '../../src/platform/ids';
import { createTestLibrary, type TestLibrary } from '../support/factories/library';
import { strangerAt, viewerOf } from '../support/factories/viewers';

const stranger = strangerAt(null);
let test: TestLibrary;
let site: Awaited<ReturnType<TestLibrary['serve']>>;
beforeAll(async () => {
  // One connection: a verb that asked for a second one inside a transaction would wait for ever.
  test = await createTestLibrary({ poolMax: 1 });
  site = await test.serve();
});
beforeEach(async () => {
  await test.deliver();
  await test.db.reader.raw('truncate channels.channels, videos.videos, discovery.listed_videos cascade');
});
afterAll(async () => {
  await site.close();
  await test.close();
});

const at = (hours: number | null) =>
  hours === null ? null : new Date(test.clock.now().getTime() + hours * 3_600_000).toISOString();

interface Film {
  title?: string;
  visibility?: 'public' | 'unlisted' | 'private' | null;
  startsAt?: number | null;
  endsAt?: number | null;
  playable?: boolean;
  trashed?: boolean;
}

async function aFilm(channelId: string, film: Film = {}) {
  const {
    title = 'Film',
    visibility = 'public',
    startsAt = null,
    endsAt = null,
    playable = true,
    trashed = false,
  } = film;
  const actor = test.person('Ann').accountId;
  const { id, publicId } = await test.videos.draftVideo(channelId, actor, { title });
  const by = { publicId, actor, expectedVersion: null };
  if (visibility) await test.videos.publishVideo(by, { visibility, startsAt: at(startsAt), endsAt: at(endsAt) });
  if (playable) {
    const ids = { videoId: id, channelId, generationId: newId(), uploadId: null };
    await test.hear(mediaReady, { ...ids, durationMs: 60_000 });
  }
  if (trashed) await test.videos.trashVideo(by);
  test.clock.advance({ seconds: 1 });
  return { id, publicId, by };
}

const titles = ({ items }: { items: readonly { title: string }[] }) => items.map(({ title }) => title);
const everything = { limit: 100, cursor: null };

describe('lists', () => {
  it('hold what anybody may watch now, newest first', async () => {
    const { id } = await test.openChannel(test.person('Ann'), 'the-list');
    await aFilm(id, { title: 'old' });
    await aFilm(id, { title: 'new' });
    for (const film of [
      { title: 'draft', visibility: null },
      { title: 'private', visibility: 'private' },
      { title: 'unlisted', visibility: 'unlisted' },
      { title: 'later', startsAt: 3 },
      { title: 'not ready', playable: false },
      { title: 'trashed', trashed: true },
    ] as const) {
      await aFilm(id, film);
    }
    await test.deliver();
    const home = await site.nobody.get<ListedVideos>('/videos');
    expect(titles(home.body)).toEqual(['new', 'old']);
    expect(home.body.items[0]).toMatchObject({
      view: 'public',
      durationMs: 60_000,
      channel: { handle: 'the-list', name: 'The channel the-list', avatarUrl: null },
    });
    expect(titles((await site.nobody.get<ListedVideos>('/channels/the-list/videos')).body)).toEqual(['new', 'old']);
    test.clock.advance({ hours: 4 });
    expect(titles((await site.nobody.get<ListedVideos>('/videos')).body)).toEqual(['later', 'new', 'old']);
  });

  it('drop a film as soon as it is withdrawn, before any event has arrived', async () => {
    const { id } = await test.openChannel(test.person('Ann'));
    const film = await aFilm(id);
    await test.deliver();
    expect((await test.discovery.newest(stranger, everything)).items).toHaveLength(1);
    await test.videos.unpublishVideo(film.by);
    expect((await test.discovery.newest(stranger, everything)).items).toHaveLength(0);
  });

  it('keep to the newest state, in whatever order and however often events arrive (MSG-008)', async () => {
    const { id } = await test.openChannel(test.person('Ann'));
    const film = await aFilm(id, { title: 'first' });
    await test.videos.editVideo(film.by, { title: 'second' });
    await test.deliver();
    const told = test.outbox.of(videoUpdated).filter(({ videoId }) => videoId === film.id);
    for (const event of [...told].reverse()) await test.hear(videoUpdated, event);
    expect(titles(await test.discovery.newest(stranger, everything))).toEqual(['second']);
  });

  it('forget a film that was purged', async () => {
    const { id } = await test.openChannel(test.person('Ann'));
    const film = await aFilm(id);
    await test.videos.trashVideo(film.by);
    test.clock.advance({ days: 31 });
    await test.videos.purgeTrash();
    await test.deliver();
    const { rows } = await test.db.reader.raw('select count(*)::int as count from discovery.listed_videos');
    expect(rows).toEqual([{ count: 0 }]);
  });

  it('give every film once over full pages, although most are refused', async () => {
    const { id } = await test.openChannel(test.person('Ann'));
    for (let index = 0; index < 60; index++) await aFilm(id, { title: `Film ${index}` });
    await test.deliver();
    // Withdrawn, but the lists have not heard of it yet: only the decision knows.
    const { items } = await test.videos.libraryPage(id, {
      ...everything,
      status: null,
      q: null,
      trashed: false,
      sort: 'newest',
    });
    for (const [index, { id: publicId }] of items.entries()) {
      const by = { publicId, actor: test.person('Ann').accountId, expectedVersion: null };
      if (index % 5 !== 0) await test.videos.unpublishVideo(by);
    }
    const pages: string[][] = [];
    for (let cursor: string | null = null, more = true; more; more = cursor !== null) {
      const page = await test.discovery.newest(stranger, { limit: 5, cursor });
      pages.push(titles(page));
      cursor = page.nextCursor;
    }
    expect(pages.map((page) => page.length)).toEqual([5, 5, 2]);
    expect(new Set(pages.flat()).size).toBe(12);
  });

  it('never leave out in SQL what the decision allows', async () => {
    const { id } = await test.openChannel(test.person('Ann'));
    const hour = fc.constantFrom(null, -2, -1, 0, 1, 2);
    const film = fc.record({
      visibility: fc.constantFrom('public', 'unlisted', 'private', null),
      startsAt: hour,
      endsAt: fc.constantFrom(null, 1, 3),
      playable: fc.boolean(),
      trashed: fc.boolean(),
    });
    const ids = new Map<string, string>();
    for (const [index, sample] of fc.sample(film, { numRuns: 80, seed: 7 }).entries()) {
      if (sample.startsAt !== null && sample.endsAt !== null && sample.startsAt >= sample.endsAt) continue;
      const made = await aFilm(id, { ...sample, title: String(index) } as Film);
      ids.set(made.publicId, made.id);
    }
    await test.deliver();
    for (const hours of [0, 1, 1, 2]) {
      test.clock.advance({ hours });
      const decisions = await test.playback.decideMany(stranger, [...ids.values()]);
      const allowed = [...ids].filter(([, videoId]) => {
        const decision = decisions.get(videoId);
        return decision?.decision === 'allowed' && decision.why === 'public';
      });
      const listed = await test.discovery.ofChannel(stranger, id, everything);
      expect(new Set(listed.items.map(({ publicId }) => publicId))).toEqual(
        new Set(allowed.map(([publicId]) => publicId)),
      );
    }
  });

  it.each([
    'nonsense',
    Buffer.from('["2026-05-01","x"]').toString('base64url'),
    Buffer.from('["0000-01-01T00:00:00.000Z","00000000-0000-0000-0000-000000000000"]').toString('base64url'),
  ])('refuse the cursor %s', async (cursor) => {
    expect(await site.nobody.get(`/videos?cursor=${cursor}`)).toMatchObject({
      status: 422,
      body: { code: 'invalid_cursor' },
    });
  });

  it('cost the same number of queries for one film and for thirty', async () => {
    const { id } = await test.openChannel(test.person('Ann'));
    const count = async () => {
      let queries = 0;
      const pool = test.db.reader;
      const note = () => queries++;
      pool.on('query', note);
      await test.discovery.newest(stranger, { limit: 30, cursor: null });
      pool.removeListener('query', note);
      return queries;
    };
    await aFilm(id);
    await test.deliver();
    const one = await count();
    for (let index = 0; index < 29; index++) await aFilm(id);
    await test.deliver();
    expect(await count()).toBe(one);
    expect(one).toBeLessThanOrEqual(4);
  });
});

describe('the library', () => {
  const library = (query: string) => site.as('Ann').get<VideoLibrary>(`/channels/the-library/videos${query}`);

  it('is what the team gets at the channel’s videos: drafts and all, narrowed and sorted', async () => {
    const { id } = await test.openChannel(test.person('Ann'), 'the-library');
    await aFilm(id, { title: 'b 100%_sure' });
    await aFilm(id, { title: 'A draft', visibility: null, playable: false });
    await aFilm(id, { title: 'c trashed', trashed: true });
    expect(titles((await library('')).body)).toEqual(['A draft', 'b 100%_sure']);
    expect((await library('')).body.items[0]).toMatchObject({ view: 'team', status: 'draft' });
    expect(titles((await library('?status=ready')).body)).toEqual(['b 100%_sure']);
    expect(titles((await library('?q=%25_S')).body)).toEqual(['b 100%_sure']);
    expect(titles((await library("?q=%5C'%25")).body)).toEqual([]);
    expect(titles((await library('?trashed=true')).body)).toEqual(['c trashed']);
    expect(titles((await library('?sort=oldest')).body)).toEqual(['b 100%_sure', 'A draft']);
    expect(titles((await site.as('Zoe').get<ListedVideos>('/channels/the-library/videos')).body)).toEqual([]);
  });

  it.each(['newest', 'oldest', 'title', 'updated'])(
    'gives every video once, page by page, sorted by %s',
    async (sort) => {
      const { id } = await test.openChannel(test.person('Ann'), 'the-library');
      for (let index = 0; index < 7; index++)
        await aFilm(id, { title: `Film ${index % 3}`, visibility: null, playable: false });
      const seen: string[] = [];
      for (let cursor: string | null = '', more = true; more; more = cursor !== null) {
        const { body }: { body: VideoLibrary } = await library(
          `?limit=2&sort=${sort}${cursor ? `&cursor=${cursor}` : ''}`,
        );
        seen.push(...body.items.map((video: VideoTeamView) => video.id));
        cursor = body.nextCursor;
      }
      expect(new Set(seen).size).toBe(7);
      expect(seen).toHaveLength(7);
    },
  );

  it.each(['name;select', '(select pg_sleep(5))', 'desc nulls', '__proto__', 'constructor'])(
    'SQL-001: refuses to sort by %s, at once',
    async (sort) => {
      await test.openChannel(test.person('Ann'), 'the-library');
      const since = Date.now();
      expect((await library(`?sort=${encodeURIComponent(sort)}`)).status).toBe(422);
      expect(Date.now() - since).toBeLessThan(1_000);
    },
  );

  it('SQL-004: is searched for anything without breaking', async () => {
    const { id } = await test.openChannel(test.person('Ann'), 'the-library');
    await aFilm(id);
    for (const q of ['%', '_', '\\', "'", '!&|<->:*', "'; drop table videos.videos; --"]) {
      expect((await library(`?q=${encodeURIComponent(q)}`)).status).toBe(200);
    }
    expect((await library(`?q=${'x'.repeat(10_000)}`)).status).toBe(422);
    expect((await library('?q=a%00b')).status).toBe(422);
  });

  it('refuses a cursor that another order made', async () => {
    const { id } = await test.openChannel(test.person('Ann'), 'the-library');
    for (let index = 0; index < 3; index++) await aFilm(id);
    const { nextCursor } = (await library('?limit=1&sort=title')).body;
    expect((await library(`?limit=1&sort=newest&cursor=${nextCursor}`)).status).toBe(422);
  });
});

describe('one video', () => {
  it('is all of it for the team, what may be seen for a viewer, and a refusal with reasons where it may be spoken of', async () => {
    const { id, handle } = await test.openChannel(test.person('Ann'));
    const open = await aFilm(id, { title: 'open' });
    const later = await aFilm(id, { title: 'later', startsAt: 5 });
    const secret = await aFilm(id, { title: 'secret', visibility: 'private' });
    const get = (film: { publicId: string }, name?: string) =>
      (name ? site.as(name) : site.nobody).get(`/videos/${film.publicId}`);

    const team = await get(open, 'Ann');
    expect(team.body).toMatchObject({ view: 'team', status: 'ready' });
    expect(team.headers.get('etag')).toBe(`"${team.body.version}"`);
    expect(await get(open)).toMatchObject({
      status: 200,
      body: { view: 'public', title: 'open', channel: { handle } },
    });
    expect(Object.keys((await get(open)).body)).not.toContain('version');

    expect(await get(later)).toMatchObject({
      status: 403,
      body: { code: 'playback_refused', refusals: [{ reason: 'not_yet', remedy: { kind: 'wait_until' } }] },
    });
    expect(await get(secret, 'Zoe')).toMatchObject({ status: 404, body: { code: 'video_not_found' } });
    expect((await get(secret, 'Ann')).body).toMatchObject({ view: 'team', title: 'secret' });
    await test.videos.trashVideo(open.by);
    expect((await get(open)).status).toBe(404);
    for (const path of ['/videos/vid_x', `/videos/vid_${'a'.repeat(22)}`, '/videos/%00']) {
      expect((await site.nobody.get(path)).status).toBe(404);
    }
  });

  it('is no more than public to a token of another channel', async () => {
    const ann = test.person('Ann');
    const { id } = await test.openChannel(ann);
    const secret = await aFilm(id, { visibility: 'private' });
    const token = { tokenId: newId(), scopes: ['read'], channelIds: [newId()] };
    await expect(test.discovery.watchPage(viewerOf({ ...ann.actor, token }), secret.publicId)).resolves.toBeNull();
    await expect(test.discovery.watchPage(viewerOf(ann.actor), secret.publicId)).resolves.not.toBeNull();
  });
});
