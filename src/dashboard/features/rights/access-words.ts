import { moneyText } from '../../../modules/playback/contract-words';
import type { AccessRuleBody } from '../../../modules/rights/contract';
import { t } from '../../messages/translate';
import type { Tier } from './rights-api';

/** `Free`, `Subscribers`, `€4.99 to keep`: each way in a few words; one for whom it is by invitation only. */
export function accessWords(rule: AccessRuleBody, tiers: readonly Tier[] = []): string[] {
  if (rule.kind === 'free') return [t('access.free')];
  if (rule.ways.length === 0) return [t('access.invited')];
  return rule.ways.map((way) => wayWords(way, tiers));
}

type Way = Extract<AccessRuleBody, { kind: 'restricted' }>['ways'][number];

function wayWords(way: Way, tiers: readonly Tier[]): string {
  switch (way.kind) {
    case 'subscribers':
      return t('access.subscribers');
    case 'tiers':
      return tierNames(way.tierIds, tiers);
    case 'ticket':
      return t('access.ticket', { price: moneyText(way.price) });
    case 'purchase':
      return way.rentalHours
        ? t('access.rental', { price: moneyText(way.price), hours: way.rentalHours })
        : t('access.buy', { price: moneyText(way.price) });
  }
}

function tierNames(ids: readonly string[], tiers: readonly Tier[]): string {
  const names = ids.flatMap((id) => tiers.find((tier) => tier.id === id)?.name ?? []);
  return names.length === ids.length ? names.join(', ') : t('access.someTiers', { count: ids.length });
}
