import { isCountryCode } from '../../../modules/access';

/** What stands in the address of the simulator; without a video it is the whole library. */
export interface SimulatorSearch {
  video?: string;
  /** Country codes and `unknown`, with commas between them. */
  countries?: string;
}

export const mostCountries = 60;
const usual = ['DE', 'FR', 'GB', 'US', 'BR', 'JP', 'unknown'];

/** Reads an address leniently: what is not understood is left out. */
export function readSimulatorSearch(search: Record<string, unknown>): SimulatorSearch {
  const { video, countries } = search;
  const read = typeof countries === 'string' ? countriesOf(countries) : [];
  return {
    ...(typeof video === 'string' && /^vid_[0-9A-Za-z]{22}$/.test(video) ? { video } : {}),
    ...(read.length > 0 ? { countries: read.join(',') } : {}),
  };
}

function countriesOf(text: string): string[] {
  const codes = text.split(',').filter((code) => code === 'unknown' || isCountryCode(code));
  return [...new Set(codes)].slice(0, mostCountries);
}

/** The countries to try: those asked for, or the usual ones and those that windows name. */
export function soughtCountries({ countries }: SimulatorSearch, named: readonly string[]): string[] {
  if (countries) return countriesOf(countries);
  return [...new Set([...usual, ...named])].slice(0, mostCountries);
}
