import fc from 'fast-check';
import { listingOf, type RightsWindow } from '../../src/modules/access';
import type { StatedVideo } from '../../src/modules/discovery';
import type { ListedVideos } from '../../src/modules/discovery/contract';
import { mediaReady } from '../../src/modules/media/events';
import type { RightsFacts } from '../../src/modules/rights';
import { newId } from '../../src/platform/ids';
import { createTestLibrary, type TestLibrary } from '../support/factories/library';
import { strangerAt, viewerOf } from '../support/factories/viewers';

let test: TestLibrary;
let site: Awaited<ReturnType<TestLibrary['serve']>>;
beforeAll(async () => {
  // However slow the machine: what is counted is queries.
  test = await createTestLibrary({ walkWithinMs: 600_000 });
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

const everything = { limit: 100, cursor: null };
const titles = ({ items }: { items: readonly { title: string }[] }) => items.map(({ title }) => title);

const window: RightsWindow = {
  effect: 'allow',
  from: null,
  until: null,
  countries: { except: [] },
  reason: null,
  messageByCountry: {},
};
const only = (...countries: string[]): Partial<RightsFacts> => ({
  rights: { channel: [], video: [{ ...window, countries: { only: countries } }], broadcast: [] },
});
const gold = { tierId: 'tir_1', name: 'Gold', prices: [{ amountMinor: 500, currency: 'EUR', per: 'month' as const }] };
const forGold: Partial<RightsFacts> = { access: { kind: 'restricted', ways: [{ kind: 'tiers', tiers: [gold] }] } };
const byInvitation: Partial<RightsFacts> = { access: { kind: 'restricted', ways: [] } };

interface Planned {
  visibility?: 'public' | 'unlisted' | 'private';
  startsAt?: Date | null;
  endsAt?: Date | null;
  playable?: boolean;
  trashed?: boolean;
}

async function aFilm(channelId: string, title: string, facts: Partial<RightsFacts> = {}, planned: Planned = {}) {
  const { visibility = 'public', startsAt = null, endsAt = null, playable = true, trashed = false } = planned;
  const actor = test.person('Ann').accountId;
  const { id, publicId } = await test.videos.draftVideo(channelId, actor, {
    title,
    description: 'Only for those who may watch.',
    tags: ['inside'],
  });
  const by = { publicId, actor, expectedVersion: null };
  const instants = { startsAt: startsAt?.toISOString() ?? null, endsAt: endsAt?.toISOString() ?? null };
  await test.videos.publishVideo(by, { visibility, ...instants });
  const ids = { videoId: id, channelId, generationId: newId(), uploadId: null };
  if (playable) await test.hear(mediaReady, { ...ids, durationMs: 60_000 });
  if (trashed) await test.videos.trashVideo(by);
  test.setRights(id, facts);
  test.clock.advance({ seconds: 1 });
  return { id, publicId };
}

describe('lists', () => {
  it('show what may be watched, lock what could be opened, and hide what nobody here can open', async () => {
    const { id } = await test.openChannel(test.person('Ann'), 'the-locks');
    await aFilm(id, 'free');
    await aFilm(id, 'for Gold', forGold);
    await aFilm(id, 'by invitation', byInvitation);
    await aFilm(id, 'for adults', { minimumAge: 18 });
    await aFilm(id, 'in Spain', only('ES'));
    await aFilm(id, 'in Spain for Gold', { ...only('ES'), ...forGold });
    await test.deliver();
    const seen = async (country: string | null) => {
      const { items } = await test.discovery.newest(strangerAt(country), everything);
      return items.map(({ title, locked }) => [title, locked?.reason ?? null]);
    };
    const shared = [
      ['for adults', 'age_unconfirmed'],
      ['for Gold', 'tier_required'],
      ['free', null],
    ];
    expect(await seen('DE')).toEqual(shared);
    expect(await seen('ES')).toEqual([['in Spain for Gold', 'tier_required'], ['in Spain', null], ...shared]);
    const { body } = await site.nobody.get<ListedVideos>('/channels/the-locks/videos');
    expect(body.items.find(({ title }) => title === 'for Gold')?.locked).toEqual({
      reason: 'tier_required',
      remedies: [{ kind: 'subscribe', ...gold }],
    });
    expect(JSON.stringify(body)).not.toMatch(/Only for those|inside/);
  });

  it('are open to whoever holds what opens them', async () => {
    const { id } = await test.openChannel(test.person('Ann'));
    await aFilm(id, 'for Gold', forGold);
    await test.deliver();
    const zoe = test.person('Zoe');
    const held = { source: 'subscription', covers: { kind: 'tier', tierId: 'tir_1' }, until: null } as const;
    test.setHoldings(zoe.accountId, {
      entitlements: new Map([[id, [{ ...held, from: new Date(test.clock.now().getTime() - 1_000) }]]]),
    });
    const { items } = await test.discovery.newest(viewerOf(zoe.actor), everything);
    expect(items.map(({ title, locked }) => [title, locked])).toEqual([['for Gold', null]]);
  });

  it('never leave out in SQL what the decision allows or locks', async () => {
    const { id } = await test.openChannel(test.person('Ann'));
    const at = (hours: number) => new Date(test.clock.now().getTime() + hours * 3_600_000);
    const instant = (...hours: number[]) => fc.option(fc.constantFrom(...hours), { nil: null });
    const film = fc.record({
      visibility: fc.constantFrom<Planned['visibility'][]>('public', 'public', 'public', 'unlisted', 'private'),
      startsAt: instant(-2, 0, 1, 2),
      endsAt: instant(3, 4),
      playable: fc.constantFrom(true, true, true, false),
      trashed: fc.constantFrom(false, false, false, true),
      rights: fc.constantFrom({}, only('DE'), only('ES')),
      access: fc.constantFrom({}, {}, forGold, byInvitation),
      minimumAge: fc.constantFrom(null, null, 18),
    });
    const published = new Set<string>();
    const ids = new Map<string, string>();
    for (const [index, sample] of fc.sample(film, { numRuns: 150, seed: 11 }).entries()) {
      const { rights, access, minimumAge, startsAt, endsAt, ...planned } = sample;
      const instants = {
        startsAt: startsAt === null ? null : at(startsAt),
        endsAt: endsAt === null ? null : at(endsAt),
      };
      const made = await aFilm(id, String(index), { ...rights, ...access, minimumAge }, { ...planned, ...instants });
      ids.set(made.publicId, made.id);
      if (sample.visibility === 'public') published.add(made.publicId);
    }
    await test.deliver();
    const counts: number[] = [];
    for (const [hours, country] of [0, 1, 1, 2].flatMap((hours) => [[hours, 'DE'] as const, [0, null] as const])) {
      test.clock.advance({ hours });
      const viewer = strangerAt(country);
      const decisions = await test.playback.decideMany(viewer, [...ids.values()]);
      const expected = [...ids].filter(([publicId, videoId]) => {
        const decision = decisions.get(videoId);
        return published.has(publicId) && decision && listingOf(decision).listing !== 'hidden';
      });
      const listed = await everyPageOf((cursor) => test.discovery.ofChannel(viewer, id, { limit: 7, cursor }));
      expect(new Set(listed)).toEqual(new Set(expected.map(([publicId]) => publicId)));
      expect(listed).toHaveLength(expected.length);
      counts.push(expected.length);
    }
    expect(Math.max(...counts)).toBeGreaterThan(5);
    expect(new Set(counts).size).toBeGreaterThan(1);
  }, 60_000);
});

async function everyPageOf(
  read: (cursor: string | null) => Promise<{ items: { publicId: string }[]; nextCursor: string | null }>,
): Promise<string[]> {
  const found: string[] = [];
  for (let cursor: string | null = null, more = true; more; more = cursor !== null) {
    const page = await read(cursor);
    found.push(...page.items.map(({ publicId }) => publicId));
    cursor = page.nextCursor;
  }
  return found;
}

describe('a long way', () => {
  const many = process.env.SHOWRUNNER_LONG ? 100_000 : 10_000;

  it(`to what may be watched, past ${many} that may not, still gives a full page, in a bounded number of queries`, async () => {
    const { id } = await test.openChannel(test.person('Ann'));
    for (let index = 0; index < 6; index++) await aFilm(id, `Film ${index}`);
    await test.deliver();
    await manyMoreThan(id, many);
    const rows = await test.db
      .reader('videos.videos')
      .where('title', 'like', 'Blocked%')
      .select<{ id: string }[]>('id');
    for (const row of rows) test.setRights(row.id, only('ES'));
    await test.db.reader.raw('analyze discovery.listed_videos; analyze videos.videos; analyze videos.publications');

    let queries = 0;
    const note = () => queries++;
    test.db.reader.on('query', note);
    const begunAt = performance.now();
    const page = await test.discovery.newest(strangerAt('DE'), { limit: 5, cursor: null });
    const ms = Math.round(performance.now() - begunAt);
    test.db.reader.removeListener('query', note);
    process.stderr.write(`    past ${many} videos in ${ms} ms with ${queries} queries\n`);
    expect(titles(page)).toEqual(['Film 5', 'Film 4', 'Film 3', 'Film 2', 'Film 1']);
    expect(page.nextCursor).not.toBeNull();
    // 15, 30, … 5,000 rows: nine rounds, then one for every 5,000; two queries each, and one for the channels.
    expect(queries).toBeLessThanOrEqual(2 * (11 + Math.ceil(many / 5_000)));
  }, 300_000);

  it('costs the same number of queries for one video and for a hundred', async () => {
    const { id } = await test.openChannel(test.person('Ann'));
    const count = async () => {
      let queries = 0;
      const note = () => queries++;
      test.db.reader.on('query', note);
      await test.discovery.newest(strangerAt('DE'), everything);
      test.db.reader.removeListener('query', note);
      return queries;
    };
    await aFilm(id, 'the first', forGold);
    await test.deliver();
    const one = await count();
    await manyMoreThan(id, 99);
    expect(await count()).toBe(one);
  });
});

/** Newer than everything there is. */
async function manyMoreThan(channelId: string, count: number): Promise<void> {
  const now = test.clock.now();
  const actor = test.person('Ann').accountId;
  // So many at a time take no longer than a statement may.
  for (let from = 1; from <= count; from += 5_000) {
    const to = Math.min(from + 4_999, count);
    await test.db.transaction(async (tx) => {
      await tx.raw(
        `insert into videos.videos (id, public_id, channel_id, title, status, generation_state, playable_since,
           duration_ms, position, created_at, updated_at)
         select gen_random_uuid(), 'vid_' || lpad(n::text, 22, '0'), ?::uuid, 'Blocked ' || n, 'ready', 'ready', ?, 60000,
           1000 + n, ?, ?
         from generate_series(?::int, ?::int) as n`,
        [channelId, now, now, now, from, to],
      );
      await tx.raw(
        `insert into videos.publications (id, video_id, visibility, published_at, valid_from, actor)
         select gen_random_uuid(), id, 'public', ?, ?, ?::uuid from videos.videos
         where title like 'Blocked%' and position between 1000 + ?::int and 1000 + ?::int`,
        [now, now, actor, from, to],
      );
      await tx.raw(
        `insert into discovery.listed_videos (video_id, public_id, channel_id, title, duration_ms, visibility, playable,
           trashed, listed_at, version)
         select id, public_id, channel_id, title, duration_ms, 'public', true, false, ?, 1 from videos.videos
         where title like 'Blocked%' and position between 1000 + ?::int and 1000 + ?::int`,
        [now, from, to],
      );
    });
  }
}

describe('what is stated', () => {
  it('names the countries, keeps to itself what is locked, and asks from nowhere', async () => {
    const { id } = await test.openChannel(test.person('Ann'));
    await aFilm(id, 'free');
    await aFilm(id, 'in Spain', only('ES'));
    await aFilm(id, 'for Gold', forGold);
    await aFilm(id, 'unlisted', {}, { visibility: 'unlisted' });
    const hidden = await aFilm(id, 'nowhere', {
      rights: { channel: [{ ...window, effect: 'deny' }], video: [], broadcast: [] },
    });
    await test.deliver();
    const facts = ({ title, countries, description, locked }: StatedVideo) => [
      title,
      countries,
      description,
      locked?.reason ?? null,
    ];
    const open = [
      ['in Spain', { only: ['ES'] }, 'Only for those who may watch.', null],
      ['free', 'everywhere', 'Only for those who may watch.', null],
    ];
    expect((await test.discovery.stated(id, everything)).items.map(facts)).toEqual(open);
    expect((await test.discovery.statedPart(everything)).map(facts)).toEqual([
      ['for Gold', 'everywhere', '', 'tier_required'],
      ...open,
    ]);
    expect((await test.discovery.stated(id, { limit: 1, cursor: null })).items.map(facts)).toEqual([open[0]]);
    expect(await test.discovery.statedPage(hidden.publicId)).toMatchObject({ decision: { decision: 'refused' } });
  });

  it('is cut into parts that together hold everything', async () => {
    const { id } = await test.openChannel(test.person('Ann'));
    for (let index = 0; index < 7; index++) await aFilm(id, `Film ${index}`);
    await test.deliver();
    const cuts = await test.discovery.parts(3);
    expect(cuts).toHaveLength(2);
    const parts = await Promise.all(
      [null, ...cuts].map(async (cursor) => titles({ items: await test.discovery.statedPart({ limit: 3, cursor }) })),
    );
    expect(parts).toEqual([['Film 6', 'Film 5', 'Film 4'], ['Film 3', 'Film 2', 'Film 1'], ['Film 0']]);
    expect(await test.discovery.parts(7)).toEqual([]);
  });
});

describe('a refused video', () => {
  it('shows title, poster, length and channel, and nothing else of it', async () => {
    const { id } = await test.openChannel(test.person('Ann'));
    const film = await aFilm(id, 'for Gold', forGold);
    const page = await test.discovery.watchPage(strangerAt('DE'), film.publicId);
    expect(page).toMatchObject({ video: { title: 'for Gold', durationMs: 60_000, description: '', tags: [] } });
    expect(page?.decision).toMatchObject({ decision: 'refused', refusals: [{ reason: 'tier_required' }] });
    const answer = await site.nobody.get(`/videos/${film.publicId}`);
    expect(answer).toMatchObject({
      status: 403,
      body: { refusals: [{ reason: 'tier_required', title: 'For subscribers' }] },
    });
    expect(JSON.stringify(answer.body)).not.toMatch(/Only for those|inside/);
  });
});
