import { createExplain } from '../../src/modules/playback';
import { explainRoutes } from '../../src/modules/playback/routes-explain';
import { createRights } from '../../src/modules/rights';
import { createHttpServer, type HttpServer } from '../../src/platform/http';
import { newId, newPublicId } from '../../src/platform/ids';
import { createHealth, createMetrics, silentLogger } from '../../src/platform/observability';
import { createAuthorize } from '../../src/processes/authorize';
import { createTestLibrary, type TestLibrary } from '../support/factories/library';

let library: TestLibrary;
let rights: ReturnType<typeof createRights>;
let server: HttpServer;
let base: string;

beforeAll(async () => {
  library = await createTestLibrary();
  const { cache, channels, videos, identity } = library;
  rights = createRights(library);
  const explain = createExplain({ ...library, rights });
  server = createHttpServer({
    routes: explainRoutes(explain, { channels, videos }),
    authenticate: async ({ session }) => {
      const { actor } = library.person(session ?? 'Sam');
      return session ? { ...actor, operator: session === 'Uma' } : { kind: 'anonymous' };
    },
    authorize: createAuthorize({ channels, identity }),
    idempotency: { once: (_, create) => create() },
    ...{ cache, logger: silentLogger, metrics: createMetrics('test', false), health: createHealth() },
    ...{ production: false, publicUrl: 'http://localhost', trustedProxyHops: 0 },
  });
  base = `http://127.0.0.1:${await server.listen(0)}/api/v1`;
}, 120_000);
afterAll(async () => {
  await server.close(100);
  await library.close();
});
beforeEach(() => library.clock.set('2026-05-01T12:00:00.000Z'));

