import type { Refusal } from './refusals';
import {
  type CountryRule,
  countriesIn,
  everHolds,
  holdsAt,
  isSurelyIn,
  mayBeIn,
  type RightsLevel,
  type RightsWindow,
  rightsLevels,
} from './rights-window';

/** As the windows see it. */
export interface Place {
  /** Null: not known. */
  country: string | null;
  /** What the viewer is told about it; null where no viewer in particular is meant, too. */
  told: string | null;
  /** Whether what only may be counts against the viewer. */
  failsClosed: boolean;
}

/** The windows of one level as they count at one place, whenever they hold. */
export interface RightsHere {
  level: RightsLevel;
  place: Place;
  /** Of the whole level; what viewers are told may stand in a window that does not cover them. */
  windows: readonly RightsWindow[];
  /** Whether one of the allow windows must match. */
  limited: boolean;
  allows: Covering;
  denies: Covering;
}

interface Covering {
  surely: readonly RightsWindow[];
  perhaps: readonly RightsWindow[];
}

type Rights = Readonly<Record<RightsLevel, readonly RightsWindow[]>>;
export type RightsReason = Extract<
  Refusal['reason'],
  'blocked_here' | 'not_here' | 'country_unknown' | 'rights_over' | 'rights_not_yet'
>;

/** The levels that have windows. */
export function rightsAt(rights: Rights, place: Place): RightsHere[] {
  return rightsLevels.flatMap((level) => {
    const windows = rights[level];
    if (windows.length === 0) return [];
    const covering = (effect: RightsWindow['effect'], covers: (rule: CountryRule, country: string | null) => boolean) =>
      windows.filter((each) => each.effect === effect && everHolds(each) && covers(each.countries, place.country));
    const both = (effect: RightsWindow['effect']): Covering => ({
      surely: covering(effect, isSurelyIn),
      perhaps: covering(effect, mayBeIn),
    });
    const limited = windows.some(({ effect }) => effect === 'allow');
    return { level, place, windows, limited, allows: both('allow'), denies: both('deny') };
  });
}

/** Why this level refuses at this instant. A deny beats everything; without allow windows there is no limit. */
export function rightsReasons({ place, limited, allows, denies }: RightsHere, at: Date): RightsReason[] {
  const holds = (window: RightsWindow) => holdsAt(window, at);
  const reasons = new Set<RightsReason>();
  if (denies.surely.some(holds)) reasons.add('blocked_here');
  else if (place.failsClosed && denies.perhaps.some(holds)) reasons.add('country_unknown');
  if (limited) {
    if (!allows.perhaps.some(holds)) reasons.add(whyNoneAllows(allows.perhaps, at));
    else if (place.failsClosed && !allows.surely.some(holds)) reasons.add('country_unknown');
  }
  return [...reasons];
}

function whyNoneAllows(allows: readonly RightsWindow[], at: Date): RightsReason {
  if (allows.length === 0) return 'not_here';
  return allows.some(({ from }) => from !== null && from > at) ? 'rights_not_yet' : 'rights_over';
}

/** The channel's own words for viewers there: of the window that decides, for their country before those for all. */
export function messageAbout(
  reason: RightsReason,
  { place, windows, allows, denies }: RightsHere,
  at: Date,
): string | null {
  const speaking = {
    blocked_here: denies.surely.filter((window) => holdsAt(window, at)),
    not_here: windows.filter(({ effect }) => effect === 'allow'),
    country_unknown: windows,
    rights_over: allows.perhaps,
    rights_not_yet: allows.perhaps,
  }[reason];
  const messages = [place.told ?? '*', '*'].flatMap((country) =>
    speaking.flatMap(({ messageByCountry }) =>
      Object.hasOwn(messageByCountry, country) ? [messageByCountry[country]] : [],
    ),
  );
  return messages[0] ?? null;
}

/** Every country that some window names. */
export function namedCountries(rights: Rights): string[] {
  const named = rightsLevels.flatMap((level) => rights[level].flatMap(({ countries }) => countriesIn(countries)));
  return [...new Set(named)].sort();
}

/** Of the countries that some window names, one for each set of windows that cover the same. */
export function unlikeCountries(rights: Rights): string[] {
  const every = rightsLevels.flatMap((level) => rights[level]);
  const coverOf = (country: string) => every.map(({ countries }) => Number(mayBeIn(countries, country))).join('');
  return [...new Map(namedCountries(rights).map((country) => [coverOf(country), country])).values()];
}
