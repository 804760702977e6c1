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

/** Every country that a rule names. */
export function countriesIn(rule: CountryRule): readonly string[] {
  return 'only' in rule ? rule.only : rule.except;
}

/** Whether somebody there is in it for certain; null: of whom no country is known. */
export function isSurelyIn(rule: CountryRule, country: string | null): boolean {
  return country === null ? 'except' in rule && rule.except.length === 0 : isIn(rule, country);
}

/** Whether somebody there can be in it at all. */
export function mayBeIn(rule: CountryRule, country: string | null): boolean {
  return country === null ? 'except' in rule || rule.only.length > 0 : isIn(rule, country);
}

function isIn(rule: CountryRule, country: string): boolean {
  return 'only' in rule ? rule.only.includes(country) : !rule.except.includes(country);
}

export interface Span {
  from: Date | null;
  /** Exclusive. */
  until: Date | null;
}

export function holdsAt({ from, until }: Span, at: Date): boolean {
  return (from === null || at >= from) && (until === null || at < until);
}

/** False for a span that is over before it begins. */
export function everHolds({ from, until }: Span): boolean {
  return from === null || until === null || from < until;
}

/** Where spans begin or end after this instant. */
export function boundsAfter(spans: readonly Span[], at: Date): Date[] {
  return spans.flatMap(({ from, until }) => [from, until]).flatMap((bound) => (bound && bound > at ? [bound] : []));
}
