import type { OpenCountries } from '../../modules/access';

/** As media feeds and sitemaps state it; null: everywhere. */
export interface Restriction {
  relationship: 'allow' | 'deny';
  countries: readonly string[];
}

export function restrictionOf(countries: OpenCountries): Restriction | null {
  if (countries === 'everywhere') return null;
  return 'only' in countries
    ? { relationship: 'allow', countries: countries.only }
    : { relationship: 'deny', countries: countries.except };
}
