import type {
  AccessWay,
  Entitlement,
  PlaybackFacts,
  PublicationFacts,
  RightsWindow,
  TierOffer,
  ViewerFacts,
} from '../../../src/modules/access';

/** In UTC, of 2026: `utc('05-03 20:00')`. */
export function utc(dayAndTime: string): Date {
  const at = new Date(`2026-${dayAndTime.replace(' ', 'T')}${dayAndTime.includes(':') ? '' : 'T00:00'}Z`);
  if (Number.isNaN(at.getTime())) throw new Error(`${dayAndTime} is no instant`);
  return at;
}

/** Milliseconds later, or earlier. */
export function shifted(at: Date, ms: number): Date {
  return new Date(at.getTime() + ms);
}

/** When all situations happen that name no other instant. */
export const now = utc('05-03 20:00');

export const europe = ['AT', 'BE', 'DE', 'ES', 'FR', 'IT', 'NL', 'PL', 'SE'];

/** A public, free video that plays everywhere. */
export function aVideo(overrides: Partial<PlaybackFacts> = {}): PlaybackFacts {
  return {
    videoId: 'film',
    broadcastId: null,
    publication: published(),
    broadcast: null,
    trashed: false,
    playable: true,
    rights: { channel: [], video: [], broadcast: [] },
    unknownCountry: 'refuse',
    access: { kind: 'free' },
    minimumAge: null,
    deviceLimit: null,
    ...overrides,
  };
}

export function published(overrides: Partial<PublicationFacts> = {}): PublicationFacts {
  return { visibility: 'public', startsAt: null, endsAt: null, passwordId: null, ...overrides };
}

export function withRights(rights: Partial<PlaybackFacts['rights']>, overrides: Partial<PlaybackFacts> = {}) {
  return aVideo({ rights: { channel: [], video: [], broadcast: [], ...rights }, ...overrides });
}

export function allow(countries: RightsWindow['countries'], overrides: Partial<RightsWindow> = {}): RightsWindow {
  return { effect: 'allow', from: null, until: null, countries, reason: null, messageByCountry: {}, ...overrides };
}

export function deny(countries: RightsWindow['countries'], overrides: Partial<RightsWindow> = {}): RightsWindow {
  return { ...allow(countries, overrides), effect: 'deny' };
}

export const everywhere: RightsWindow['countries'] = { except: [] };

export const stranger: ViewerFacts = {
  accountId: null,
  teamRole: null,
  entitlements: [],
  passwordIds: [],
  confirmedAge: null,
  otherDevices: 0,
  takenOver: false,
};

/** Somebody who signed in. */
export function anna(overrides: Partial<ViewerFacts> = {}): ViewerFacts {
  return { ...stranger, accountId: 'anna', ...overrides };
}

export function holding(...entitlements: Entitlement[]): ViewerFacts {
  return anna({ entitlements });
}

export function entitled(
  source: Entitlement['source'],
  covers: Entitlement['covers'],
  from: Date = utc('01-01'),
  until: Date | null = null,
): Entitlement {
  return { source, covers, from, until };
}

export const silver: TierOffer = {
  tierId: 'silver',
  name: 'Silver',
  prices: [{ amountMinor: 300, currency: 'EUR', per: 'month' }],
};
export const gold: TierOffer = {
  tierId: 'gold',
  name: 'Gold',
  prices: [
    { amountMinor: 500, currency: 'EUR', per: 'month' },
    { amountMinor: 5_000, currency: 'EUR', per: 'year' },
  ],
};

export const inSilver = { kind: 'tier', tierId: 'silver' } as const;
export const inGold = { kind: 'tier', tierId: 'gold' } as const;
export const theChannel = { kind: 'channel' } as const;
export const theFilm = { kind: 'video', videoId: 'film' } as const;

export function restricted(...ways: AccessWay[]): PlaybackFacts['access'] {
  return { kind: 'restricted', ways };
}

export const forSubscribers: AccessWay = { kind: 'subscribers', tiers: [silver, gold] };
export const forGold: AccessWay = { kind: 'tiers', tiers: [gold] };
export const price = { amountMinor: 399, currency: 'EUR' };
export const toBuy: AccessWay = { kind: 'purchase', price, rentalHours: null };
export const toRent: AccessWay = { kind: 'purchase', price, rentalHours: 48 };
export const forTicket: AccessWay = { kind: 'ticket', price };
