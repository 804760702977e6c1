import { wronglyWrittenOut } from '../../../test/support/decision/checks';
import { countryCodes, isCountryCode, isRegionCode, regions } from './countries';
import * as room from './index';

const all = Object.entries(regions);

test('every country code is two capital letters, each once, in order', () => {
  expect(countryCodes.filter((code) => !/^[A-Z]{2}$/.test(code))).toEqual([]);
  expect([...new Set(countryCodes)].sort()).toEqual(countryCodes);
});

// 249 of ISO 3166-1, and Kosovo.
test('there are 250 of them', () => {
  expect(countryCodes).toHaveLength(250);
});

test('every country has a name in English that is not its code', () => {
  const names = new Intl.DisplayNames('en', { type: 'region', fallback: 'none' });
  const named = countryCodes.map((code) => names.of(code));
  expect(countryCodes.filter((_, i) => !named[i])).toEqual([]);
  expect(new Set(named).size).toBe(countryCodes.length);
});

test.each(all)('the members of %s are countries, each once', (_code, { name, countries }) => {
  expect(name).not.toBe('');
  expect(countries.filter((code) => !isCountryCode(code))).toEqual([]);
  expect([...new Set(countries)].sort()).toEqual([...countries].sort());
});

test('no region is written as a country', () => {
  expect(all.filter(([code]) => isCountryCode(code))).toEqual([]);
});

test('the European Union has 27 members and the European Economic Area 30, the Union among them', () => {
  expect(regions.EU.countries).toHaveLength(27);
  expect(regions.EEA.countries).toHaveLength(30);
  expect(regions.EU.countries.filter((code) => !regions.EEA.countries.includes(code))).toEqual([]);
  expect(regions.EU.countries).not.toContain('GB');
});

test('nothing out of the language’s own is a region or a country', () => {
  for (const name of ['constructor', '__proto__', 'toString', '', 'de']) {
    expect([name, isRegionCode(name), isCountryCode(name)]).toEqual([name, false, false]);
  }
});

test('regions are written out as countries, each once, in order', () => {
  expect(wronglyWrittenOut(room)).toBeNull();
});
