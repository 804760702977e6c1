import type { Clock } from '../../../platform/clock';
import type { Database } from '../../../platform/db';
import { AppError } from '../../../platform/errors';
import type { Entitlement, PlaybackDecision, PlaybackFacts } from '../../access';
import type { Channels } from '../../channels';
import type { AccountFacts, Identity } from '../../identity';
import type { Videos } from '../../videos';
import type { PastExplanation, PastQuery } from '../contract-past';
import { videoNotFound } from '../errors';
import { explainedDecisionOf } from './explained';
import type { Past, PastAnswer } from './past';
import { type PastSession, sessionsAround } from './session-store';
import { type SourceDependencies, sourcesOf } from './sources';
import { allowedDetails, viewerDetailOf } from './words';

export interface SupportDependencies extends SourceDependencies {
  db: Database;
  clock: Clock;
  past: Past;
  identity: Pick<Identity, 'accountsByIds' | 'accountByEmail' | 'accountByPublicId'>;
  channels: Pick<Channels, 'byIds'>;
  videos: Pick<Videos, 'findByPublicId' | 'deedsAsOf'>;
}

const dayMs = 86_400_000;

/** Could this account watch this then, did it, and who had set the rule? @throws AppError for what is not there. */
export function createSupport(deps: SupportDependencies): (query: PastQuery) => Promise<PastExplanation> {
  const { db, clock, past, identity, channels, videos } = deps;
  return async (query) => {
    const now = clock.now();
    const at = query.at ? new Date(query.at) : now;
    const asOf = { at, knownAt: query.knownAt ? new Date(query.knownAt) : now };
    const account = query.account ? await accountNamed(identity, query.account) : null;
    const country = query.country === 'unknown' ? null : query.country;
    const sought = await videos.findByPublicId(query.video);
    const accountId = account?.id ?? null;
    const then = sought && (await past.decideThen({ accountId, videoId: sought.id, country, ...asOf }));
    if (!then) throw videoNotFound();
    const { video, facts, decision, role, holdings } = then;
    const around = { from: new Date(at.getTime() - dayMs), until: new Date(at.getTime() + dayMs) };
    const [sources, sessions, [channel]] = await Promise.all([
      sourcesOf(deps, video, asOf, role),
      accountId ? sessionsAround(db.reader, { accountId, videoId: video.id, ...around }) : [],
      channels.byIds([video.channelId]),
    ]);
    return {
      video: { id: video.publicId, title: video.title, channelHandle: channel?.handle ?? '' },
      account: account && { id: account.publicId, displayName: account.displayName, email: account.email },
      asked: { country: query.country, at: at.toISOString(), knownAt: asOf.knownAt.toISOString() },
      answer: explainedDecisionOf(decision, { facts, country, at }),
      summary: { could: couldThey(then), did: didThey(accountId, sessions, at) },
      role: role?.role ?? null,
      confirmedAge: holdings.confirmedAge,
      entitlements: (holdings.entitlements.get(video.channelId) ?? []).map((each) => heldView(each, facts, at)),
      sessions: sessions.map((session) => sessionView(session, at)),
      sources,
    };
  };
}

async function accountNamed(identity: SupportDependencies['identity'], name: string): Promise<AccountFacts> {
  const account = name.startsWith('acc_')
    ? await identity.accountByPublicId(name)
    : await identity.accountByEmail(name);
  if (account) return account;
  throw new AppError({
    kind: 'not_found',
    code: 'account_not_found',
    publicMessage: 'There is no account with this address or id. Ask for the address they sign in with.',
  });
}

function couldThey({ decision }: Pick<PastAnswer, 'decision'>): string {
  if (decision.decision === 'allowed') return `Yes. ${allowedDetails[decision.why]}`;
  if (decision.refusals.every(({ reason }) => reason === 'password_required')) {
    return 'With its password, yes. Whether they had entered that is not kept.';
  }
  return `No. ${toldThem(decision)}`;
}

function toldThem(decision: Extract<PlaybackDecision, { decision: 'refused' }>): string {
  if (!decision.existencePublic) return 'They were told that there is no such video.';
  return `They were told: ${decision.refusals.map(viewerDetailOf).join(' ')}`;
}

function didThey(accountId: string | null, sessions: readonly PastSession[], at: Date): string {
  if (!accountId) return 'Nobody can tell: whoever is not signed in leaves no trace that says who they are.';
  if (sessions.some((session) => isRunning(session, at))) return 'Yes: playback was granted and had not ended then.';
  if (sessions.length > 0) return 'Not at that moment, but playback was granted within a day of it.';
  return 'No playback was granted within a day of it. Playbacks are kept for 400 days.';
}

function isRunning({ grantedAt, expiresAt }: PastSession, at: Date): boolean {
  return grantedAt <= at && at < expiresAt;
}

function sessionView(session: PastSession, at: Date): PastExplanation['sessions'][number] {
  return {
    grantedAt: session.grantedAt.toISOString(),
    lastSeenAt: session.lastSeenAt.toISOString(),
    expiresAt: session.expiresAt.toISOString(),
    why: session.why,
    runningThen: isRunning(session, at),
  };
}

function heldView(
  { source, covers, from, until }: Entitlement,
  facts: PlaybackFacts,
  at: Date,
): PastExplanation['entitlements'][number] {
  return {
    ...{ source, covers: covers.kind, tierId: covers.kind === 'tier' ? covers.tierId : null },
    thisVideo: covers.kind !== 'video' || covers.videoId === facts.videoId,
    from: from.toISOString(),
    until: until?.toISOString() ?? null,
    heldThen: from <= at && (until === null || at < until),
  };
}
