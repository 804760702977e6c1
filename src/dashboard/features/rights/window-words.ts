import type { RightsWindowView, VideoRightsView } from '../../../modules/rights/contract';
import { formatDayTime } from '../../../ui/format-date';
import { t } from '../../messages/translate';
import { countrySaid, foldRegions } from './countries';

const list = new Intl.ListFormat('en-GB', { type: 'conjunction' });
const usualNames = 3;

/** `the EU, Iceland and 2 more`. */
export function placeNames(codes: readonly string[], mostNames = usualNames): string {
  const { regions, countries } = foldRegions(codes);
  const names = [...regions.map((region) => t(`region.${region}.said`)), ...countries.map(countrySaid)];
  const shown = names.length > mostNames ? names.slice(0, mostNames - 1) : names;
  const rest = names.length - shown.length;
  return list.format(rest > 0 ? [...shown, t('windows.more', { count: rest })] : shown);
}

/** `everywhere`, `in the EU`, `everywhere except France`. */
export function whereWords(countries: RightsWindowView['countries']): string {
  if ('only' in countries) return t('windows.in', { places: placeNames(countries.only) });
  if (countries.except.length === 0) return t('windows.everywhere');
  return t('windows.except', { places: placeNames(countries.except) });
}

/** `from 1 June 2026, 20:00 until 3 June 2026, 20:00`; null: always. */
export function spanWords({ from, until }: Pick<RightsWindowView, 'from' | 'until'>): string | null {
  if (from && until) return t('windows.fromUntil', { from: formatDayTime(from), until: formatDayTime(until) });
  if (from) return t('windows.from', { from: formatDayTime(from) });
  return until ? t('windows.until', { until: formatDayTime(until) }) : null;
}

/** `In the EU until 1 June 2026, 20:00`; a block says so. */
export function windowWords(window: RightsWindowView): string {
  const words = [whereWords(window.countries), spanWords(window)].filter(Boolean).join(' ');
  return window.effect === 'deny' ? t('windows.blocked', { words }) : words.charAt(0).toUpperCase() + words.slice(1);
}

export type WindowAge = 'past' | 'now' | 'future';

export function ageOf({ from, until }: RightsWindowView, now: number): WindowAge {
  if (until && Date.parse(until) <= now) return 'past';
  return from && Date.parse(from) > now ? 'future' : 'now';
}

/** A line for each window of the video, or that it sets none. */
export function summaryOf({ windows, inherited }: VideoRightsView): string[] {
  if (windows.length > 0) return windows.map(windowWords);
  return [inherited.windows.length > 0 ? t('windows.asChannel') : t('windows.noLimit')];
}
