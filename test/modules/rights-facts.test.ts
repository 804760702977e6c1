import { tierChanged } from '../../src/modules/billing/events';
import type { AccessRuleBody } from '../../src/modules/rights/contract';
import { newId, newPublicId } from '../../src/platform/ids';
import { aTier, aWindow, createRightsHouse, type RightsHouse } from '../support/factories/rights-house';

let house: RightsHouse;
beforeAll(async () => {
  house = await createRightsHouse();
});
afterAll(() => house.close());

type Draft = Awaited<ReturnType<RightsHouse['draft']>>;
const subjectOf = ({ video, channel }: Draft) => ({ channelId: channel.id, videoId: video.id, broadcastId: null });
const by = ({ owner }: Draft) => ({ actor: owner.accountId, expectedVersion: null });
const accessOf = async (draft: Draft, asOf?: { at: Date; knownAt: Date }) =>
  (await house.rights.factsOf([subjectOf(draft)], asOf))[0]?.access;
const inGermany = aWindow({ countries: { only: ['DE'] } });
const inFrance = aWindow({ countries: { only: ['FR'] } });

describe('rules of the past', () => {
  it('are read as they were, by whichever came first: then, or what was known', async () => {
    const draft = await house.draft();
    const [start, first, second] = [0, 1, 2].map((hour) => new Date(house.clock.now().getTime() + hour * 3_600_000));
    if (!start || !first || !second) throw new Error('No instants');
    house.clock.set(first);
    await house.rights.setVideoRights(draft.video.publicId, { windows: [inGermany], minimumAge: null }, by(draft));
    house.clock.set(second);
    await house.rights.setVideoRights(draft.video.publicId, { windows: [inFrance], minimumAge: 18 }, by(draft));
    house.clock.advance({ days: 1 });
    const now = house.clock.now();

    const seen = async (at: Date, knownAt: Date) => {
      const [facts] = await house.rights.factsOf([subjectOf(draft)], { at, knownAt });
      return [facts?.rights.video.map(({ countries }) => countries), facts?.minimumAge];
    };
    const before = new Date(second.getTime() - 1);
    expect(await seen(start, now)).toEqual([[], null]);
    expect(await seen(first, now)).toEqual([[{ only: ['DE'] }], null]);
    expect(await seen(before, now)).toEqual([[{ only: ['DE'] }], null]);
    expect(await seen(second, now)).toEqual([[{ only: ['FR'] }], 18]);
    expect(await seen(now, before)).toEqual([[{ only: ['DE'] }], null]);
    expect(await seen(now, start)).toEqual([[], null]);

    const sources = await house.rights.sourcesOf(subjectOf(draft), { at: before, knownAt: now });
    const who = { level: 'video', actor: draft.owner.accountId };
    expect(sources).toEqual([{ ...who, what: 'windows', from: first, to: second }]);
    const known = await house.rights.sourcesOf(subjectOf(draft), { at: before, knownAt: before });
    expect(known).toEqual([{ ...who, what: 'windows', from: first, to: null }]);
    const both = await house.rights.sourcesOf(subjectOf(draft), { at: now, knownAt: now });
    expect(both.map(({ what, to }) => [what, to])).toEqual([
      ['age', null],
      ['windows', null],
    ]);
  });

  it('never overlap, though the clock of a second process is behind', async () => {
    const draft = await house.draft();
    const at = house.clock.now();
    await house.rights.setVideoRights(draft.video.publicId, { windows: [inGermany], minimumAge: null }, by(draft));
    house.clock.set(new Date(at.getTime() - 5));
    await house.rights.setVideoRights(draft.video.publicId, { windows: [inFrance], minimumAge: null }, by(draft));
    house.clock.set(at);
    const seen = async (instant: Date) =>
      (await house.rights.factsOf([subjectOf(draft)], { at: instant, knownAt: instant }))[0]?.rights.video;
    expect(await seen(new Date(at.getTime() - 1))).toEqual([]);
    expect(await seen(at)).toEqual([expect.objectContaining({ countries: { only: ['FR'] } })]);
  });
});

