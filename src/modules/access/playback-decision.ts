import { accessRefusal, entitlementFor } from './access-rule';
import { nextChange } from './next-change';
import type { BroadcastFacts, PlaybackFacts, PublicationFacts, ViewerCountry, ViewerFacts } from './playback-facts';
import { type Refusal, type RefusalReason, refusalReasons } from './refusals';
import { type Place, rightsLevels, rightsRefusal } from './rights-window';
import { placeOf } from './viewer-place';

/** As what somebody watches. */
export type AllowedAs =
  | 'public'
  | 'unlisted'
  | 'password'
  | 'subscription'
  | 'purchase'
  | 'rental'
  | 'ticket'
  | 'gift'
  | 'grant'
  | 'team_preview';

export type PlaybackDecision =
  | {
      decision: 'allowed';
      why: AllowedAs;
      /** The instant at which it becomes a no if nothing is edited; null: never. */
      until: Date | null;
    }
  | {
      decision: 'refused';
      /** Every reason, not only the first. */
      refusals: readonly Refusal[];
      /** False when even the existence is nobody's business: answer 404. */
      existencePublic: boolean;
      /** The next instant at which the reasons change by themselves; null: never. */
      until: Date | null;
    };

/** The one playback decision: pure, total, explained. Everything that shows, lists or serves a video asks it. */
export function decidePlayback(
  facts: PlaybackFacts,
  viewer: ViewerFacts,
  country: ViewerCountry,
  at: Date,
): PlaybackDecision {
  const reasonsAt = (instant: Date) => refusalsAt(facts, viewer, placeOf(facts, country, instant), instant);
  const refusals = reasonsAt(at);
  const until = nextChange(facts, viewer, at, refusals, reasonsAt);
  if (refusals.length === 0) return { decision: 'allowed', why: allowedAs(facts, viewer, country, at), until };
  return {
    decision: 'refused',
    refusals,
    existencePublic: viewer.teamRole !== null || existenceIsPublic(facts),
    until,
  };
}

/** Every reason why not, in the order in which they are told. */
function refusalsAt(facts: PlaybackFacts, viewer: ViewerFacts, place: Place, at: Date): Refusal[] {
  const forAll = stateRefusals(facts);
  if (viewer.teamRole) return forAll;
  return [
    ...forAll,
    ...publicationRefusals(facts.publication, viewer, at),
    ...broadcastRefusals(facts.broadcast, at),
    ...rightsLevels.flatMap((level) => rightsRefusal(level, facts.rights[level], place, at) ?? []),
    ...personRefusals(facts, viewer, at),
  ].sort((a, b) => order[a.reason] - order[b.reason]);
}

const order = Object.fromEntries(refusalReasons.map((reason, index) => [reason, index])) as Record<
  RefusalReason,
  number
>;

function stateRefusals({ trashed, playable }: PlaybackFacts): Refusal[] {
  const refusals: Refusal[] = [];
  if (trashed) refusals.push({ reason: 'trashed', remedies: [] });
  if (!playable) refusals.push({ reason: 'not_ready', remedies: [{ kind: 'wait' }] });
  return refusals;
}

function publicationRefusals(publication: PublicationFacts | null, viewer: ViewerFacts, at: Date): Refusal[] {
  if (!publication) return [{ reason: 'not_published', remedies: [] }];
  const { visibility, startsAt, endsAt, passwordId } = publication;
  const refusals: Refusal[] = [];
  if (visibility === 'private') refusals.push({ reason: 'private', remedies: [] });
  if (startsAt && at < startsAt) refusals.push({ reason: 'not_yet', remedies: [{ kind: 'wait_until', at: startsAt }] });
  if (endsAt && at >= endsAt) refusals.push({ reason: 'ended', remedies: [] });
  if (visibility === 'password' && !(passwordId && viewer.passwordIds.includes(passwordId))) {
    refusals.push({ reason: 'password_required', remedies: [{ kind: 'enter_password' }] });
  }
  return refusals;
}

function broadcastRefusals(broadcast: BroadcastFacts | null, at: Date): Refusal[] {
  if (!broadcast) return [];
  const { kind, state, startsAt, endsAt } = broadcast;
  if (state === 'cancelled' || state === 'missed') return [{ reason: 'broadcast_cancelled', remedies: [] }];
  if (state === 'ended' || (kind !== 'live' && endsAt && at >= endsAt))
    return [{ reason: 'broadcast_over', remedies: [] }];
  if (state === 'live' || state === 'interrupted') return [];
  if (at < startsAt) return [{ reason: 'not_on_air', remedies: [{ kind: 'wait_until', at: startsAt }] }];
  return kind === 'live' ? [{ reason: 'not_on_air', remedies: [{ kind: 'wait' }] }] : [];
}

function personRefusals(facts: PlaybackFacts, viewer: ViewerFacts, at: Date): Refusal[] {
  const { access, deviceLimit, minimumAge } = facts;
  const refusals: Refusal[] = [];
  if (minimumAge !== null && (viewer.confirmedAge === null || viewer.confirmedAge < minimumAge)) {
    const remedy = viewer.accountId
      ? ({ kind: 'confirm_age', age: minimumAge } as const)
      : ({ kind: 'sign_in' } as const);
    refusals.push({ reason: 'age_unconfirmed', remedies: [remedy] });
  }
  if (access.kind === 'free') return refusals;
  if (!entitlementFor(access, facts, viewer.entitlements, at)) {
    refusals.push(accessRefusal(access, facts, viewer.entitlements, at));
  }
  if (deviceLimit !== null && viewer.otherDevices >= deviceLimit) {
    refusals.push({ reason: 'too_many_devices', remedies: [{ kind: 'take_over' }] });
  }
  if (viewer.takenOver) refusals.push({ reason: 'taken_over', remedies: [{ kind: 'take_over' }] });
  return refusals;
}

/** What everybody may watch is nobody's preview, and what is free needs no entitlement. */
function allowedAs(facts: PlaybackFacts, viewer: ViewerFacts, country: ViewerCountry, at: Date): AllowedAs {
  if (viewer.teamRole) {
    const asStranger: ViewerFacts = { ...viewer, teamRole: null };
    const refused = refusalsAt(facts, asStranger, placeOf(facts, country, at), at).length > 0;
    return refused ? 'team_preview' : allowedAs(facts, asStranger, country, at);
  }
  const { access, publication } = facts;
  const held = access.kind === 'restricted' ? entitlementFor(access, facts, viewer.entitlements, at) : null;
  if (held) return held.source;
  return publication && publication.visibility !== 'private' ? publication.visibility : 'team_preview';
}

// A film announced for later, or over, may be spoken of; a private, trashed or never published one may not.
function existenceIsPublic({ publication, trashed }: PlaybackFacts): boolean {
  return publication !== null && publication.visibility !== 'private' && !trashed;
}
