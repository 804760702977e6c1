import type { PlaybackFacts } from '../../access';
import { boughtFindings, noWayIn, payersBlocked } from './lint-access';
import { neverMatching } from './lint-windows';
import { type Finding, type Linted, watchable } from './linted';
import { always, type Lane, type Span, shared, spanOf, timelineOf } from './timeline';

export interface Lint {
  findings: readonly Finding[];
  lanes: readonly Lane[];
  published: Span | null;
}

/** What is wrong, or probably not meant, with what decides about one video or broadcast, from `at` on. */
export function lint(facts: PlaybackFacts, at: Date): Lint {
  const lanes = timelineOf(facts);
  const published = publishedOf(facts);
  const linted: Linted = { facts, lanes, published, ahead: { from: at.getTime(), until: always.until } };
  const findings = facts.trashed
    ? []
    : [
        ...nobodyCanWatch(linted),
        ...payersBlocked(linted),
        ...endsDuringBroadcast(linted),
        ...boughtFindings(linted),
        ...neverMatching(linted),
        ...noWayIn(linted),
      ];
  return { findings, lanes, published };
}

function publishedOf({ publication, broadcast }: PlaybackFacts): Span | null {
  if (!publication || publication.visibility === 'private') return null;
  const span = spanOf(publication.startsAt, publication.endsAt);
  if (!broadcast) return span;
  if (['ended', 'cancelled', 'missed'].includes(broadcast.state)) return null;
  return shared(span, spanOf(broadcast.startsAt, broadcast.endsAt));
}

function nobodyCanWatch(linted: Linted): Finding[] {
  const { lanes, published, ahead } = linted;
  if (!published || !shared(published, ahead) || lanes.some((lane) => watchable(lane, linted).length > 0)) return [];
  const about = { severity: 'error' as const, lanes, span: published };
  const everOpen = lanes.some(({ open }) => open.some((span) => shared(span, published)));
  if (!everOpen && lanes.some(({ open }) => open.some(({ from }) => from >= published.until))) {
    const detail =
      'The publication ends before the first rights window lets anybody in. Move its end, or begin the window earlier.';
    return [{ ...about, code: 'publication_ends_first', detail }];
  }
  const detail =
    'It is published, and nobody can watch it: the rights windows let nobody in, in any country, at any time from now on. Change or take away the windows that block it.';
  return [{ ...about, code: 'nobody_can_watch', detail }];
}

/** A lane that is open at some moment of the broadcast and closed at a later one. */
function endsDuringBroadcast({ facts, lanes }: Linted): Finding[] {
  const { broadcast, publication } = facts;
  if (!broadcast?.endsAt || ['ended', 'cancelled', 'missed'].includes(broadcast.state)) return [];
  const air = spanOf(broadcast.startsAt, broadcast.endsAt);
  const published = publication ? spanOf(publication.startsAt, publication.endsAt) : always;
  const byEnd = new Map<number, Lane[]>();
  for (const lane of lanes) {
    const end = lane.open
      .flatMap((span) => shared(span, published) ?? [])
      .find((span) => shared(span, air) && span.until < air.until)?.until;
    if (end !== undefined) byEnd.set(end, [...(byEnd.get(end) ?? []), lane]);
  }
  return [...byEnd].map(([from, concerned]) => ({
    code: 'window_ends_during_broadcast',
    severity: 'error',
    detail:
      'A rights window or the publication ends during the broadcast: whoever watches is cut off then. Move the end to after the broadcast.',
    lanes: concerned,
    span: { from, until: air.until },
  }));
}
