import { rightsLevels } from '../../access';
import type { Finding, Linted } from './linted';
import { shared, spanOf } from './timeline';
import { levelNames } from './words';

/** Windows that end before they begin, name no country, or never meet the time of the publication. */
export function neverMatching({ facts: { publication, rights }, lanes }: Linted): Finding[] {
  const published = publication && spanOf(publication.startsAt, publication.endsAt);
  return rightsLevels.flatMap((level) =>
    rights[level].flatMap((window, i): Finding[] => {
      const span = spanOf(window.from, window.until);
      // A window of the channel is not there for this video alone.
      const why = whyNever(span, window.countries, level === 'channel' ? null : published);
      if (!why) return [];
      const name = window.reason ? `“${window.reason}”` : `Window ${i + 1}`;
      const detail = `${name} of ${levelNames[level]} can never match: ${why}. Change it, or take it away.`;
      return [{ code: 'window_never_matches', severity: 'warning', detail, lanes, span }];
    }),
  );
}

function whyNever(
  span: ReturnType<typeof spanOf>,
  countries: { only: readonly string[] } | { except: readonly string[] },
  published: ReturnType<typeof spanOf> | null,
): string | null {
  if (span.from >= span.until) return 'it ends before it begins';
  if ('only' in countries && countries.only.length === 0) return 'it names no country';
  if (!published || shared(span, published)) return null;
  return span.from >= published.until
    ? 'it begins after the publication has ended'
    : 'it ends before the publication begins';
}
