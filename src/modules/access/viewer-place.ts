import type { PlaybackFacts, ViewerCountry } from './playback-facts';
import { countriesIn, type Place, rightsLevels, rightsRefusal } from './rights-window';

/** A country that no window can name. */
const elsewhere = '--';

/** Where the rights windows take the viewer to be. */
export function placeOf(facts: PlaybackFacts, country: ViewerCountry, at: Date): Place {
  if (country === 'anywhere') return anywhere(facts, at);
  if (country !== null) return { country };
  const { unknownCountry } = facts;
  if (unknownCountry === 'refuse') return 'closed';
  return unknownCountry === 'allow' ? 'open' : { country: unknownCountry.as };
}

/** Where it may be watched now, as far as rights go. */
export type OpenCountries = 'everywhere' | { only: readonly string[] } | { except: readonly string[] };

/** What is public states its countries, for those who ask for no viewer in particular. */
export function openCountries({ rights }: Pick<PlaybackFacts, 'rights'>, at: Date): OpenCountries {
  const named = [
    ...new Set(rightsLevels.flatMap((level) => rights[level].flatMap(({ countries }) => countriesIn(countries)))),
  ].sort();
  const isOpen = (country: string) =>
    rightsLevels.every((level) => rightsRefusal(level, rights[level], { country }, at) === null);
  if (!isOpen(elsewhere)) return { only: named.filter(isOpen) };
  const closed = named.filter((country) => !isOpen(country));
  return closed.length > 0 ? { except: closed } : 'everywhere';
}

function anywhere(facts: PlaybackFacts, at: Date): Place {
  const open = openCountries(facts, at);
  if (open !== 'everywhere' && 'only' in open) return { country: open.only[0] ?? elsewhere };
  return { country: elsewhere };
}
