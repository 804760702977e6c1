import type { PlaybackFacts, ViewerFacts } from '../src/modules/access';

export const now = new Date('2026-05-03T20:00:00Z');

export const stranger: ViewerFacts = {
  accountId: null,
  teamRole: null,
  entitlements: [],
  passwordIds: [],
  confirmedAge: null,
  otherDevices: 0,
  takenOver: false,
};

export const aVideo: PlaybackFacts = {
  videoId: 'film',
  broadcastId: null,
  publication: { visibility: 'public', startsAt: null, endsAt: null, passwordId: null },
  broadcast: null,
  trashed: false,
  playable: true,
  rights: { channel: [], video: [], broadcast: [] },
  unknownCountry: 'refuse',
  access: { kind: 'free' },
  minimumAge: null,
  deviceLimit: null,
};

/** Months of licences and of subscriptions, the last of which ends first: every bound has to be looked at. */
export function worstCase(): [PlaybackFacts, ViewerFacts] {
  const month = (n: number) => new Date(Date.UTC(2026, n, 1));
  const window = (n: number) => ({
    effect: 'allow' as const,
    from: month(n),
    until: month(n + 1),
    countries: { only: ['AT', 'CH', 'DE', 'FR', 'NL', 'BE', 'LU', 'IT', 'ES', 'PT'] },
    reason: null,
    messageByCountry: {},
  });
  const windows = Array.from({ length: 10 }, (_, n) => window(n));
  const gold = { tierId: 'gold', name: 'Gold', prices: [{ amountMinor: 500, currency: 'EUR', per: 'month' as const }] };
  const entitlements = Array.from({ length: 10 }, (_, n) => ({
    source: 'subscription' as const,
    covers: { kind: 'tier' as const, tierId: 'gold' },
    from: month(n),
    until: month(n + 1),
  }));
  return [
    {
      ...aVideo,
      rights: { channel: windows, video: windows, broadcast: [] },
      access: { kind: 'restricted', ways: [{ kind: 'tiers', tiers: [gold] }] },
    },
    { ...stranger, accountId: 'anna', entitlements },
  ];
}
