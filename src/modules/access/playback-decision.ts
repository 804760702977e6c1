import { accessRefusal, entitlementFor } from './access-rule';
import { nextChange } from './next-change';
import type { BroadcastFacts, PlaybackFacts, PublicationFacts, ViewerCountry, ViewerFacts } from './playback-facts';
import { type Refusal, refusalReasons } from './refusals';
import { rememberedVerdicts, rightsFor, rightsRefusals } from './rights-refusals';

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
  return viewer.teamRole === null
    ? decideForViewer(facts, viewer, country, at)
    : decideForTeam(facts, viewer, country, at);
}

/** The team previews whatever plays; what everybody may watch is nobody's preview. */
function decideForTeam(facts: PlaybackFacts, viewer: ViewerFacts, country: ViewerCountry, at: Date): PlaybackDecision {
  const refusals = stateRefusals(facts);
  if (refusals.length > 0) return { decision: 'refused', refusals, existencePublic: true, until: null };
  const asViewer = decideForViewer(facts, viewer, country, at);
  return { decision: 'allowed', why: asViewer.decision === 'allowed' ? asViewer.why : 'team_preview', until: null };
}

function decideForViewer(
  facts: PlaybackFacts,
  viewer: ViewerFacts,
  country: ViewerCountry,
  at: Date,
): PlaybackDecision {
  const rights = rightsFor(facts, country);
  const verdictsAt = rememberedVerdicts(rights);
  const besideRights = (instant: Date) => [
    ...stateRefusals(facts),
    ...publicationRefusals(facts.publication, viewer, instant),
    ...broadcastRefusals(facts.broadcast, instant),
    ...personRefusals(facts, viewer, instant),
  ];
  const until = nextChange(facts, viewer, rights, at, (instant) =>
    namesOf([...besideRights(instant), ...verdictsAt(instant)]),
  );
  const refusals = [...besideRights(at), ...rightsRefusals(rights, at, verdictsAt)];
  const why = allowedAs(facts, viewer, at);
  if (why !== null && refusals.length === 0) return { decision: 'allowed', why, until };
  const told = refusals.sort((a, b) => refusalReasons.indexOf(a.reason) - refusalReasons.indexOf(b.reason));
  return { decision: 'refused', refusals: told, existencePublic: existenceIsPublic(facts), until };
}

function namesOf(refusals: readonly Pick<Refusal, 'reason' | 'level'>[]): string {
  return refusals.map(({ reason, level }) => `${reason} ${level}`).join();
}

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

// A live broadcast waits for its signal, whatever the clock says; the others have nothing else to follow.
function broadcastRefusals(broadcast: BroadcastFacts | null, at: Date): Refusal[] {
  if (!broadcast) return [];
  const { kind, state, startsAt, endsAt } = broadcast;
  if (state === 'cancelled' || state === 'missed') return [{ reason: 'broadcast_cancelled', remedies: [] }];
  if (state === 'ended') return [{ reason: 'broadcast_over', remedies: [] }];
  if (kind === 'live') return state === 'scheduled' ? [{ reason: 'not_on_air', remedies: [{ kind: 'wait' }] }] : [];
  if (endsAt && at >= endsAt) return [{ reason: 'broadcast_over', remedies: [] }];
  return at < startsAt ? [{ reason: 'not_on_air', remedies: [{ kind: 'wait_until', at: startsAt }] }] : [];
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
  if (deviceLimit !== null && viewer.takenOver)
    refusals.push({ reason: 'taken_over', remedies: [{ kind: 'take_over' }] });
  return refusals;
}

/** As what it would be watched if nothing refused; null: only the team watches it. */
function allowedAs(
  { publication, access, ...subject }: PlaybackFacts,
  viewer: ViewerFacts,
  at: Date,
): AllowedAs | null {
  if (!publication || publication.visibility === 'private') return null;
  if (access.kind === 'free') return publication.visibility;
  return entitlementFor(access, subject, viewer.entitlements, at)?.source ?? null;
}

// A film announced for later, or over, may be spoken of; a private, trashed or never published one may not.
function existenceIsPublic({ publication, trashed }: PlaybackFacts): boolean {
  return publication !== null && publication.visibility !== 'private' && !trashed;
}
