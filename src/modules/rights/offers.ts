import type { AccessRule, AccessWay, TierOffer, TierPrice } from '../access';
import type { AccessRuleBody } from './contract';
import type { Tier } from './tier-store';

type StoredWay = Extract<AccessRuleBody, { kind: 'restricted' }>['ways'][number];

/** Fills access rules with what their channel's tiers are called and cost; the same rule of a channel is filled once. */
export function createOffers(tiers: readonly Tier[]): (channelId: string, rule: AccessRuleBody) => AccessRule {
  const filled = new Map<string, Map<AccessRuleBody, AccessRule>>();
  const ofChannel = (channelId: string) => {
    const known = filled.get(channelId) ?? new Map<AccessRuleBody, AccessRule>();
    filled.set(channelId, known);
    return known;
  };
  return (channelId, rule) => {
    if (rule.kind === 'free') return rule;
    const known = ofChannel(channelId);
    const ready = known.get(rule);
    if (ready) return ready;
    const own = tiers.filter((tier) => tier.channelId === channelId);
    const access: AccessRule = { kind: 'restricted', ways: rule.ways.map((way) => wayWith(own, way)) };
    known.set(rule, access);
    return access;
  };
}

function wayWith(tiers: readonly Tier[], way: StoredWay): AccessWay {
  if (way.kind === 'subscribers') {
    return {
      kind: 'subscribers',
      tiers: tiers
        .filter(({ onSale }) => onSale)
        .map(offerOf)
        .sort(cheaperFirst),
    };
  }
  if (way.kind !== 'tiers') return way;
  const named = way.tierIds.map((tierId) => {
    const tier = tiers.find(({ id }) => id === tierId);
    return tier ? offerOf(tier) : { tierId, name: '', prices: [] };
  });
  return { kind: 'tiers', tiers: named.sort(cheaperFirst) };
}

/** Whoever holds a tier that is sold no more keeps what it opens, so it stays in the rule, at no price. */
function offerOf({ id, name, prices, onSale }: Tier): TierOffer {
  return { tierId: id, name, prices: onSale ? prices : [] };
}

function cheaperFirst(one: TierOffer, other: TierOffer): number {
  return perMonth(one) - perMonth(other) || one.name.localeCompare(other.name);
}

function perMonth({ prices }: TierOffer): number {
  const costs = prices.map(({ amountMinor, per }: TierPrice) => (per === 'year' ? amountMinor / 12 : amountMinor));
  // No number is greater, and the difference of two is one, too.
  return costs.length > 0 ? Math.min(...costs) : Number.MAX_SAFE_INTEGER;
}
