import type { PlaybackFacts, ViewerFacts } from './playback-facts';
import type { Refusal } from './refusals';
import { boundsOf, rightsLevels } from './rights-window';

/**
 * The first instant after `at` at which a yes becomes a no, or a no has other reasons; null: never.
 * An answer can only change where a fact begins or ends, so nothing in between has to be looked at.
 */
export function nextChange(
  facts: PlaybackFacts,
  viewer: ViewerFacts,
  at: Date,
  refusals: readonly Refusal[],
  reasonsAt: (instant: Date) => readonly Refusal[],
): Date | null {
  const bounds = boundsAfter(facts, viewer, at);
  const now = namesOf(refusals);
  return bounds.find((bound) => namesOf(reasonsAt(bound)) !== now) ?? null;
}

function boundsAfter({ publication, broadcast, rights }: PlaybackFacts, viewer: ViewerFacts, at: Date): Date[] {
  const instants = [
    publication?.startsAt,
    publication?.endsAt,
    broadcast?.startsAt,
    broadcast?.endsAt,
    ...rightsLevels.flatMap((level) => boundsOf(rights[level])),
    ...viewer.entitlements.flatMap(({ from, until }) => [from, until]),
  ];
  const later = new Set(instants.flatMap((instant) => (instant && instant > at ? [instant.getTime()] : [])));
  return [...later].sort((a, b) => a - b).map((ms) => new Date(ms));
}

function namesOf(refusals: readonly Refusal[]): string {
  return refusals.map(({ reason, level = '' }) => `${reason} ${level}`).join(',');
}
