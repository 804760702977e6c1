import fc from 'fast-check';
import type { Entitlement } from '../../src/modules/access';
import {
  type PurchaseState,
  purchaseCompleted,
  purchaseRefunded,
  type SubscriptionPeriod,
  subscriptionActivated,
  subscriptionLapsed,
} from '../../src/modules/billing/events';
import { entitlementChanged } from '../../src/modules/rights/events';
import { newId, newPublicId } from '../../src/platform/ids';
import { aPeriod, aPurchase, createRightsHouse, type RightsHouse } from '../support/factories/rights-house';

let house: RightsHouse;
beforeAll(async () => {
  house = await createRightsHouse();
});
afterAll(() => house.close());

const tierId = newPublicId('tir');
const someone = () => ({ accountId: newId(), channelId: newId() });
type Whose = ReturnType<typeof someone>;

const heldBy = async ({ accountId, channelId }: Whose, knownAt?: Date): Promise<Entitlement[]> => {
  const asOf = knownAt && { at: house.clock.now(), knownAt };
  const { entitlements } = await house.rights.holdingsOf(accountId, asOf);
  return [...(entitlements.get(channelId) ?? [])].sort((a, b) => a.from.getTime() - b.from.getTime());
};

type News = () => Promise<void>;
const activated = (period: SubscriptionPeriod) => () => house.hear(subscriptionActivated, period);
const lapsed = (period: SubscriptionPeriod) => () => house.hear(subscriptionLapsed, period);
const completed = (purchase: PurchaseState) => () => house.hear(purchaseCompleted, purchase);
const refunded = (purchase: PurchaseState) => () => house.hear(purchaseRefunded, purchase);

/** A story of one account: a period that was prolonged and lapsed, the next one, a film refunded, another kept. */
function story(whose: Whose): News[] {
  const first = aPeriod(whose, tierId);
  const second = aPeriod(whose, tierId, { from: '2026-06-01T00:00:00.000Z', until: '2026-07-01T00:00:00.000Z' });
  const returned = aPurchase(whose, newId());
  const rented = aPurchase(whose, newId(), { source: 'rental', until: '2026-05-03T00:00:00.000Z' });
  return [
    activated(first),
    activated({ ...first, version: 2, until: '2026-06-04T00:00:00.000Z' }),
    lapsed({ ...first, version: 3, until: '2026-05-20T00:00:00.000Z' }),
    activated(second),
    completed(returned),
    refunded({ ...returned, version: 2, until: returned.from }),
    completed(rented),
  ];
}

const outcome = [
  { source: 'subscription', from: new Date('2026-05-01'), until: new Date('2026-05-20') },
  { source: 'rental', from: new Date('2026-05-01'), until: new Date('2026-05-03') },
  { source: 'subscription', from: new Date('2026-06-01'), until: new Date('2026-07-01') },
];
const bySourceThenStart = (held: readonly Omit<Entitlement, 'covers'>[]) =>
  held
    .map(({ source, from, until }) => ({ source, from, until }))
    .sort((a, b) => a.source.localeCompare(b.source) || a.from.getTime() - b.from.getTime());

test('news of billing come to the same, in whatever order, however often, and two at a time', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.shuffledSubarray([0, 1, 2, 3, 4, 5, 6], { minLength: 7 }),
      fc.array(fc.nat(6), { maxLength: 4 }),
      fc.boolean(),
      async (order, again, atOnce) => {
        const whose = someone();
        const news = story(whose);
        const all = [...order, ...again].flatMap((index) => news[index] ?? []);
        if (atOnce) await Promise.all(all.map((tell) => tell()));
        else for (const tell of all) await tell();
        expect(bySourceThenStart(await heldBy(whose))).toEqual(bySourceThenStart(outcome as Entitlement[]));
      },
    ),
    { numRuns: 30 },
  );
}, 120_000);

test('late news supersede what was known, and rewrite none of it', async () => {
  const whose = someone();
  const period = aPeriod(whose, tierId);
  await activated(period)();
  const paid = house.clock.now();
  house.clock.advance({ days: 10 });
  await lapsed({ ...period, version: 2, until: '2026-05-05T00:00:00.000Z' })();
  const heard = house.clock.now();
  house.clock.advance({ days: 1 });
  const until = async (knownAt?: Date) => (await heldBy(whose, knownAt)).map((held) => held.until?.toISOString());
  expect(await until()).toEqual(['2026-05-05T00:00:00.000Z']);
  expect(await until(heard)).toEqual(['2026-05-05T00:00:00.000Z']);
  expect(await until(new Date(heard.getTime() - 1))).toEqual(['2026-06-01T00:00:00.000Z']);
  expect(await until(paid)).toEqual(['2026-06-01T00:00:00.000Z']);
  expect(await until(new Date(paid.getTime() - 1))).toEqual([]);
});

test('only news that say something new are told on', async () => {
  const whose = someone();
  const period = aPeriod(whose, tierId);
  const told = () =>
    house.outbox.of(entitlementChanged).filter(({ accountId }) => accountId === whose.accountId).length;
  for (const version of [2, 1, 2, 3]) await activated({ ...period, version })();
  expect(told()).toBe(2);
});

test('a refund that is heard before its purchase leaves nothing', async () => {
  const whose = someone();
  const purchase = aPurchase(whose, newId());
  await refunded({ ...purchase, version: 2, until: '2026-04-01T00:00:00.000Z' })();
  await completed(purchase)();
  expect(await heldBy(whose)).toEqual([]);
});
