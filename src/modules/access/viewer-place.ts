import type { PlaybackFacts, ViewerCountry } from './playback-facts';
import { namedCountries, type Place, rightsAt, rightsReasons, unlikeCountries } from './rights-here';

/** A country that no window can name. */
export const elsewhere = '--';

/** Where the rights windows take the viewer to be; of several places, the one that refuses least. */
export function placesOf(facts: Pick<PlaybackFacts, 'rights' | 'unknownCountry'>, country: ViewerCountry): Place[] {
  if (country === 'anywhere') {
    return [elsewhere, ...unlikeCountries(facts.rights)].map((each) => ({ ...known(each), told: null }));
  }
  if (country !== null) return [known(country)];
  const { unknownCountry } = facts;
  if (typeof unknownCountry === 'object') return [known(unknownCountry.as)];
  return [{ country: null, told: null, failsClosed: unknownCountry === 'refuse' }];
}

function known(country: string): Place {
  return { country, told: country, failsClosed: false };
}

/** Whether the rights windows let somebody in this country in. */
export function isOpenIn(rights: PlaybackFacts['rights'], country: string, at: Date): boolean {
  return rightsAt(rights, known(country)).every((here) => rightsReasons(here, at).length === 0);
}

/** Where it may be watched now, as far as rights go. */
export type OpenCountries = 'everywhere' | { only: readonly string[] } | { except: readonly string[] };

/** What is public states its countries, for those who ask for no viewer in particular. */
export function openCountries({ rights }: Pick<PlaybackFacts, 'rights'>, at: Date): OpenCountries {
  const named = namedCountries(rights);
  const isOpen = (country: string) => isOpenIn(rights, country, at);
  if (isOpen(elsewhere)) {
    const closed = named.filter((country) => !isOpen(country));
    return closed.length > 0 ? { except: closed } : 'everywhere';
  }
  return { only: named.filter(isOpen) };
}
