import fc from 'fast-check';
import { decidePlayback, type PlaybackFacts, type PublicationFacts, type ViewerFacts } from './playback-decision';
import { teamRoles } from './roles';

const noon = new Date('2026-05-01T12:00:00Z');
const before = new Date(noon.getTime() - 60_000);
const after = new Date(noon.getTime() + 60_000);

const stranger: ViewerFacts = { accountId: null, teamRole: null };
const account: ViewerFacts = { accountId: 'somebody', teamRole: null };

function published(overrides: Partial<PublicationFacts> = {}): PublicationFacts {
  return { visibility: 'public', startsAt: null, endsAt: null, ...overrides };
}

function video(overrides: Partial<PlaybackFacts> = {}): PlaybackFacts {
  return { publication: published(), trashed: false, playable: true, ...overrides };
}

describe('for a stranger', () => {
  test.each([
    ['a public video plays', video(), 'public'],
    [
      'an unlisted video plays for whoever has the link',
      video({ publication: published({ visibility: 'unlisted' }) }),
      'unlisted',
    ],
    ['a publication that has begun plays', video({ publication: published({ startsAt: before }) }), 'public'],
    ['it begins at the very instant', video({ publication: published({ startsAt: noon }) }), 'public'],
  ])('%s', (_what, facts, why) => {
    expect(decidePlayback(facts, stranger, noon)).toMatchObject({ decision: 'allowed', why });
    expect(decidePlayback(facts, account, noon)).toMatchObject({ decision: 'allowed', why });
  });

  test.each([
    ['a draft', video({ publication: null }), ['not_published'], false],
    ['a private video', video({ publication: published({ visibility: 'private' }) }), ['private'], false],
    ['a video in the trash', video({ trashed: true }), ['trashed'], false],
    ['a video that opens later', video({ publication: published({ startsAt: after }) }), ['not_yet'], true],
    ['a video that is over', video({ publication: published({ endsAt: before }) }), ['ended'], true],
    ['a video at the very instant of its end', video({ publication: published({ endsAt: noon }) }), ['ended'], true],
    ['a video still being prepared', video({ playable: false }), ['not_ready'], true],
    [
      'a video for which everything is wrong, with every reason',
      video({ publication: published({ visibility: 'private', startsAt: after }), trashed: true, playable: false }),
      ['private', 'not_yet', 'trashed', 'not_ready'],
      false,
    ],
  ])('%s is refused', (_what, facts, reasons, existencePublic) => {
    for (const viewer of [stranger, account]) {
      const decision = decidePlayback(facts, viewer, noon);
      if (decision.decision !== 'refused') throw new Error('it was allowed');
      expect(decision.refusals.map(({ reason }) => reason)).toEqual(reasons);
      expect(decision.existencePublic).toBe(existencePublic);
    }
  });

  test('an opening to come is named as the way in', () => {
    const decision = decidePlayback(video({ publication: published({ startsAt: after }) }), stranger, noon);
    expect(decision).toMatchObject({
      refusals: [{ reason: 'not_yet', remedy: { kind: 'wait_until', at: after } }],
      until: after,
    });
  });

  test('a yes holds until the publication ends', () => {
    const decision = decidePlayback(video({ publication: published({ endsAt: after }) }), stranger, noon);
    expect(decision).toMatchObject({ decision: 'allowed', until: after });
  });
});

describe.each(teamRoles)('for the channel’s %s', (teamRole) => {
  const viewer: ViewerFacts = { accountId: 'maker', teamRole };

  test.each([
    ['a draft', video({ publication: null })],
    ['a private video', video({ publication: published({ visibility: 'private' }) })],
    ['a video that opens later', video({ publication: published({ startsAt: after }) })],
    ['a video that is over', video({ publication: published({ endsAt: before }) })],
  ])('%s plays as a preview', (_what, facts) => {
    expect(decidePlayback(facts, viewer, noon)).toEqual({ decision: 'allowed', why: 'team_preview', until: null });
  });

  test.each(['public', 'unlisted'] as const)(
    'what is published as %s is no preview, and does not end',
    (visibility) => {
      const facts = video({ publication: published({ visibility, endsAt: after }) });
      expect(decidePlayback(facts, viewer, noon)).toEqual({ decision: 'allowed', why: visibility, until: null });
    },
  );

  test.each([
    ['what cannot be played yet', video({ playable: false })],
    ['what lies in the trash', video({ trashed: true })],
  ])('%s is refused, and may be spoken of', (_what, facts) => {
    expect(decidePlayback(facts, viewer, noon)).toMatchObject({ decision: 'refused', existencePublic: true });
  });
});

describe('whatever the facts are', () => {
  const instant = fc.integer({ min: -1000, max: 1000 }).map((ms) => new Date(noon.getTime() + ms));
  const maybeInstant = fc.option(instant, { nil: null });
  const anyFacts = fc.record({
    publication: fc.option(
      fc.record({
        visibility: fc.constantFrom('public' as const, 'unlisted' as const, 'private' as const),
        startsAt: maybeInstant,
        endsAt: maybeInstant,
      }),
      { nil: null },
    ),
    trashed: fc.boolean(),
    playable: fc.boolean(),
  });
  const anyViewer = fc.record({
    accountId: fc.option(fc.constant('somebody'), { nil: null }),
    teamRole: fc.option(fc.constantFrom(...teamRoles), { nil: null }),
  });

  test('a refusal has a reason, and a yes has none', () => {
    fc.assert(
      fc.property(anyFacts, anyViewer, instant, (facts, viewer, at) => {
        const decision = decidePlayback(facts, viewer, at);
        if (decision.decision === 'refused') expect(decision.refusals.length).toBeGreaterThan(0);
        else expect(facts.playable && !facts.trashed).toBe(true);
      }),
    );
  });

  test('the answer stays what it is until the instant it names', () => {
    fc.assert(
      fc.property(anyFacts, anyViewer, instant, instant, (facts, viewer, at, later) => {
        const decision = decidePlayback(facts, viewer, at);
        fc.pre(later >= at && (decision.until === null || later < decision.until));
        expect(decidePlayback(facts, viewer, later).decision).toBe(decision.decision);
      }),
    );
  });

  test('nobody is refused something a stranger may watch', () => {
    fc.assert(
      fc.property(anyFacts, anyViewer, instant, (facts, viewer, at) => {
        fc.pre(decidePlayback(facts, stranger, at).decision === 'allowed');
        expect(decidePlayback(facts, viewer, at).decision).toBe('allowed');
      }),
    );
  });

  test('what a stranger may watch is nobody’s preview, and a stranger never gets one', () => {
    fc.assert(
      fc.property(anyFacts, anyViewer, instant, (facts, viewer, at) => {
        const strangers = decidePlayback(facts, stranger, at);
        expect(strangers).not.toMatchObject({ why: 'team_preview' });
        fc.pre(strangers.decision === 'allowed');
        expect(decidePlayback(facts, viewer, at)).toMatchObject({ why: strangers.why });
      }),
    );
  });

  test('a stranger never learns of what was not published, is private or lies in the trash', () => {
    fc.assert(
      fc.property(anyFacts, instant, (facts, at) => {
        fc.pre(!facts.publication || facts.publication.visibility === 'private' || facts.trashed);
        expect(decidePlayback(facts, account, at)).toMatchObject({ decision: 'refused', existencePublic: false });
      }),
    );
  });
});
