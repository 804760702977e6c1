import { countryCodes } from './countries';
import { decidePlayback } from './playback-decision';
import type { PlaybackFacts, ViewerFacts } from './playback-facts';
import { rightsBounds, rightsFor } from './rights-refusals';
import type { RightsWindow } from './rights-window';

const at = new Date('2026-05-03T20:00:00Z');
const windows = Array.from({ length: 100 }, (_, index): RightsWindow => {
  const from = new Date(at.getTime() + (index + 1) * 60_000);
  const only = countryCodes.filter((_code, place) => (place * 7 + index * 11) % 3 > 0);
  const until = new Date(from.getTime() + 30_000);
  return { effect: 'allow', from, until, countries: { only }, reason: null, messageByCountry: {} };
});
const facts: PlaybackFacts = {
  ...{ videoId: 'vid', broadcastId: null, broadcast: null, trashed: false, playable: true, unknownCountry: 'refuse' },
  publication: { visibility: 'public', startsAt: null, endsAt: null, passwordId: null },
  rights: { channel: windows, video: [], broadcast: [] },
  ...{ access: { kind: 'free' }, minimumAge: null, deviceLimit: null },
};
const viewer: ViewerFacts = {
  ...{ accountId: null, teamRole: null, entitlements: [], passwordIds: [], confirmedAge: null },
  ...{ otherDevices: 0, takenOver: false },
};

test('however many countries they cover, windows begin and end once each', () => {
  expect(rightsFor(facts, 'anywhere').length).toBeGreaterThan(2);
  expect(rightsBounds(rightsFor(facts, 'anywhere'), at)).toHaveLength(200);
});

test('the most windows a channel may have open where and when the first one does', () => {
  const [first] = windows;
  expect(decidePlayback(facts, viewer, 'anywhere', at)).toMatchObject({
    decision: 'refused',
    refusals: [{ reason: 'rights_not_yet', remedies: [{ kind: 'wait_until', at: first?.from }] }],
    until: first?.from,
  });
});
