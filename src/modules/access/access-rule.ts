import type { Money, TierPrice } from './money';
import type { Refusal, Remedy } from './refusals';
import { everHolds, holdsAt } from './rights-window';

export interface TierOffer {
  tierId: string;
  name: string;
  /** None where it is no longer on sale: those who hold it get in, nobody is told to buy it. */
  prices: readonly TierPrice[];
}

/** One way in. */
export type AccessWay =
  /** With a tier, whichever; `tiers` are those on sale, cheapest first. */
  | { kind: 'subscribers'; tiers: readonly TierOffer[] }
  /** With one of these, on sale or not. */
  | { kind: 'tiers'; tiers: readonly TierOffer[] }
  /** Once and for good, or for `rentalHours` from the purchase. */
  | { kind: 'purchase'; price: Money; rentalHours: number | null }
  /** To a broadcast. */
  | { kind: 'ticket'; price: Money };

/** Any one way lets in; without any, only what the channel grants does. */
export type AccessRule = { kind: 'free' } | { kind: 'restricted'; ways: readonly AccessWay[] };

export const entitlementSources = ['subscription', 'purchase', 'rental', 'ticket', 'gift', 'grant'] as const;
export type EntitlementSource = (typeof entitlementSources)[number];

export type EntitlementCover =
  | { kind: 'channel' }
  | { kind: 'tier'; tierId: string }
  | { kind: 'video'; videoId: string }
  | { kind: 'broadcast'; broadcastId: string };

/** A dated right to watch. */
export interface Entitlement {
  source: EntitlementSource;
  covers: EntitlementCover;
  from: Date;
  /** Exclusive; null: for ever. */
  until: Date | null;
}

export interface AccessSubject {
  videoId: string | null;
  broadcastId: string | null;
}

/** The entitlement that lets in now and lasts longest; null: none does. */
export function entitlementFor(
  rule: Extract<AccessRule, { kind: 'restricted' }>,
  subject: AccessSubject,
  entitlements: readonly Entitlement[],
  at: Date,
): Entitlement | null {
  return entitlements
    .filter((each) => holdsAt(each, at) && letsIn(each, rule, subject))
    .reduce<Entitlement | null>((best, each) => (best && lasts(best) >= lasts(each) ? best : each), null);
}

/** Why nothing this account holds lets it in. */
export function accessRefusal(
  rule: Extract<AccessRule, { kind: 'restricted' }>,
  subject: AccessSubject,
  entitlements: readonly Entitlement[],
  at: Date,
): Refusal {
  const held = entitlements.filter((each) => everHolds(each) && letsIn(each, rule, subject));
  const begins = held.flatMap(({ from }) => (from > at ? [from] : [])).sort((a, b) => a.getTime() - b.getTime())[0];
  const ended = held
    .flatMap(({ until }) => (until && until <= at ? [until] : []))
    .sort((a, b) => b.getTime() - a.getTime())[0];
  return {
    reason: rule.ways[0] ? reasonOf[rule.ways[0].kind] : 'grant_required',
    remedies: [...(begins ? [{ kind: 'wait_until' as const, at: begins }] : []), ...offersOf(rule.ways)],
    endedAt: ended ?? null,
  };
}

/** Each once: a tier may be a way by its name, and as any other. */
function offersOf(ways: readonly AccessWay[]): Remedy[] {
  const offers = ways.flatMap(remediesOf).map((offer) => [JSON.stringify(offer), offer] as const);
  return [...new Map(offers).values()];
}

const reasonOf = {
  subscribers: 'subscription_required',
  tiers: 'tier_required',
  purchase: 'purchase_required',
  ticket: 'ticket_required',
} as const satisfies Record<AccessWay['kind'], Refusal['reason']>;

function remediesOf(way: AccessWay): Remedy[] {
  if (way.kind === 'purchase') return [{ kind: 'buy', price: way.price, rentalHours: way.rentalHours }];
  if (way.kind === 'ticket') return [{ kind: 'buy_ticket', price: way.price }];
  return way.tiers
    .filter(({ prices }) => prices.length > 0)
    .map(({ tierId, name, prices }) => ({ kind: 'subscribe', tierId, name, prices }));
}

/** Whether it opens this at all, whenever it holds. What a channel gives by hand opens whatever it names. */
function letsIn(
  { source, covers }: Entitlement,
  rule: Extract<AccessRule, { kind: 'restricted' }>,
  subject: AccessSubject,
): boolean {
  const byHand = source === 'gift' || source === 'grant';
  switch (covers.kind) {
    case 'channel':
      return byHand || rule.ways.some(({ kind }) => kind === 'subscribers');
    case 'tier':
      return rule.ways.some(
        (way) =>
          way.kind === 'subscribers' ||
          (way.kind === 'tiers' && way.tiers.some(({ tierId }) => tierId === covers.tierId)),
      );
    case 'video':
      return covers.videoId === subject.videoId;
    case 'broadcast':
      return covers.broadcastId === subject.broadcastId;
  }
}

function lasts({ until }: Entitlement): number {
  return until?.getTime() ?? Number.POSITIVE_INFINITY;
}
