import type { AccessWay, BroadcastFacts, PlaybackFacts, PublicationFacts, RightsWindow } from '../../access';
import type { LintFinding } from '../contract-explain';
import { lint } from './lint';
import { lintViewOf } from './views';

const now = new Date('2026-05-01T12:00:00Z');
const on = (day: string): Date => new Date(`2026-05-${day}T00:00:00Z`);
const price = { amountMinor: 500, currency: 'EUR' };
const aTier = { tierId: 'tir_1', name: 'Gold', prices: [{ ...price, per: 'month' as const }] };

const published: PublicationFacts = { visibility: 'public', startsAt: null, endsAt: null, passwordId: null };
const subscribers: AccessWay = { kind: 'subscribers', tiers: [aTier] };
const rental: AccessWay = { kind: 'purchase', price, rentalHours: 48 };

function aWindow(more: Partial<RightsWindow> = {}): RightsWindow {
  return {
    ...{ effect: 'allow', from: null, until: null, countries: { except: [] }, reason: null, messageByCountry: {} },
    ...more,
  };
}

function someFacts(more: Partial<PlaybackFacts> = {}): PlaybackFacts {
  return {
    ...{ videoId: 'v', broadcastId: null, publication: published, broadcast: null, trashed: false, playable: true },
    rights: { channel: [], video: [], broadcast: [] },
    ...{ unknownCountry: 'refuse', access: { kind: 'free' }, minimumAge: null, deviceLimit: null },
    ...more,
  };
}

const ofVideo = (...windows: RightsWindow[]) => ({ rights: { channel: [], video: windows, broadcast: [] } });
const sold = (...ways: AccessWay[]) => ({ access: { kind: 'restricted' as const, ways } });

function aShow(more: Partial<BroadcastFacts> = {}): Pick<PlaybackFacts, 'broadcast' | 'broadcastId'> {
  const broadcast = { kind: 'premiere', state: 'scheduled', startsAt: on('10'), endsAt: on('12'), ...more } as const;
  return { broadcastId: 'b', broadcast };
}

function found(facts: PlaybackFacts): LintFinding[] {
  return lintViewOf(lint(facts, now)).findings;
}

const codes = (facts: PlaybackFacts) => found(facts).map(({ code }) => code);

const only = (...countries: string[]) => ({ countries: { only: countries } });

