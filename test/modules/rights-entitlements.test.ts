import { purchaseCompleted } from '../../src/modules/billing/events';
import type { EntitlementView } from '../../src/modules/rights/contract';
import { entitlementChanged } from '../../src/modules/rights/events';
import { videoPurged } from '../../src/modules/videos/events';
import { aGrant, aPurchase, createRightsHouse, type RightsHouse } from '../support/factories/rights-house';

let house: RightsHouse;
let site: Awaited<ReturnType<RightsHouse['serve']>>;
beforeAll(async () => {
  house = await createRightsHouse({ poolMax: 1 });
  site = await house.serve();
});
afterAll(async () => {
  await site.close();
  await house.close();
});

const ann = () => site.as('Ann');
const hours = (count: number) => new Date(house.clock.now().getTime() + count * 3_600_000);

/** A channel of Ann's, and somebody who watches. */
async function audience(name: string) {
  const draft = await house.draft();
  const address = `/channels/${draft.channel.handle}/entitlements`;
  const viewer = house.person(name);
  return {
    ...{ ...draft, viewer, address },
    grant: (more: object = {}) => ann().post<EntitlementView>(address, { ...aGrant(viewer.email), ...more }),
    list: async (query = '') =>
      (await ann().get<{ items: EntitlementView[]; nextCursor: string | null }>(`${address}${query}`)).body,
    held: async (asOf?: { at: Date; knownAt: Date }) =>
      (await house.rights.holdingsOf(viewer.accountId, asOf)).entitlements.get(draft.channel.id) ?? [],
  };
}

describe('a grant', () => {
  it('is held from now on, told, and listed', async () => {
    const { grant, held, list, viewer, channel } = await audience('Bea');
    const answer = await grant({ note: 'Press' });
    expect(answer).toMatchObject({
      status: 201,
      body: {
        ...{ source: 'grant', covers: { kind: 'channel' }, coversName: null, note: 'Press', byHand: true },
        ...{ account: { id: viewer.publicId, displayName: 'Bea' }, from: hours(0).toISOString(), until: null },
      },
    });
    expect(JSON.stringify(answer.body)).not.toContain(viewer.email);
    expect(await held()).toEqual([{ source: 'grant', covers: { kind: 'channel' }, from: hours(0), until: null }]);
    expect((await list()).items).toEqual([answer.body]);
    const told = { accountId: viewer.accountId, channelId: channel.id, at: hours(0).toISOString() };
    expect(house.outbox.of(entitlementChanged).at(-1)).toEqual(told);
  });

  it('may be for a tier or a video of the channel, later and for a while', async () => {
    const { grant, held, video, channel, list } = await audience('Cid');
    const tierId = await house.tier(channel.id, { name: 'Captain' });
    await grant({ source: 'gift', covers: { kind: 'tier', tierId }, until: hours(5).toISOString() });
    const later = { from: hours(1).toISOString(), until: hours(2).toISOString() };
    await grant({ covers: { kind: 'video', videoId: video.publicId }, ...later });
    expect(await held()).toEqual([
      { source: 'gift', covers: { kind: 'tier', tierId }, from: hours(0), until: hours(5) },
      { source: 'grant', covers: { kind: 'video', videoId: video.id }, from: hours(1), until: hours(2) },
    ]);
    const { items } = await list();
    expect(items.map(({ covers, coversName }) => [covers, coversName])).toEqual(
      expect.arrayContaining([
        [{ kind: 'video', videoId: video.publicId }, 'A day at sea'],
        [{ kind: 'tier', tierId }, 'Captain'],
      ]),
    );
  });

  it('is refused for nobody, for what is another channel’s, and for a time that is over', async () => {
    const { grant, held } = await audience('Dan');
    const other = await house.draft();
    const tierId = await house.tier(other.channel.id);
    const problem = async (more: object) => {
      const { status, body } = await grant(more);
      const { code, errors } = body as unknown as { code: string; errors: { path: string }[] };
      return [status, code, errors.map(({ path }) => path).join()];
    };
    expect(await problem({ email: 'nobody@example.com' })).toEqual([422, 'account_not_found', 'body.email']);
    const named = (covers: object) => problem({ covers });
    expect(await named({ kind: 'tier', tierId })).toEqual([422, 'invalid_input', 'body.covers.tierId']);
    const foreign = { kind: 'video', videoId: other.video.publicId };
    expect(await named(foreign)).toEqual([422, 'invalid_input', 'body.covers.videoId']);
    expect(await problem({ until: hours(0).toISOString() })).toEqual([422, 'grant_over', 'body.until']);
    expect(await held()).toEqual([]);
  });
});

