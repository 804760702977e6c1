import type { EntitlementView } from '../../../modules/rights/contract';
import { formatDayTime } from '../../../ui/format-date';
import { t } from '../../messages/translate';

export function personName({ account }: EntitlementView): string {
  return account?.displayName ?? t('people.goneAccount');
}

/** `Gift: Gold`. */
export function whatWords({ source, covers, coversName }: EntitlementView): string {
  return `${t(`people.source.${source}`)}: ${coversName ?? t(`people.covers.${covers.kind}`)}`;
}

/** `from 1 June 2026, 20:00, for ever`; what has begun says until when. */
export function whenWords({ from, until }: EntitlementView, now: number): string {
  if (until && Date.parse(until) <= now) return t('people.over', { until: formatDayTime(until) });
  const begins =
    Date.parse(from) > now
      ? t('people.starts', { from: formatDayTime(from) })
      : t('people.since', { from: formatDayTime(from) });
  const ends = until ? t('people.ends', { until: formatDayTime(until) }) : t('people.forEver');
  return `${begins}, ${ends}`;
}
