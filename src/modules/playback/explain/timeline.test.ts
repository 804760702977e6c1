import fc from 'fast-check';
import {
  type CountryRule,
  decidePlayback,
  type PlaybackFacts,
  type RightsLevel,
  type RightsWindow,
  rightsLevels,
} from '../../access';
import { lint } from './lint';
import { type Lane, timelineOf } from './timeline';
import { lintViewOf } from './views';

const at = (day: number): Date => new Date(Date.UTC(2026, 4, day));

const rule: fc.Arbitrary<CountryRule> = fc.oneof(
  fc.record({ only: fc.subarray(['DE', 'AT', 'FR']) }),
  fc.record({ except: fc.subarray(['DE', 'AT', 'FR']) }),
);
const bound = fc.option(fc.integer({ min: 1, max: 20 }).map(at), { nil: null });
const aWindow: fc.Arbitrary<RightsWindow> = fc.record({
  effect: fc.constantFrom('allow' as const, 'allow' as const, 'deny' as const),
  ...{ from: bound, until: bound, countries: rule },
  reason: fc.constant(null),
  messageByCountry: fc.constant({}),
});
const windows = fc.array(aWindow, { maxLength: 4 });
const someRights: fc.Arbitrary<Record<RightsLevel, RightsWindow[]>> = fc.record({
  ...{ channel: windows, video: windows, broadcast: windows },
});

function factsWith(rights: PlaybackFacts['rights'], publication: PlaybackFacts['publication']): PlaybackFacts {
  return {
    ...{ videoId: 'v', broadcastId: null, publication, broadcast: null, trashed: false, playable: true, rights },
    ...{ unknownCountry: 'refuse', access: { kind: 'free' }, minimumAge: null, deviceLimit: null },
  };
}

const anybody = {
  ...{ accountId: null, teamRole: null, entitlements: [], passwordIds: [], confirmedAge: null },
  ...{ otherDevices: 0, takenOver: false },
};
const always = { visibility: 'public' as const, startsAt: null, endsAt: null, passwordId: null };

function laneFor(lanes: readonly Lane[], country: string): Lane | undefined {
  return lanes.find(({ countries }) => countries.includes(country)) ?? lanes.find(({ elsewhere }) => elsewhere);
}

const instants = Array.from({ length: 22 }, (_, i) => at(i)).flatMap((each) => [each, new Date(each.getTime() - 1)]);

it('lanes say what the decision says, for every country at every instant', () => {
  fc.assert(
    fc.property(someRights, (rights) => {
      const facts = factsWith(rights, always);
      const lanes = timelineOf(facts);
      for (const country of ['DE', 'AT', 'FR', 'US']) {
        const open = laneFor(lanes, country)?.open ?? [];
        for (const instant of instants) {
          const ms = instant.getTime();
          const isOpen = open.some(({ from, until }) => from <= ms && ms < until);
          expect(isOpen).toBe(decidePlayback(facts, anybody, country, instant).decision === 'allowed');
        }
      }
    }),
    { numRuns: 200 },
  );
});

it('"nobody can watch" is found exactly where the decision lets nobody in from now on', () => {
  const publication = fc.record({
    visibility: fc.constantFrom('public' as const, 'unlisted' as const),
    startsAt: fc.option(fc.integer({ min: 1, max: 8 }).map(at), { nil: null }),
    endsAt: fc.option(fc.integer({ min: 9, max: 20 }).map(at), { nil: null }),
    passwordId: fc.constant(null),
  });
  fc.assert(
    fc.property(someRights, publication, (rights, published) => {
      const now = at(8);
      const facts = factsWith(rights, published);
      const found = lint(facts, now).findings.some(({ code }) => /nobody|ends_first/.test(code));
      const somebody = ['DE', 'AT', 'FR', 'US'].some((country) =>
        instants.some((each) => each >= now && decidePlayback(facts, anybody, country, each).decision === 'allowed'),
      );
      expect(found).toBe(!somebody);
    }),
    { numRuns: 300 },
  );
});

it('gaps and overlaps stand on the lane of the countries they are about', () => {
  const one = (from: Date | null, until: Date | null, ...only: string[]): RightsWindow => {
    return { effect: 'allow', from, until, countries: { only }, reason: null, messageByCountry: {} };
  };
  const video = [one(null, at(5), 'DE', 'AT'), one(at(4), at(6), 'DE'), one(at(8), null, 'DE', 'AT')];
  const { timeline } = lintViewOf(lint(factsWith({ channel: [], video, broadcast: [] }, always), at(1)));
  const iso = (day: number) => at(day).toISOString();
  expect(timeline).toEqual([
    { countries: { except: ['AT', 'DE'] }, open: [], gaps: [], overlaps: [] },
    {
      countries: { only: ['AT'] },
      open: [
        { from: null, until: iso(5) },
        { from: iso(8), until: null },
      ],
      gaps: [{ from: iso(5), until: iso(8) }],
      overlaps: [],
    },
    {
      countries: { only: ['DE'] },
      open: [
        { from: null, until: iso(6) },
        { from: iso(8), until: null },
      ],
      gaps: [{ from: iso(6), until: iso(8) }],
      overlaps: [{ from: iso(4), until: iso(5), level: 'video' }],
    },
  ]);
});

it('nothing said about rights is one open lane', () => {
  expect(timelineOf({ rights: { channel: [], video: [], broadcast: [] } })).toEqual([
    expect.objectContaining({ countries: [], elsewhere: true, gaps: [], overlaps: [] }),
  ]);
  expect(rightsLevels).toHaveLength(3);
});
