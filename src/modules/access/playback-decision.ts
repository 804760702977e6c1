import type { TeamRole } from './roles';

export type Visibility = 'public' | 'unlisted' | 'private';

export interface PublicationFacts {
  visibility: Visibility;
  /** Null: at once. */
  startsAt: Date | null;
  /** Null: without end. Exclusive. */
  endsAt: Date | null;
}

/** Everything about one video that decides who may watch it. Rights, access rules and entitlements slot in here. */
export interface PlaybackFacts {
  /** Null: never published, or withdrawn. */
  publication: PublicationFacts | null;
  trashed: boolean;
  /** Whether the first segments play. */
  playable: boolean;
}

export interface ViewerFacts {
  /** Internal account id; null for somebody not signed in. */
  accountId: string | null;
  /** The viewer's role in the team of the video's channel. */
  teamRole: TeamRole | null;
}

export type RefusalReason = 'not_published' | 'private' | 'not_yet' | 'ended' | 'not_ready' | 'trashed';

/** What would let the viewer in. */
export type Remedy = { kind: 'wait_until'; at: Date } | { kind: 'wait' };

export interface Refusal {
  reason: RefusalReason;
  remedy: Remedy | null;
}

export type PlaybackDecision =
  | {
      decision: 'allowed';
      why: 'public' | 'unlisted' | 'team_preview';
      /** The instant at which the answer changes if nothing is edited; null: never. */
      until: Date | null;
    }
  | {
      decision: 'refused';
      /** Every reason, not only the first. */
      refusals: readonly Refusal[];
      /** False when even the video's existence is nobody's business: answer 404. */
      existencePublic: boolean;
      /** The next instant at which the answer can change by itself; null: never. */
      until: Date | null;
    };

/** The one playback decision: pure, total, explained. Everything that shows, lists or serves a video asks it. */
export function decidePlayback(facts: PlaybackFacts, viewer: ViewerFacts, at: Date): PlaybackDecision {
  if (viewer.teamRole && !facts.trashed && facts.playable) {
    return { decision: 'allowed', why: openAs(facts.publication, at) ?? 'team_preview', until: null };
  }
  const refusals = [...publicationRefusals(facts.publication, at)];
  if (facts.trashed) refusals.push({ reason: 'trashed', remedy: null });
  if (!facts.playable) refusals.push({ reason: 'not_ready', remedy: { kind: 'wait' } });
  const { publication } = facts;
  if (refusals.length > 0 || !publication || publication.visibility === 'private') {
    return {
      decision: 'refused',
      refusals,
      existencePublic: viewer.teamRole !== null || existenceIsPublic(facts),
      until: publication?.startsAt && publication.startsAt > at ? publication.startsAt : null,
    };
  }
  return { decision: 'allowed', why: publication.visibility, until: publication.endsAt };
}

/** As what everybody may watch it now; null: only its team may. */
function openAs(publication: PublicationFacts | null, at: Date): 'public' | 'unlisted' | null {
  if (!publication || publication.visibility === 'private') return null;
  return publicationRefusals(publication, at).length === 0 ? publication.visibility : null;
}

function publicationRefusals(publication: PublicationFacts | null, at: Date): Refusal[] {
  if (!publication) return [{ reason: 'not_published', remedy: null }];
  const refusals: Refusal[] = [];
  if (publication.visibility === 'private') refusals.push({ reason: 'private', remedy: null });
  if (publication.startsAt && at < publication.startsAt) {
    refusals.push({ reason: 'not_yet', remedy: { kind: 'wait_until', at: publication.startsAt } });
  }
  if (publication.endsAt && at >= publication.endsAt) refusals.push({ reason: 'ended', remedy: null });
  return refusals;
}

// A film announced for later, or over, may be spoken of; a private, trashed or never published one may not.
function existenceIsPublic({ publication, trashed }: PlaybackFacts): boolean {
  return publication !== null && publication.visibility !== 'private' && !trashed;
}
