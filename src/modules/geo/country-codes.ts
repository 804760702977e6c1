import { isCountryCode } from '../access';

/** The country that a database or a CDN wrote so, in either case; null for what no rights window can name, such as XX, T1 or EU. */
export function countryCodeOf(written: unknown): string | null {
  if (typeof written !== 'string') return null;
  const code = written.trim().toUpperCase();
  return isCountryCode(code) ? code : null;
}
