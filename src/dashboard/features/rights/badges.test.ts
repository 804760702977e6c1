import { describe, expect, it } from '@jest/globals';
import type { VideoRightsView } from '../../../modules/rights/contract';
import { badgesOf } from './badges';
import { freshWindow } from './window-draft';

const now = Date.parse('2026-05-03T12:00:00Z');
const open: VideoRightsView = {
  videoId: 'vid_1',
  windows: [],
  minimumAge: null,
  access: { kind: 'free' },
  inherited: { windows: [], unknownCountry: 'refuse', deviceLimit: null },
  version: 1,
};
const labels = (more: Partial<VideoRightsView>): string[] =>
  badgesOf({ ...open, ...more }, now).map(({ label }) => label);

describe('badgesOf', () => {
  it('says nothing of what is free, everywhere and always', () => expect(labels({})).toEqual([]));

  it('says who may, from which age and where', () => {
    const price = { amountMinor: 399, currency: 'EUR' };
    expect(
      labels({
        access: {
          kind: 'restricted',
          ways: [{ kind: 'purchase', price, rentalHours: 48 }, { kind: 'subscribers' }],
        },
        minimumAge: 16,
        windows: [{ ...freshWindow, countries: { only: ['AT', 'CH', 'DE'] } }],
      }),
    ).toEqual(['€3.99 for 48 h +1', '16+', 'In DACH']);
    expect(labels({ access: { kind: 'restricted', ways: [] } })).toEqual(['By invitation']);
  });

  it('warns where nobody may watch now, be it the channel’s doing', () => {
    const deny = { ...freshWindow, effect: 'deny' as const };
    expect(labels({ inherited: { ...open.inherited, windows: [deny] } })).toEqual(['Blocked now']);
    expect(labels({ windows: [{ ...freshWindow, from: '2026-06-01T00:00:00Z' }] })[0]).toBe('Blocked now');
    expect(labels({ windows: [{ ...deny, countries: { only: ['DE'] } }] })).toEqual(['Blocked in Germany']);
  });
});
