import { describe, expect, it } from '@jest/globals';
import { handleSchema } from '../../../modules/channels/contract';
import { handleFault, handleFrom, handleSuggestions } from './handle';

describe('handleFrom', () => {
  it.each([
    ['Night Owl Films', 'night-owl-films'],
    ['  Café & Søn!  ', 'cafe-s-n'],
    ['東京', ''],
    [`${'a'.repeat(29)} b`, 'a'.repeat(29)],
  ])('makes a handle of %j', (name, handle) => expect(handleFrom(name)).toBe(handle));
});

describe('handleFault', () => {
  it('agrees with the server', () => {
    const handles = [
      'ab',
      'abc',
      '-ab',
      'ab_',
      'a b c',
      'a_b-c',
      'x'.repeat(30),
      'x'.repeat(31),
      'Ünder'.toLowerCase(),
    ];
    for (const handle of handles) {
      expect([handle, handleFault(handle) === null]).toEqual([handle, handleSchema.safeParse(handle).success]);
    }
  });
});

describe('handleSuggestions', () => {
  it('suggests other handles that could be asked for', () => {
    const suggestions = handleSuggestions('night-owl');
    expect(suggestions.length).toBeGreaterThan(2);
    expect(suggestions).not.toContain('night-owl');
    expect(suggestions.every((one) => handleFault(one) === null)).toBe(true);
    expect(handleSuggestions('x'.repeat(30)).every((one) => handleFault(one) === null)).toBe(true);
  });
});