async function ask(path: string, as: string | null = 'Ann', body?: unknown) {
  const answer = await fetch(base + path, {
    method: body === undefined ? 'GET' : 'POST',
    headers: {
      origin: 'http://localhost',
      ...(as ? { cookie: `session=${as}` } : {}),
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  return { status: answer.status, body: JSON.parse(await answer.text()) };
}

/** A film of Ann's that plays and is public. */
async function aFilm() {
  const made = await library.draft();
  await plays(made.video.id);
  await library.videos.publishVideo(made.by, { visibility: 'public', startsAt: null, endsAt: null });
  return { ...made, id: made.video.publicId, channelBy: { actor: made.owner.accountId, expectedVersion: null } };
}

function plays(videoId: string): Promise<void> {
  const { db, videos } = library;
  return db.transaction((tx) => videos.notePlayable(tx, { videoId, uploadId: null, generationId: newId() }, 60_000));
}

const aWindow = { effect: 'allow' as const, from: null, until: null, reason: null, messageByCountry: {} };
const licence = { ...aWindow, countries: { only: ['AT', 'CH'] }, reason: 'Cinema licence' };

describe('one decision, explained', () => {
  it('names every reason, the window behind it, and who had set it when', async () => {
    const { id, channelBy } = await aFilm();
    library.clock.advance({ hours: 1 });
    await rights.setVideoRights(id, { windows: [licence], minimumAge: 18 }, channelBy);
    const { status, body } = await ask(`/videos/${id}/playback/explain?country=DE`);
    expect(status).toBe(200);
    expect(body.answer).toMatchObject({
      decision: 'refused',
      existencePublic: true,
      refusals: [
        {
          reason: 'not_here',
          level: 'video',
          windows: [{ level: 'video', effect: 'allow', reason: 'Cinema licence' }],
          teamDetail: expect.stringContaining('windows of the video allow other countries only'),
        },
        { reason: 'age_unconfirmed', teamDetail: expect.stringContaining('18') },
      ],
    });
    expect(body.sources).toEqual([
      expect.objectContaining({ what: 'age', from: '2026-05-01T13:00:00.000Z' }),
      expect.objectContaining({ what: 'windows', level: 'video', by: { displayName: 'Ann' } }),
      expect.objectContaining({ what: 'published', from: '2026-05-01T12:00:00.000Z', to: null }),
    ]);
  });

  it('answers for another country, a viewer with the age, a holder of a tier, and an hour ago', async () => {
    const { id, channel, channelBy } = await aFilm();
    const tierId = newPublicId('tir');
    const tier = { tierId, channelId: channel.id, name: 'Gold', prices: [], onSale: true, version: 1 };
    await library.db.transaction((tx) => rights.noteTier(tx, { ...tier, at: '2026-05-01T12:00:00.000Z' }));
    library.clock.advance({ hours: 1 });
    await rights.setVideoRights(id, { windows: [licence], minimumAge: 18 }, channelBy);
    await rights.setVideoAccess(id, { kind: 'restricted', ways: [{ kind: 'tiers', tierIds: [tierId] }] }, channelBy);
    const answers: [query: string, decision: string][] = [
      [`country=AT&age=18&tier=${tierId}`, 'subscription'],
      [`country=AT&age=18&as=purchase`, 'purchase'],
      [`country=AT&age=18&as=account`, 'tier_required'],
      [`country=AT&tier=${tierId}`, 'age_unconfirmed'],
      [`country=DE&age=18&tier=${tierId}`, 'not_here'],
      ['country=DE&at=2026-05-01T12:30:00Z', 'public'],
      ['at=2026-04-01T00:00:00Z', 'not_published'],
    ];
    for (const [query, expected] of answers) {
      const { body } = await ask(`/videos/${id}/playback/explain?${query}`);
      expect([query, body.answer.why ?? body.answer.refusals[0].reason]).toEqual([query, expected]);
    }
  });

  it('is for the team alone', async () => {
    const { id } = await aFilm();
    expect((await ask(`/videos/${id}/playback/explain`, null)).status).toBe(401);
    expect((await ask(`/videos/${id}/playback/explain`, 'Sam')).status).toBe(404);
    expect((await ask(`/videos/${newPublicId('vid')}/playback/explain`)).status).toBe(404);
    expect((await ask(`/videos/${id}/playback/explain?country=Germany`)).status).toBe(422);
  });
});

describe('the matrix', () => {
  it('says for each country, time and viewer what the one decision says', async () => {
    const { id, channel, channelBy } = await aFilm();
    const until = '2026-05-10T00:00:00.000Z';
    await rights.setVideoRights(id, { windows: [{ ...licence, until }], minimumAge: 18 }, channelBy);
    const { status, body } = await ask(`/channels/${channel.handle}/playback/matrix`, 'Ann', {
      videoIds: [id],
      countries: ['DE', 'DACH', 'unknown'],
      between: { from: '2026-05-01T00:00:00.000Z', until: '2026-06-01T00:00:00.000Z' },
      viewers: [{ kind: 'anonymous' }, { kind: 'account' }],
      ages: true,
    });
    expect(status).toBe(200);
    expect(body.countries).toEqual(['DE', 'AT', 'CH', 'unknown']);
    const [film] = body.items;
    expect(film.instants).toEqual(['2026-05-01T00:00:00.000Z', until]);
    const shown = film.cells[0].map((row: number[]) =>
      row.map((place) => body.answers[place].why ?? body.answers[place].refusals[0].reason),
    );
    expect(shown).toEqual([
      ['not_here', 'not_here'],
      ['public', 'rights_over'],
      ['public', 'rights_over'],
      ['country_unknown', 'rights_over'],
    ]);
    expect(film.timeline[0]).toMatchObject({ countries: { except: ['AT', 'CH'] }, open: [] });
  });

  it('asks the same few questions about 2 videos and about 200, with 60 countries and 4 viewers', async () => {
    const { channel, owner, channelBy } = await aFilm();
    const videoIds: string[] = [];
    for (let i = 0; i < 200; i++) {
      videoIds.push((await library.videos.draftVideo(channel.id, owner.accountId, { title: `${i}` })).publicId);
    }
    await rights.editMany(channel.id, { videoIds, windows: [licence] }, channelBy.actor);
    const countries = ['EU', 'LATAM', 'DACH', 'UKI', 'ANZ', 'US'];
    const viewers = ['anonymous', 'account', 'purchase'].map((kind) => ({ kind }));
    const body = { countries, viewers: [...viewers, { kind: 'tier', tierId: newPublicId('tir') }], limit: 200 };
    const queries = async (ids: string[]) => {
      let count = 0;
      const onQuery = () => {
        count += 1;
      };
      library.db.reader.on('query', onQuery);
      const { status, body: matrix } = await ask(`/channels/${channel.handle}/playback/matrix`, 'Ann', {
        ...{ ...body, videoIds: ids },
      });
      library.db.reader.removeListener('query', onQuery);
      return { count, status, videos: matrix.items?.length, answers: matrix.answers?.length };
    };
    const few = await queries(videoIds.slice(0, 2));
    expect(few).toMatchObject({ status: 200, videos: 2 });
    expect(few.count).toBeGreaterThan(0);
    expect(await queries(videoIds)).toEqual({ ...few, videos: 200 });
  }, 120_000);

  it('comes page by page where it would be too large, and refuses what nobody could read', async () => {
    const { channel, owner, id } = await aFilm();
    const second = await library.videos.draftVideo(channel.id, owner.accountId, { title: 'Another' });
    const path = `/channels/${channel.handle}/playback/matrix`;
    const first = await ask(path, 'Ann', { countries: ['DE'], videoIds: [id, second.publicId], limit: 1 });
    expect(first.body.items.map(({ videoId }: { videoId: string }) => videoId)).toEqual([id]);
    const cursor = first.body.nextCursor;
    const rest = await ask(path, 'Ann', { countries: ['DE'], videoIds: [id, second.publicId], limit: 1, cursor });
    expect(rest.body).toMatchObject({ items: [{ videoId: second.publicId }], nextCursor: null });
    expect((await ask(path, 'Ann', { countries: ['EU', 'LATAM', 'MENA'] })).body.code).toBe('too_many_countries');
    const other = await aFilm();
    expect((await ask(path, 'Ann', { countries: ['DE'], videoIds: [other.id] })).status).toBe(404);
    expect((await ask(path, 'Sam', { countries: ['DE'] })).status).toBe(404);
  });
});

it('lint goes over the whole library, page by page', async () => {
  const { id, channel, owner, channelBy } = await aFilm();
  await library.videos.draftVideo(channel.id, owner.accountId, { title: 'Fine' });
  const deny = { ...aWindow, effect: 'deny' as const, countries: { except: [] } };
  await rights.setVideoRights(id, { windows: [deny], minimumAge: null }, channelBy);
  const path = `/channels/${channel.handle}/playback/lint?limit=1`;
  const first = await ask(path);
  const second = await ask(`${path}&cursor=${first.body.nextCursor}`);
  const items = [...first.body.items, ...second.body.items];
  const found = items.map(({ videoId, findings }) => [videoId, findings.map(({ code }: { code: string }) => code)]);
  expect(found).toContainEqual([id, ['nobody_can_watch']]);
  expect(found.filter(([, codes]) => codes.length === 0)).toHaveLength(1);
  expect(second.body.nextCursor).toBeNull();
});

describe('support', () => {
  const past = (id: string, more: string) => ask(`/operations/explain?video=${id}&${more}`, 'Uma');

  it('says whether somebody could watch, whether they did, and who had set the rule', async () => {
    const { id, video, channelBy } = await aFilm();
    const max = library.person('Max');
    library.clock.set('2026-05-02T10:00:00.000Z');
    await rights.setVideoAccess(id, { kind: 'restricted', ways: [] }, channelBy);
    await rights.grant(
      video.channelId,
      { email: max.email, source: 'gift', covers: { kind: 'video', videoId: id }, from: null, until: null, note: null },
      channelBy.actor,
    );
    const [from, to] = ['2026-05-03T18:00:00.000Z', '2026-05-03T20:00:00.000Z'];
    await library.db.reader('playback.sessions').insert({
      ...{ id: newId(), video_id: video.id, generation_id: newId(), account_id: max.accountId, why: 'gift' },
      ...{ granted_at: from, expires_at: to, last_seen_at: to },
    });
    library.clock.set('2026-06-01T00:00:00.000Z');
    const asked = `account=${max.email}&country=DE&at=2026-05-03T20%3A30%3A00%2B02%3A00`;
    const { status, body } = await past(id, asked);
    expect(status).toBe(200);
    expect(body).toMatchObject({
      account: { email: 'max@example.com', displayName: 'Max' },
      answer: { decision: 'allowed', why: 'gift', until: null },
      summary: {
        could: 'Yes. It was given to them as a gift.',
        did: expect.stringMatching(/^Yes: playback was granted/),
      },
      entitlements: [{ source: 'gift', covers: 'video', thisVideo: true, heldThen: true, until: null }],
      sessions: [{ grantedAt: from, why: 'gift', runningThen: true }],
      sources: [{ what: 'access', by: { displayName: 'Ann' } }, { what: 'published' }],
    });
    const byId = await past(id, `account=${max.publicId}&country=DE&at=2026-05-01T20:00:00Z`);
    expect(byId.body).toMatchObject({
      answer: { why: 'public' },
      summary: { did: expect.stringMatching(/^No playback/) },
    });
  });

  it('knows at an instant only what had been heard by then', async () => {
    const { id, video, channelBy } = await aFilm();
    const max = library.person('Max');
    await rights.setVideoAccess(id, { kind: 'restricted', ways: [{ kind: 'subscribers' }] }, channelBy);
    library.clock.set('2026-05-04T00:00:00.000Z');
    // The payment was made on the second, and billing heard on the fourth.
    const dates = { from: '2026-05-02T00:00:00.000Z', until: '2026-06-02T00:00:00.000Z' };
    await library.db.transaction((tx) =>
      rights.notePeriod(tx, {
        ...{ subscriptionId: 's', periodId: newId(), channelId: video.channelId, accountId: max.accountId },
        ...{ tierId: newPublicId('tir'), ...dates, version: 1, at: '2026-05-04T00:00:00.000Z' },
      }),
    );
    const asked = `account=${max.email}&at=2026-05-03T20:00:00Z`;
    expect((await past(id, asked)).body.answer).toMatchObject({ decision: 'allowed', why: 'subscription' });
    const then = await past(id, `${asked}&knownAt=2026-05-03T20:00:00Z`);
    expect(then.body).toMatchObject({ answer: { decision: 'refused' }, entitlements: [] });
    expect(then.body.summary.could).toMatch(/^No\. They were told: Whoever subscribes/);
  });

  it('sees a withdrawal, the trash and a place on the team as they were', async () => {
    const { by, id, owner, channel } = await aFilm();
    const max = library.person('Max');
    library.clock.set('2026-05-02T00:00:00.000Z');
    await library.channels.setTeamRole(channel.id, owner.accountId, max.email, 'editor');
    await library.videos.trashVideo(by);
    library.clock.set('2026-05-03T00:00:00.000Z');
    await library.videos.restoreVideo(by);
    await library.videos.unpublishVideo(by);
    library.clock.set('2026-05-04T00:00:00.000Z');
    await library.channels.removeFromTeam(channel.id, owner.accountId, max.email);
    const at = async (day: number) => (await past(id, `account=${max.email}&at=2026-05-0${day}T12:00:00Z`)).body;
    expect((await at(1)).answer.why).toBe('public');
    expect(await at(2)).toMatchObject({ answer: { refusals: [{ reason: 'trashed' }] }, role: 'editor' });
    expect(await at(3)).toMatchObject({ answer: { why: 'team_preview' }, role: 'editor' });
    const last = await at(4);
    expect(last).toMatchObject({ answer: { existencePublic: false, refusals: [{ reason: 'not_published' }] } });
    expect(last.summary.could).toBe('No. They were told that there is no such video.');
    expect(last.sources.map(({ what }: { what: string }) => what).sort()).toEqual(['restored', 'unpublished']);
  });

  it('is for staff alone, and says what is not there', async () => {
    const { id } = await aFilm();
    expect((await ask(`/operations/explain?video=${id}`, null)).status).toBe(401);
    expect((await ask(`/operations/explain?video=${id}`, 'Ann')).status).toBe(404);
    expect((await past(id, 'account=nobody@example.com')).body.code).toBe('account_not_found');
    expect((await past(newPublicId('vid'), '')).body.code).toBe('video_not_found');
  });

  it('can ask about playbacks of accounts for 400 days; those of strangers go after a day', async () => {
    const { video } = await aFilm();
    const session = (accountId: string | null) => ({
      ...{ id: newId(), video_id: video.id, generation_id: newId(), account_id: accountId, why: 'public' },
      ...{ granted_at: library.clock.now(), expires_at: library.clock.now(), last_seen_at: library.clock.now() },
    });
    const rows = [session(library.person('Max').accountId), session(null)];
    await library.db.reader('playback.sessions').insert(rows);
    const kept = async () => {
      await library.playback.trimSessions();
      const found = await library.db.reader('playback.sessions').where({ video_id: video.id }).select('account_id');
      return found.map(({ account_id }) => account_id !== null);
    };
    library.clock.advance({ hours: 23 });
    expect((await kept()).sort()).toEqual([false, true]);
    library.clock.advance({ hours: 2 });
    expect(await kept()).toEqual([true]);
    library.clock.advance({ days: 398 });
    expect(await kept()).toEqual([true]);
    library.clock.advance({ days: 2 });
    expect(await kept()).toEqual([]);
  });
});
