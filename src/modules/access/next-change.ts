import type { PlaybackFacts, ViewerFacts } from './playback-facts';
import { rightsBounds, type ViewerRights } from './rights-refusals';
import { boundsAfter, type Span } from './rights-window';

/**
 * The first instant after `at` at which what `stateAt` tells is another; null: never.
 * An answer can only change where a fact begins or ends, so nothing in between has to be looked at.
 */
export function nextChange(
  { publication, broadcast }: PlaybackFacts,
  { entitlements }: ViewerFacts,
  rights: ViewerRights,
  at: Date,
  stateAt: (instant: Date) => string,
): Date | null {
  const spans: Span[] = [...entitlements, ...[publication, broadcast].flatMap((each) => (each ? [spanOf(each)] : []))];
  const instants = [...boundsAfter(spans, at), ...rightsBounds(rights, at)].map((bound) => bound.getTime());
  if (instants.length === 0) return null;
  const now = stateAt(at);
  const bounds = [...new Set(instants)].sort((a, b) => a - b).map((ms) => new Date(ms));
  return bounds.find((bound) => stateAt(bound) !== now) ?? null;
}

function spanOf({ startsAt, endsAt }: { startsAt: Date | null; endsAt: Date | null }): Span {
  return { from: startsAt, until: endsAt };
}
