import { countryCodes, type RegionCode, regions } from '../../../modules/access';
import { inCountry } from '../../../modules/playback/contract-words';

const names = new Intl.DisplayNames('en', { type: 'region' });

/** In English; the code itself where there is no name. */
export function countryName(code: string): string {
  return code === 'XK' ? 'Kosovo' : (names.of(code) ?? code);
}

/** Within a sentence: `the United States`. */
export function countrySaid(code: string): string {
  return inCountry(code).slice('in '.length);
}

export const regionCodes = Object.keys(regions) as RegionCode[];

export interface Choice {
  value: string;
  label: string;
}

/** Every country by name, in the order of names. */
export const countryChoices: readonly Choice[] = countryCodes
  .map((code) => ({ value: code, label: countryName(code) }))
  .sort((a, b) => a.label.localeCompare(b.label, 'en'));

const bySize = [...regionCodes].sort((a, b) => regions[b].countries.length - regions[a].countries.length);

export interface Folded {
  regions: readonly RegionCode[];
  countries: readonly string[];
}

/** Countries as people say them: whole regions by their name, the largest first, and what is left. */
export function foldRegions(codes: readonly string[]): Folded {
  const left = new Set(codes);
  const whole = bySize.filter((region) => {
    const members: readonly string[] = regions[region].countries;
    if (!members.every((code) => left.has(code))) return false;
    for (const code of members) left.delete(code);
    return true;
  });
  return { regions: whole, countries: [...left] };
}

export function isWhole(codes: readonly string[], region: RegionCode): boolean {
  return regions[region].countries.every((code) => codes.includes(code));
}

/** Adds a region's countries, or takes them away where all of them are there. */
export function toggleRegion(codes: readonly string[], region: RegionCode): string[] {
  const members: readonly string[] = regions[region].countries;
  if (isWhole(codes, region)) return codes.filter((code) => !members.includes(code));
  return [...new Set([...codes, ...members])].sort();
}
