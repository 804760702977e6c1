import { formatDayTime } from '../../../ui/format-date';
import { t } from '../../messages/translate';
import type { Lane, Span, Stretch } from './timeline';
import { placeNames } from './window-words';

export function laneName({ countries, elsewhere }: Pick<Lane, 'countries' | 'elsewhere'>, isOnly: boolean): string {
  if (isOnly && elsewhere) return t('timeline.everywhere');
  if (countries.length === 0) return t('timeline.elsewhere');
  const places = placeNames(countries);
  const begun = places.charAt(0).toUpperCase() + places.slice(1);
  return elsewhere ? t('timeline.and', { places: begun }) : begun;
}

/** `Allowed until 1 June 2026, 20:00`; where the span shown ends, nothing is said to. */
export function stretchWords({ state, from, until, gap, overlap }: Stretch, span: Span): string {
  const said = [
    t(`timeline.${state}`),
    ...(gap ? [`(${t('timeline.gap').toLowerCase()})`] : []),
    ...(overlap ? [`(${t('timeline.overlap').toLowerCase()})`] : []),
  ].join(' ');
  const [starts, ends] = [from > span.from, until < span.until];
  const values = { state: said, from: formatDayTime(new Date(from)), until: formatDayTime(new Date(until)) };
  if (starts && ends) return t('timeline.between', values);
  if (starts) return t('timeline.onwards', values);
  return ends ? t('timeline.since', values) : t('timeline.always', values);
}
