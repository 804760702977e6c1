import fc from 'fast-check';
import {
  type AccessWay,
  type BroadcastFacts,
  type Entitlement,
  entitlementSources,
  type PlaybackFacts,
  type PublicationFacts,
  type RightsWindow,
  teamRoles,
  type ViewerFacts,
} from '../../../src/modules/access';
import { gold, now, price, shifted, silver } from './facts';

/** So few and so near that bounds often fall on one another, and on the instant asked for. */
export const instants = Array.from({ length: 10 }, (_, i) => shifted(now, i - 4));
export const countries = ['DE', 'FR', 'US', 'NZ'] as const;
/** No window names the last one. */
const named = countries.slice(0, 3);

const instant = fc.constantFrom(...instants);
const maybeInstant = fc.option(instant, { nil: null });
const someCountries = fc.subarray(named);
export const aSource = fc.constantFrom(...entitlementSources);

const aWindow: fc.Arbitrary<RightsWindow> = fc.record({
  effect: fc.constantFrom('allow' as const, 'allow' as const, 'deny' as const),
  from: maybeInstant,
  until: maybeInstant,
  countries: fc.oneof(
    fc.record({ only: someCountries }),
    fc.record({ except: someCountries }),
    fc.constant({ except: [] }),
  ),
  reason: fc.constant(null),
  messageByCountry: fc.constant({}),
});
const windows = fc.oneof({ weight: 2, arbitrary: fc.constant([]) }, fc.array(aWindow, { maxLength: 3 }));

const aWay: fc.Arbitrary<AccessWay> = fc.constantFrom<AccessWay>(
  { kind: 'subscribers', tiers: [silver, gold] },
  { kind: 'tiers', tiers: [gold] },
  { kind: 'purchase', price, rentalHours: null },
  { kind: 'ticket', price },
);

const aPublication: fc.Arbitrary<PublicationFacts> = fc.record({
  visibility: fc.constantFrom('public', 'public', 'unlisted', 'password', 'private'),
  startsAt: fc.option(instant, { nil: null, freq: 2 }),
  endsAt: fc.option(instant, { nil: null, freq: 2 }),
  passwordId: fc.constantFrom('first', null),
});

const aBroadcast: fc.Arbitrary<BroadcastFacts> = fc.record({
  kind: fc.constantFrom('live', 'premiere', 'rerun'),
  state: fc.constantFrom('scheduled', 'scheduled', 'live', 'interrupted', 'ended', 'cancelled', 'missed'),
  startsAt: instant,
  endsAt: maybeInstant,
});

const mostly = <T>(usual: T, other: fc.Arbitrary<T>) =>
  fc.oneof({ weight: 3, arbitrary: fc.constant(usual) }, { weight: 1, arbitrary: other });

export const anyRights = fc.record({ channel: windows, video: windows, broadcast: windows });

export const anyFacts: fc.Arbitrary<PlaybackFacts> = fc.record({
  videoId: fc.constantFrom('film', null),
  broadcastId: fc.constantFrom('show', null),
  publication: fc.option(aPublication, { nil: null, freq: 8 }),
  broadcast: mostly<BroadcastFacts | null>(null, aBroadcast),
  trashed: mostly(false, fc.boolean()),
  playable: mostly(true, fc.boolean()),
  rights: anyRights,
  unknownCountry: fc.oneof(
    fc.constantFrom('refuse' as const, 'allow' as const),
    fc.record({ as: fc.constantFrom(...countries) }),
  ),
  access: fc.oneof(
    fc.constant({ kind: 'free' as const }),
    fc.record({ kind: fc.constant('restricted' as const), ways: fc.array(aWay, { maxLength: 2 }) }),
  ),
  minimumAge: mostly<number | null>(null, fc.constantFrom(16, 18)),
  deviceLimit: fc.option(fc.constantFrom(1, 2), { nil: null }),
});

export const anEntitlement: fc.Arbitrary<Entitlement> = fc.record({
  source: aSource,
  covers: fc.constantFrom<Entitlement['covers']>(
    { kind: 'channel' },
    { kind: 'tier', tierId: 'silver' },
    { kind: 'tier', tierId: 'gold' },
    { kind: 'video', videoId: 'film' },
    { kind: 'video', videoId: 'another' },
    { kind: 'broadcast', broadcastId: 'show' },
  ),
  from: instant,
  until: maybeInstant,
});

export const anyViewer: fc.Arbitrary<ViewerFacts> = fc.record({
  accountId: fc.constantFrom('anna', null),
  teamRole: fc.option(fc.constantFrom(...teamRoles), { nil: null, freq: 1 }).map((role) => role),
  entitlements: fc.array(anEntitlement, { maxLength: 3 }),
  passwordIds: fc.constantFrom([], ['first']),
  confirmedAge: fc.constantFrom(null, 16, 18),
  otherDevices: fc.nat(2),
  takenOver: mostly(false, fc.boolean()),
});

/** Nobody of the team. */
export const anyOutsider: fc.Arbitrary<ViewerFacts> = anyViewer.map((viewer) => ({ ...viewer, teamRole: null }));

export const anyCountry = fc.constantFrom(...countries, null, 'anywhere' as const);
/** Where every reason is of one place. */
export const onePlace = fc.constantFrom(...countries, null);
export const anyInstant = instant;