describe('facts', () => {
  it('come by level and in the order asked, of a broadcast with what its video says', async () => {
    const draft = await house.draft();
    const { channel, video, owner } = draft;
    const settings = { unknownCountry: { as: 'CH' }, deviceLimit: 2 };
    await house.rights.setChannelRights(channel, { windows: [inGermany], ...settings }, by(draft));
    await house.rights.setVideoRights(video.publicId, { windows: [inFrance], minimumAge: 16 }, by(draft));
    await house.rights.setVideoAccess(video.publicId, { kind: 'restricted', ways: [] }, by(draft));
    const broadcastId = newId();
    const price = { amountMinor: 900, currency: 'EUR' };
    await house.saysOfBroadcast({ channelId: channel.id, broadcastId, actor: owner.accountId }, [
      { what: 'access', value: { kind: 'restricted', ways: [{ kind: 'ticket', price }] } },
      { what: 'age', value: 12 },
      { what: 'windows', value: [aWindow({ effect: 'deny' })] },
    ]);
    const subjects = [
      { channelId: channel.id, videoId: video.id, broadcastId },
      subjectOf(await house.draft()),
      { channelId: channel.id, videoId: null, broadcastId },
      subjectOf(draft),
    ];
    const [both, other, live, alone] = await house.rights.factsOf(subjects);
    const ticket = { kind: 'restricted', ways: [{ kind: 'ticket', price }] };
    expect(both).toMatchObject({ ...settings, minimumAge: 16, access: ticket });
    expect(both?.rights).toMatchObject({
      channel: [{ countries: { only: ['DE'] } }],
      video: [{ countries: { only: ['FR'] } }],
      broadcast: [{ effect: 'deny' }],
    });
    expect(other).toMatchObject({ unknownCountry: 'refuse', deviceLimit: null, access: { kind: 'free' } });
    expect(live).toMatchObject({ minimumAge: 12, access: ticket, rights: { video: [] } });
    expect(alone).toMatchObject({ access: { kind: 'restricted', ways: [] }, rights: { broadcast: [] } });
  });

  it('of 100,000 videos take two queries', async () => {
    const { channel } = await house.draft();
    const said = await house.sayOfMany(channel.id, 20_000);
    const ids = [...said, ...Array.from({ length: 80_000 }, () => newId())];
    const subjects = ids.map((videoId) => ({ channelId: channel.id, videoId, broadcastId: null }));
    const silent = { channelId: channel.id, videoId: newId(), broadcastId: null };
    for (const asOf of [undefined, { at: house.clock.now(), knownAt: house.clock.now() }]) {
      const one = await house.countingQueries(() => house.rights.factsOf([silent], asOf));
      const many = await house.countingQueries(() => house.rights.factsOf([silent, ...subjects], asOf));
      expect([one.queries, many.queries]).toEqual([2, 2]);
      expect(many.answer).toHaveLength(100_001);
      expect(many.answer.map(({ rights }) => rights.video.length)).toEqual([
        0,
        ...ids.map((_, i) => (i < 20_000 ? 1 : 0)),
      ]);
    }
  }, 120_000);
});

describe('what tiers are called and cost', () => {
  const rule = (tierIds: string[]): AccessRuleBody => ({
    kind: 'restricted',
    ways: [{ kind: 'subscribers' }, { kind: 'tiers', tierIds }],
  });
  const eur = (amountMinor: number, per: 'month' | 'year' = 'month') => ({ amountMinor, currency: 'EUR', per });

  it('stands in the access rule: the cheapest first, and what is sold no more at no price', async () => {
    const draft = await house.draft();
    const { id } = draft.channel;
    const dear = await house.tier(id, { name: 'Captain', prices: [eur(900)] });
    const cheap = await house.tier(id, { name: 'Crew', prices: [eur(900, 'year'), eur(100)] });
    const old = await house.tier(id, { name: 'Founder', onSale: false });
    const other = await house.draft();
    await house.tier(other.channel.id, { name: 'Of somebody else' });
    await house.rights.setVideoAccess(draft.video.publicId, rule([old, dear, cheap]), by(draft));
    const offers = [
      { tierId: cheap, name: 'Crew', prices: [eur(900, 'year'), eur(100)] },
      { tierId: dear, name: 'Captain', prices: [eur(900)] },
    ];
    const [facts] = await house.rights.factsOf([draft, other].map(subjectOf));
    expect(facts?.access).toEqual({
      kind: 'restricted',
      ways: [
        { kind: 'subscribers', tiers: offers },
        { kind: 'tiers', tiers: [...offers, { tierId: old, name: 'Founder', prices: [] }] },
      ],
    });
  });

  it('is the newest news, however late the older comes, and the past keeps its prices', async () => {
    const draft = await house.draft();
    const { id: channelId } = draft.channel;
    const tierId = newPublicId('tir');
    const tell = (version: number, amountMinor: number) =>
      house.hear(tierChanged, {
        ...aTier(channelId, tierId, house.clock.now()),
        ...{ version, prices: [eur(amountMinor)] },
      });
    await tell(2, 200);
    await house.rights.setVideoAccess(
      draft.video.publicId,
      { kind: 'restricted', ways: [{ kind: 'tiers', tierIds: [tierId] }] },
      by(draft),
    );
    const before = house.clock.now();
    house.clock.advance({ days: 1 });
    for (const version of [1, 3, 2, 3]) await tell(version, version * 100);
    const costs = async (at?: Date) => {
      const access = await accessOf(draft, at && { at, knownAt: house.clock.now() });
      const way = access?.kind === 'restricted' ? access.ways[0] : undefined;
      return way?.kind === 'tiers' ? way.tiers[0]?.prices : undefined;
    };
    expect(await costs()).toEqual([eur(300)]);
    expect(await costs(before)).toEqual([eur(200)]);
  });
});
