import { countryCodes } from '../access';
import { countryCodeOf } from './country-codes';

it('a country is what ISO 3166-1 has assigned, and Kosovo, in either case', () => {
  expect(['DE', 'gb', ' is ', 'TF', 'xk'].map(countryCodeOf)).toEqual(['DE', 'GB', 'IS', 'TF', 'XK']);
});

it('whatever a rights window can name somebody can be in', () => {
  expect(countryCodes.map(countryCodeOf)).toEqual(countryCodes);
});

it.each(['XX', 'T1', 'ZZ', 'EU', 'AP', 'A1', 'UK', 'DEU', 'D', '', 'DE, US', '__proto__', null, 7, { en: 'DE' }])(
  '%j is none',
  (written) => expect(countryCodeOf(written)).toBeNull(),
);

it('all 250 have a name of their own', () => {
  const letters = [...'ABCDEFGHIJKLMNOPQRSTUVWXYZ'];
  const codes = letters.flatMap((a) => letters.map((b) => a + b)).filter(countryCodeOf);
  const names = new Intl.DisplayNames('en', { type: 'region', fallback: 'none' });
  expect(codes).toHaveLength(250);
  expect(new Set(codes.map((code) => names.of(code))).size).toBe(250);
});