describe('taking back', () => {
  it('ends it now; that it held before stays known, and so does what was known', async () => {
    const { grant, held, list, address } = await audience('Eve');
    const { body } = await grant({ until: hours(100).toISOString() });
    const [start, end] = [hours(0), hours(100)];
    house.clock.advance({ hours: 10 });
    const before = new Date(house.clock.now().getTime() - 1);
    expect((await ann().delete(`${address}/${body.id}`)).status).toBe(204);
    const taken = house.clock.now();
    expect(await held()).toMatchObject([{ from: start, until: taken }]);
    expect((await list()).items).toEqual([]);
    house.clock.advance({ hours: 1 });
    expect(await held({ at: before, knownAt: before })).toMatchObject([{ from: start, until: end }]);
    expect(await held({ at: before, knownAt: taken })).toMatchObject([{ from: start, until: taken }]);
    expect(await held({ at: before, knownAt: new Date(start.getTime() - 1) })).toEqual([]);
    // Once more is no harm.
    const events = house.outbox.of(entitlementChanged).length;
    expect((await ann().delete(`${address}/${body.id}`)).status).toBe(204);
    expect(house.outbox.of(entitlementChanged).length).toBe(events);
  });

  it('of what has not begun means that it never holds', async () => {
    const { grant, held, address } = await audience('Fay');
    const { body } = await grant({ from: hours(5).toISOString(), until: hours(9).toISOString() });
    await ann().delete(`${address}/${body.id}`);
    expect(await held()).toEqual([]);
  });

  it('is for the channel that gave it, and not for what was paid for', async () => {
    const { grant, held, address, video, viewer, channel, list } = await audience('Gus');
    const { body } = await grant();
    const other = await audience('Gus');
    expect((await ann().delete(`${other.address}/${body.id}`)).status).toBe(404);
    expect((await ann().delete(`${address}/ent_0000000000000000000000`)).status).toBe(404);
    const whose = { accountId: viewer.accountId, channelId: channel.id };
    await house.hear(purchaseCompleted, aPurchase(whose, video.id));
    const bought = (await list()).items.find(({ byHand }) => !byHand);
    expect(bought).toMatchObject({ source: 'purchase', covers: { videoId: video.publicId }, byHand: false });
    const refusal = await ann().delete(`${address}/${bought?.id}`);
    expect(refusal).toMatchObject({ status: 409, body: { code: 'entitlement_paid' } });
    expect(await held()).toHaveLength(2);
  });

  it('by two people at once is once', async () => {
    const { grant, held, address } = await audience('Hal');
    const { body } = await grant();
    house.clock.advance({ hours: 1 });
    const answers = await Promise.all([1, 2].map(() => ann().delete(`${address}/${body.id}`)));
    expect(answers.map(({ status }) => status)).toEqual([204, 204]);
    expect(await held()).toHaveLength(1);
  });
});

describe('giving again what was taken back', () => {
  it('holds from now on to the end it had; in between it stays taken back', async () => {
    const { grant, held, list, address } = await audience('Ivy');
    const { body } = await grant({ until: hours(100).toISOString(), note: 'Press' });
    const [start, end] = [hours(0), hours(100)];
    house.clock.advance({ hours: 1 });
    const taken = house.clock.now();
    await ann().delete(`${address}/${body.id}`);
    house.clock.advance({ hours: 1 });
    const again = await ann().post<EntitlementView>(`${address}/${body.id}/give-again`);
    expect(again).toMatchObject({ status: 201, body: { note: 'Press', from: hours(0).toISOString() } });
    expect(await held()).toMatchObject([
      { from: start, until: taken },
      { from: hours(0), until: end },
    ]);
    expect((await list()).items).toEqual([again.body]);
  });

  it('gives what had not begun when it was taken back', async () => {
    const { grant, held, address } = await audience('Joy');
    const { body } = await grant({ from: hours(5).toISOString() });
    await ann().delete(`${address}/${body.id}`);
    expect((await ann().post(`${address}/${body.id}/give-again`)).status).toBe(201);
    expect(await held()).toMatchObject([{ from: hours(5), until: null }]);
  });

  it('changes nothing of what holds, and is not for what is over, paid for, or another channel’s', async () => {
    const { grant, held, address, viewer, video, channel, list } = await audience('Kim');
    const { body } = await grant({ until: hours(2).toISOString() });
    await ann().post(`${address}/${body.id}/give-again`);
    expect(await held()).toHaveLength(1);
    house.clock.advance({ hours: 1 });
    await ann().delete(`${address}/${body.id}`);
    house.clock.advance({ hours: 2 });
    const answerFor = async (path: string) => {
      const answer = await ann().post<{ code: string }>(`${path}/give-again`);
      return [answer.status, answer.body.code];
    };
    expect(await answerFor(`${address}/${body.id}`)).toEqual([422, 'grant_over']);
    const other = await audience('Kim');
    expect(await answerFor(`${other.address}/${body.id}`)).toEqual([404, 'entitlement_not_found']);
    await house.hear(purchaseCompleted, aPurchase({ accountId: viewer.accountId, channelId: channel.id }, video.id));
    const [bought] = (await list()).items;
    expect(await answerFor(`${address}/${bought?.id}`)).toEqual([409, 'entitlement_paid']);
  });
});

