import type { Refusal } from './refusals';

export const rightsLevels = ['channel', 'video', 'broadcast'] as const;
export type RightsLevel = (typeof rightsLevels)[number];

/** ISO 3166-1 alpha-2 codes. `{ except: [] }` is everywhere. */
export type CountryRule = { only: readonly string[] } | { except: readonly string[] };

/** From-until × countries, allowed or denied. */
export interface RightsWindow {
  effect: 'allow' | 'deny';
  /** Null: since ever. */
  from: Date | null;
  /** Exclusive; null: for ever. */
  until: Date | null;
  countries: CountryRule;
  /** What the team calls it; shown to the team only. */
  reason: string | null;
  /** Country code or `*` → what viewers there are told. */
  messageByCountry: Readonly<Record<string, string>>;
}

/** What counts where the country is not known: nothing that hangs on a country, everything, or this one. */
export type UnknownCountryAnswer = 'refuse' | 'allow' | { as: string };

/** A country as the windows see it. */
export type Place = { country: string } | 'closed' | 'open';

/** Why the windows of one level refuse at this instant, or null. A deny beats everything; without allow windows there is no limit. */
export function rightsRefusal(
  level: RightsLevel,
  windows: readonly RightsWindow[],
  place: Place,
  at: Date,
): Refusal | null {
  const here = windows.filter(({ countries, effect }) => covers(countries, effect, place));
  const denies = here.filter(({ effect }) => effect === 'deny');
  const denying = denies.find((window) => holdsAt(window, at));
  if (denying) return refusal('blocked_here', level, denying, endOf(denies, at), place);
  const allows = windows.filter(({ effect }) => effect === 'allow');
  if (allows.length === 0 || here.some((window) => window.effect === 'allow' && holdsAt(window, at))) return null;
  const allowsHere = here.filter(({ effect }) => effect === 'allow');
  const next = earliest(allowsHere.flatMap(({ from }) => (from && from > at ? [from] : [])));
  if (next) return refusal('rights_not_yet', level, allowsHere[0], next, place);
  const reason = allowsHere.length > 0 ? 'rights_over' : place === 'closed' ? 'country_unknown' : 'not_here';
  return refusal(reason, level, allowsHere[0] ?? allows[0], null, place);
}

/** The instants at which windows begin or end. */
export function boundsOf(windows: readonly RightsWindow[]): Date[] {
  return windows.flatMap(({ from, until }) => [from, until]).filter((bound) => bound !== null);
}

/** Every country that a rule names. */
export function countriesIn(rule: CountryRule): readonly string[] {
  return 'only' in rule ? rule.only : rule.except;
}

export function isIn(rule: CountryRule, country: string): boolean {
  return 'only' in rule ? rule.only.includes(country) : !rule.except.includes(country);
}

function covers(rule: CountryRule, effect: RightsWindow['effect'], place: Place): boolean {
  if (typeof place === 'object') return isIn(rule, place.country);
  if ('except' in rule && rule.except.length === 0) return true;
  // Of an unknown country only what may be is known: closed takes the worst of it, open the best.
  return (effect === 'deny') === (place === 'closed');
}

function holdsAt({ from, until }: RightsWindow, at: Date): boolean {
  return (from === null || at >= from) && (until === null || at < until);
}

/** When the last of the denying windows that follow one another without a gap ends; null: never. */
function endOf(denies: readonly RightsWindow[], at: Date): Date | null {
  const ends = boundsOf(denies)
    .filter((bound) => bound > at)
    .sort((a, b) => a.getTime() - b.getTime());
  return ends.find((end) => !denies.some((window) => holdsAt(window, end))) ?? null;
}

function earliest(instants: readonly Date[]): Date | null {
  return instants.reduce<Date | null>((first, each) => (first === null || each < first ? each : first), null);
}

function refusal(
  reason: Refusal['reason'],
  level: RightsLevel,
  window: RightsWindow | undefined,
  liftedAt: Date | null,
  place: Place,
): Refusal {
  const country = typeof place === 'object' ? place.country : null;
  const messages = window?.messageByCountry ?? {};
  return {
    reason,
    remedies: liftedAt ? [{ kind: 'wait_until', at: liftedAt }] : [],
    level,
    country,
    message: (country && messages[country]) || messages['*'] || null,
  };
}