const planted: [string, LintFinding['code'], PlaybackFacts][] = [
  ['a block of everybody', 'nobody_can_watch', someFacts(ofVideo(aWindow({ effect: 'deny', reason: 'Court order' })))],
  [
    'levels that have no country in common',
    'nobody_can_watch',
    someFacts({ rights: { channel: [aWindow(only('DE'))], video: [aWindow(only('FR'))], broadcast: [] } }),
  ],
  ['windows that are all over', 'nobody_can_watch', someFacts(ofVideo(aWindow({ until: on('01') })))],
  [
    'a window that closes before the publication begins',
    'nobody_can_watch',
    someFacts({ ...ofVideo(aWindow({ until: on('05') })), publication: { ...published, startsAt: on('06') } }),
  ],
  [
    'a country cut out of what is sold to the rest of the world',
    'blocked_for_payers',
    someFacts({ ...sold(subscribers), ...ofVideo(aWindow({ effect: 'deny', ...only('DE') })) }),
  ],
  [
    'a country that the video allows and the channel does not',
    'blocked_for_payers',
    someFacts({
      ...sold(subscribers),
      rights: { channel: [aWindow(only('AT'))], video: [aWindow(only('AT', 'DE'))], broadcast: [] },
    }),
  ],
  [
    'a licence that ends while it is on air',
    'window_ends_during_broadcast',
    someFacts({ ...aShow(), ...ofVideo(aWindow({ until: on('11') })) }),
  ],
  [
    'a publication that ends while it is on air',
    'window_ends_during_broadcast',
    someFacts({ ...aShow(), publication: { ...published, endsAt: on('11') } }),
  ],
  [
    'a block that begins while it is on air',
    'window_ends_during_broadcast',
    someFacts({ ...aShow(), ...ofVideo(aWindow({ effect: 'deny', from: on('11'), ...only('DE') })) }),
  ],
  [
    'two days of rental on the last day of the licence',
    'rental_outlives_licence',
    someFacts({ ...sold(rental), ...ofVideo(aWindow({ until: on('02') })) }),
  ],
  [
    'a licence shorter than the rental, still to come',
    'rental_outlives_licence',
    someFacts({ ...sold(rental), ...ofVideo(aWindow({ from: on('20'), until: on('21') })) }),
  ],
  [
    'a publication that ends before the rental',
    'rental_outlives_licence',
    someFacts({ ...sold(rental), publication: { ...published, endsAt: on('02') } }),
  ],
  [
    'sold to keep under a licence that ends',
    'rental_outlives_licence',
    someFacts({ ...sold({ ...rental, rentalHours: null }), ...ofVideo(aWindow({ until: on('30') })) }),
  ],
  [
    'a window that ends before it begins',
    'window_never_matches',
    someFacts(ofVideo(aWindow(), aWindow({ from: on('05'), until: on('04') }))),
  ],
  ['a window of no country', 'window_never_matches', someFacts(ofVideo(aWindow(), aWindow(only())))],
  [
    'a window after the publication',
    'window_never_matches',
    someFacts({
      ...ofVideo(aWindow({ until: on('09') }), aWindow({ from: on('20') })),
      publication: { ...published, endsAt: on('10') },
    }),
  ],
  [
    'a window before the publication',
    'window_never_matches',
    someFacts({
      ...ofVideo(aWindow(), aWindow({ until: on('03') })),
      publication: { ...published, startsAt: on('04') },
    }),
  ],
  ['subscribers only, and no tier on sale', 'no_way_in', someFacts(sold({ kind: 'subscribers', tiers: [] }))],
  [
    'tiers of which none is on sale',
    'no_way_in',
    someFacts(sold({ kind: 'tiers', tiers: [{ ...aTier, prices: [] }] })),
  ],
  ['a ticket to no broadcast', 'no_way_in', someFacts(sold({ kind: 'ticket', price }))],
  [
    'a publication that ends before the licence begins',
    'publication_ends_first',
    someFacts({ ...ofVideo(aWindow({ from: on('20') })), publication: { ...published, endsAt: on('10') } }),
  ],
];