describe('the list of who holds what', () => {
  it('is paged, the newest first, and searched by whole address or part of name and note', async () => {
    const { list, address, viewer } = await audience('Ida');
    const names = ['Jo', 'Kim', 'Joan', 'Lea', 'Josh'];
    for (const name of names) {
      house.clock.advance({ minutes: 1 });
      await ann().post(address, aGrant(house.person(name).email, { note: name === 'Lea' ? 'For Jo' : null }));
    }
    const namesIn = (items: EntitlementView[]) => items.map(({ account }) => account?.displayName);
    const first = await list('?limit=2');
    const second = await list(`?limit=2&cursor=${first.nextCursor}`);
    const third = await list(`?limit=2&cursor=${second.nextCursor}`);
    expect(namesIn([...first.items, ...second.items, ...third.items])).toEqual(names.toReversed());
    expect(third.nextCursor).toBeNull();
    expect(namesIn((await list('?q=jo')).items)).toEqual(['Josh', 'Lea', 'Joan', 'Jo']);
    const some = await list('?q=jo&limit=3');
    expect(namesIn(some.items)).toEqual(['Josh', 'Lea', 'Joan']);
    expect(namesIn((await list(`?q=jo&limit=3&cursor=${some.nextCursor}`)).items)).toEqual(['Jo']);
    expect(namesIn((await list(`?q=${house.person('Kim').email}`)).items)).toEqual(['Kim']);
    // Nobody's address can be guessed letter by letter.
    for (const q of [viewer.email, 'kim@', '@example.com']) expect((await list(`?q=${q}`)).items).toEqual([]);
    expect((await ann().get(`${address}?cursor=x`)).status).toBe(422);
  });
});

test('ages that accounts confirm only grow, and the past keeps them', async () => {
  const { accountId } = house.person('Max');
  const ageOf = async (asOf?: { at: Date; knownAt: Date }) =>
    (await house.rights.holdingsOf(accountId, asOf)).confirmedAge;
  expect(await ageOf()).toBeNull();
  await house.rights.confirmAge(accountId, 16);
  const then = house.clock.now();
  house.clock.advance({ days: 1 });
  await Promise.all([18, 12].map((age) => house.rights.confirmAge(accountId, age)));
  expect(await ageOf()).toBe(18);
  expect(await ageOf({ at: then, knownAt: house.clock.now() })).toBe(16);
  expect(await ageOf({ at: house.clock.now(), knownAt: then })).toBe(16);
  expect(await ageOf({ at: new Date(then.getTime() - 1), knownAt: house.clock.now() })).toBeNull();
});

test('what an account holds is read in two queries, whatever it is', async () => {
  const { grant, viewer } = await audience('Ned');
  for (const note of ['a', 'b', 'c']) await grant({ note });
  const { queries } = await house.countingQueries(() => house.rights.holdingsOf(viewer.accountId));
  expect(queries).toBe(2);
});

test('what was bought of a video that is deleted for good goes with it', async () => {
  const { grant, held, video, channel } = await audience('Ola');
  await grant({ covers: { kind: 'video', videoId: video.publicId } });
  await grant();
  await house.hear(videoPurged, { videoId: video.id, publicId: video.publicId, channelId: channel.id });
  expect(await held()).toMatchObject([{ covers: { kind: 'channel' } }]);
});
