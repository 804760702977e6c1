import type { AccessRuleBody } from '../../../modules/rights/contract';
import { type Priced, readMoney, writeMoney } from './money';

type Way = Extract<AccessRuleBody, { kind: 'restricted' }>['ways'][number];

/** An access rule as its form holds it. */
export interface AccessDraft {
  kind: 'free' | 'paid' | 'invited';
  subscribers: boolean;
  tiers: boolean;
  tierIds: readonly string[];
  buy: boolean;
  buyPrice: Priced;
  rent: boolean;
  rentPrice: Priced;
  rentalHours: string;
}

export type AccessFault = 'access.fault.way' | 'access.fault.tiers' | 'access.fault.price' | 'access.fault.hours';

export type AccessReading =
  | { kind: 'rule'; rule: AccessRuleBody }
  | { kind: 'fault'; field: 'ways' | 'tiers' | 'buyPrice' | 'rentPrice' | 'rentalHours'; fault: AccessFault };

const mostHours = 8_760;
const noPrice: Priced = { amount: '', currency: 'EUR' };

export function accessDraftOf(rule: AccessRuleBody): AccessDraft {
  const ways = rule.kind === 'free' ? [] : rule.ways;
  const tiers = ways.find((way) => way.kind === 'tiers');
  const purchases = ways.filter((way) => way.kind === 'purchase');
  const [buy, rent] = [purchases.find((way) => !way.rentalHours), purchases.find((way) => way.rentalHours)];
  return {
    kind: rule.kind === 'free' ? 'free' : ways.length > 0 ? 'paid' : 'invited',
    subscribers: ways.some(({ kind }) => kind === 'subscribers'),
    tiers: tiers !== undefined,
    tierIds: tiers?.tierIds ?? [],
    buy: buy !== undefined,
    buyPrice: buy ? writeMoney(buy.price) : noPrice,
    rent: rent !== undefined,
    rentPrice: rent ? writeMoney(rent.price) : noPrice,
    rentalHours: String(rent?.rentalHours ?? 48),
  };
}

/** The form as the API takes it, or the first thing that is wrong with it. */
export function readAccessDraft(draft: AccessDraft): AccessReading {
  if (draft.kind === 'free') return { kind: 'rule', rule: { kind: 'free' } };
  if (draft.kind === 'invited') return { kind: 'rule', rule: { kind: 'restricted', ways: [] } };
  const ways: Way[] = draft.subscribers ? [{ kind: 'subscribers' }] : [];
  if (draft.tiers) {
    if (draft.tierIds.length === 0) return { kind: 'fault', field: 'tiers', fault: 'access.fault.tiers' };
    ways.push({ kind: 'tiers', tierIds: [...draft.tierIds] });
  }
  if (draft.buy) {
    const price = readMoney(draft.buyPrice);
    if (!price) return { kind: 'fault', field: 'buyPrice', fault: 'access.fault.price' };
    ways.push({ kind: 'purchase', price, rentalHours: null });
  }
  if (draft.rent) {
    const price = readMoney(draft.rentPrice);
    const rentalHours = Number(draft.rentalHours);
    if (!price) return { kind: 'fault', field: 'rentPrice', fault: 'access.fault.price' };
    if (!Number.isInteger(rentalHours) || rentalHours < 1 || rentalHours > mostHours)
      return { kind: 'fault', field: 'rentalHours', fault: 'access.fault.hours' };
    ways.push({ kind: 'purchase', price, rentalHours });
  }
  if (ways.length === 0) return { kind: 'fault', field: 'ways', fault: 'access.fault.way' };
  return { kind: 'rule', rule: { kind: 'restricted', ways } };
}
