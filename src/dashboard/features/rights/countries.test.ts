import { describe, expect, it } from '@jest/globals';
import { regions } from '../../../modules/access';
import { countryChoices, countryName, countrySaid, foldRegions, toggleRegion } from './countries';

describe('foldRegions', () => {
  it('says whole regions by their name, the largest first, and what is left by itself', () => {
    expect(foldRegions([...regions.EEA.countries, 'US'])).toEqual({ regions: ['EEA'], countries: ['US'] });
    expect(foldRegions(['AT', 'CH', 'DE'])).toEqual({ regions: ['DACH'], countries: [] });
    expect(foldRegions(['AT', 'DE'])).toEqual({ regions: [], countries: ['AT', 'DE'] });
  });

  it('loses and invents no country', () => {
    const codes = [...new Set([...regions.EU.countries, ...regions.NORDICS.countries, 'JP'])];
    const folded = foldRegions(codes);
    const unfolded = [...folded.regions.flatMap((region) => regions[region].countries), ...folded.countries];
    expect(unfolded.sort()).toEqual(codes.sort());
  });
});

describe('toggleRegion', () => {
  it('adds what is missing of a region, and takes it away when it is whole', () => {
    const added = toggleRegion(['DE', 'US'], 'DACH');
    expect(added).toEqual(['AT', 'CH', 'DE', 'US']);
    expect(toggleRegion(added, 'DACH')).toEqual(['US']);
  });
});

it('every country has a name, and they are in the order of names', () => {
  expect(countryName('XK')).toBe('Kosovo');
  expect([countrySaid('US'), countrySaid('DE')]).toEqual(['the United States', 'Germany']);
  expect(countryChoices.filter(({ value, label }) => value === label)).toEqual([]);
  expect(countryChoices[0]?.label).toBe('Afghanistan');
});