const clean: [string, LintFinding['code'], PlaybackFacts][] = [
  ['a block of one country', 'nobody_can_watch', someFacts(ofVideo(aWindow({ effect: 'deny', ...only('DE') })))],
  ['a licence that begins later', 'nobody_can_watch', someFacts(ofVideo(aWindow({ from: on('20') })))],
  ['a password, an age and a price', 'nobody_can_watch', someFacts({ ...sold(rental), minimumAge: 18 })],
  [
    'a block of what is not published',
    'nobody_can_watch',
    someFacts({ ...ofVideo(aWindow({ effect: 'deny' })), publication: null }),
  ],
  [
    'a block of what is private',
    'nobody_can_watch',
    someFacts({ ...ofVideo(aWindow({ effect: 'deny' })), publication: { ...published, visibility: 'private' } }),
  ],
  [
    'a publication that is over',
    'nobody_can_watch',
    someFacts({ ...ofVideo(aWindow({ until: on('01') })), publication: { ...published, endsAt: on('01') } }),
  ],
  ['a block in the trash', 'nobody_can_watch', someFacts({ ...ofVideo(aWindow({ effect: 'deny' })), trashed: true })],
  [
    'a licence for some countries, sold there',
    'blocked_for_payers',
    someFacts({ ...sold(subscribers), ...ofVideo(aWindow(only('AT', 'CH'))) }),
  ],
  [
    'a video narrower than its channel',
    'blocked_for_payers',
    someFacts({
      ...sold(subscribers),
      rights: { channel: [aWindow(only('AT', 'DE'))], video: [aWindow(only('AT'))], broadcast: [] },
    }),
  ],
  ['a block of what is free', 'blocked_for_payers', someFacts(ofVideo(aWindow({ effect: 'deny', ...only('DE') })))],
  [
    'a licence that ends with the broadcast',
    'window_ends_during_broadcast',
    someFacts({ ...aShow(), ...ofVideo(aWindow({ until: on('12') })) }),
  ],
  [
    'a licence that begins during the broadcast',
    'window_ends_during_broadcast',
    someFacts({ ...aShow(), ...ofVideo(aWindow({ from: on('11') })) }),
  ],
  [
    'a broadcast that was cancelled',
    'window_ends_during_broadcast',
    someFacts({ ...aShow({ state: 'cancelled' }), ...ofVideo(aWindow({ until: on('11') })) }),
  ],
  [
    'two windows without a gap',
    'window_ends_during_broadcast',
    someFacts({ ...aShow(), ...ofVideo(aWindow({ until: on('11') }), aWindow({ from: on('11') })) }),
  ],
  [
    'a licence that lasts as long as a rental that begins now',
    'rental_outlives_licence',
    someFacts({ ...sold(rental), ...ofVideo(aWindow({ until: new Date(now.getTime() + 48 * 3_600_000) })) }),
  ],
  ['a rental without a licence', 'rental_outlives_licence', someFacts(sold(rental))],
  ['sold to keep, without end', 'rental_outlives_licence', someFacts(sold({ ...rental, rentalHours: null }))],
  [
    'a window that is over, while it was published',
    'window_never_matches',
    someFacts(ofVideo(aWindow({ until: on('01') }), aWindow({ from: on('01') }))),
  ],
  [
    'a window of the channel after this publication',
    'window_never_matches',
    someFacts({
      publication: { ...published, endsAt: on('10') },
      rights: { channel: [aWindow({ until: on('10') }), aWindow({ from: on('10') })], video: [], broadcast: [] },
    }),
  ],
  ['no tier on sale, but a purchase', 'no_way_in', someFacts(sold({ kind: 'subscribers', tiers: [] }, rental))],
  ['by grant only', 'no_way_in', someFacts(sold())],
  ['a ticket to a broadcast', 'no_way_in', someFacts({ ...sold({ kind: 'ticket', price }), ...aShow() })],
  [
    'a licence that begins within the publication',
    'publication_ends_first',
    someFacts({ ...ofVideo(aWindow({ from: on('09') })), publication: { ...published, endsAt: on('10') } }),
  ],
];

it.each(planted)('%s is found: %s', (_what, code, facts) => {
  expect(codes(facts)).toContain(code);
});

it.each(clean)('%s is no %s', (_what, code, facts) => {
  expect(codes(facts)).not.toContain(code);
});

it('what anybody may watch anywhere for ever has nothing to find', () => {
  expect(codes(someFacts())).toEqual([]);
});

describe('a finding says', () => {
  it('where and in which words', () => {
    const [finding] = found(planted.filter(([, code]) => code === 'blocked_for_payers')[1]?.[2] ?? someFacts());
    expect(finding).toMatchObject({ countries: { only: ['DE'] }, severity: 'error' });
    expect(finding?.detail).toContain('in DE');
  });

  it('where a broadcast is cut off, and from when to when', () => {
    const deny = aWindow({ effect: 'deny', from: on('11'), ...only('DE', 'AT') });
    expect(found(someFacts({ ...aShow(), ...ofVideo(deny) }))).toEqual([
      expect.objectContaining({
        code: 'window_ends_during_broadcast',
        countries: { only: ['AT', 'DE'] },
        from: on('11').toISOString(),
        until: on('12').toISOString(),
      }),
    ]);
  });

  it('everywhere where it is about everywhere', () => {
    expect(found(someFacts(ofVideo(aWindow({ effect: 'deny' }))))[0]?.countries).toBe('everywhere');
  });

  it('which window never matches, by its name', () => {
    const facts = someFacts(ofVideo(aWindow(), aWindow({ from: on('05'), until: on('04'), reason: 'Cinema' })));
    expect(found(facts)[0]?.detail).toContain('“Cinema” of the video can never match: it ends before it begins');
  });
});
