import { describe, expect, it } from '@jest/globals';
import { rightsWindowSchema } from '../../../modules/rights/contract';
import { faultOf, freshWindow, tidied, withDraft } from './window-draft';

const early = '2026-06-01T00:00:00.000Z';
const late = '2026-06-02T00:00:00.000Z';

describe('faultOf', () => {
  it('agrees with the server on what a window may be', () => {
    const windows = [
      freshWindow,
      { ...freshWindow, countries: { only: [] } },
      { ...freshWindow, countries: { only: ['DE'] } },
      { ...freshWindow, from: late, until: early },
      { ...freshWindow, from: early, until: early },
      { ...freshWindow, from: early, until: late },
      { ...freshWindow, from: '0001-01-01T00:00:00Z' },
      { ...freshWindow, until: '9999-12-31T23:59:00Z' },
      { ...freshWindow, from: '1970-01-01T00:00:00Z', until: '9998-12-31T23:59:00Z' },
      { ...freshWindow, messageByCountry: { DE: '' } },
      { ...freshWindow, messageByCountry: { DE: 'Come back in June.', '*': 'Sorry.' } },
    ];
    for (const window of windows) {
      expect([window, faultOf(window) === null]).toEqual([window, rightsWindowSchema.safeParse(window).success]);
    }
  });
});

it('a window is sent without empty words', () => {
  const window = { ...freshWindow, reason: '  ', messageByCountry: { '*': ' Soon. ' } };
  expect(tidied(window)).toEqual({ ...freshWindow, reason: null, messageByCountry: { '*': 'Soon.' } });
});

describe('withDraft', () => {
  const draft = { ...freshWindow, until: late };
  it('puts the draft in the place of what it changes, or behind', () => {
    expect(withDraft([freshWindow], { index: 0, window: draft })).toEqual([draft]);
    expect(withDraft([freshWindow], { index: 1, window: draft })).toEqual([freshWindow, draft]);
  });
  it('leaves out a draft that is not whole yet', () => {
    const half = { ...freshWindow, countries: { only: [] } };
    expect(withDraft([freshWindow], { index: 0, window: half })).toEqual([freshWindow]);
  });
});
