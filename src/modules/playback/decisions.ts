import type { Clock } from '../../platform/clock';
import { type Actor, anonymous } from '../../platform/http';
import { inTurns } from '../../platform/resilience';
import { decidePlayback, type PlaybackDecision, type PlaybackFacts, type TeamRole, type ViewerFacts } from '../access';
import type { Channels } from '../channels';
import type { Holdings, Rights, RightsFacts } from '../rights';
import type { VideoFacts, Videos } from '../videos';
import type { Viewer } from './face';
import { isOpenlyPublic, isUnrestricted } from './openness';

export interface DecisionDependencies {
  videos: Pick<Videos, 'factsOf'>;
  channels: Pick<Channels, 'rolesOf'>;
  rights: Pick<Rights, 'factsOf' | 'holdingsOf'>;
  clock: Clock;
}

/** What only a session knows of its viewer. */
export type SessionFacts = Pick<ViewerFacts, 'otherDevices' | 'takenOver'>;

/** What can be said before it is known what other devices of the account do. */
export interface Weighed {
  /** How many devices may watch at a time; null: any number, or this viewer's are not counted. */
  deviceLimit: number | null;
  openlyPublic: boolean;
  unrestricted: boolean;
  decide(session: SessionFacts): PlaybackDecision;
}

export interface Decisions {
  /** Of these videos, those that everybody may watch, everywhere, without an end. */
  openlyPublic(videoIds: readonly string[]): Promise<ReadonlySet<string>>;
  /** Of these videos, those that everybody who knows them may watch now, wherever they are. */
  unrestricted(videoIds: readonly string[]): Promise<ReadonlySet<string>>;
  /** Gathers the facts about a video, in at most four queries, and leaves the answer for when the rest is known. */
  weigh(viewer: Viewer, video: VideoFacts): Promise<Weighed>;
  /** The one decision about videos whose facts are already at hand, in at most four queries. */
  about(viewer: Viewer, videos: readonly VideoFacts[], session?: SessionFacts): Promise<Map<string, PlaybackDecision>>;
  /** Internal video id → decision, in at most five queries; unknown videos are left out. */
  many(viewer: Viewer, videoIds: readonly string[], session?: SessionFacts): Promise<Map<string, PlaybackDecision>>;
}

export const nobodyElse: SessionFacts = { otherDevices: 0, takenOver: false };
const holdsNothing: Holdings = { entitlements: new Map(), confirmedAge: null };

/** Gathers the facts and asks the one decision. */
export function createDecisions({ videos, channels, rights, clock }: DecisionDependencies): Decisions {
  const weighAll = async (viewer: Viewer, films: readonly VideoFacts[]): Promise<Map<string, Weighed>> => {
    if (films.length === 0) return new Map();
    const { actor, country } = viewer;
    const [rules, roles, holdings] = await Promise.all([
      rights.factsOf(films.map(({ id, channelId }) => ({ channelId, videoId: id, broadcastId: null }))),
      actor.kind === 'account' ? channels.rolesOf(actor.accountId) : new Map<string, TeamRole>(),
      actor.kind === 'account' ? rights.holdingsOf(actor.accountId) : holdsNothing,
    ]);
    const now = clock.now();
    return new Map(
      films.map((film, index) => {
        const rule = rules[index];
        if (!rule) throw new Error('Rights gave no answer about a video');
        const facts = playbackFactsOf(film, rule);
        const asker = viewerFactsOf(viewer, film.channelId, { roles, holdings });
        const isCounted = facts.access.kind === 'restricted' && asker.accountId !== null && asker.teamRole === null;
        const decide = (session: SessionFacts) => decidePlayback(facts, { ...asker, ...session }, country, now);
        const deviceLimit = isCounted ? facts.deviceLimit : null;
        const openness = { openlyPublic: isOpenlyPublic(facts, now), unrestricted: isUnrestricted(facts, now) };
        return [film.id, { deviceLimit, ...openness, decide }];
      }),
    );
  };
  const about: Decisions['about'] = async (viewer, films, session = nobodyElse) => {
    const weighed = await weighAll(viewer, films);
    return new Map(await inTurns([...weighed], ([id, { decide }]) => [id, decide(session)] as const));
  };
  const those = async (videoIds: readonly string[], isOne: (weighed: Weighed) => boolean) => {
    const films = videoIds.length > 0 ? await videos.factsOf(videoIds) : [];
    const all = await weighAll({ actor: anonymous, country: 'anywhere', passwordIds: [] }, films);
    return new Set([...all].flatMap(([id, weighed]) => (isOne(weighed) ? [id] : [])));
  };
  return {
    openlyPublic: (videoIds) => those(videoIds, ({ openlyPublic }) => openlyPublic),
    unrestricted: (videoIds) => those(videoIds, ({ unrestricted }) => unrestricted),
    weigh: async (viewer, video) => {
      const weighed = (await weighAll(viewer, [video])).get(video.id);
      if (!weighed) throw new Error('A video was not weighed');
      return weighed;
    },
    about,
    many: async (viewer, videoIds, session) => {
      const ids = [...new Set(videoIds)];
      return about(viewer, ids.length > 0 ? await videos.factsOf(ids) : [], session);
    },
  };
}

export function playbackFactsOf(
  { id, publication, trashedAt, playable }: VideoFacts,
  rule: RightsFacts,
): PlaybackFacts {
  return {
    ...rule,
    videoId: id,
    broadcastId: null,
    publication,
    broadcast: null,
    trashed: trashedAt !== null,
    playable,
  };
}

interface Known {
  roles: ReadonlyMap<string, TeamRole>;
  holdings: Holdings;
}

function viewerFactsOf({ actor, passwordIds }: Viewer, channelId: string, known: Known): ViewerFacts {
  return {
    accountId: actor.kind === 'account' ? actor.accountId : null,
    teamRole: reaches(actor, channelId) ? (known.roles.get(channelId) ?? null) : null,
    entitlements: known.holdings.entitlements.get(channelId) ?? [],
    passwordIds,
    confirmedAge: known.holdings.confirmedAge,
    ...nobodyElse,
  };
}

// A token made for one channel opens no other channel's drafts, whatever its account may do.
function reaches(actor: Actor, channelId: string): boolean {
  const channelIds = actor.kind === 'account' ? actor.token?.channelIds : null;
  return !channelIds || channelIds.includes(channelId);
}
