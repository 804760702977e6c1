import { decidePlayback, type PlaybackDecision, type PlaybackFacts, type ViewerCountry } from '../../access';
import type { Channels, RoleThen } from '../../channels';
import type { AsOf, Holdings, Rights } from '../../rights';
import type { VideoFacts, Videos } from '../../videos';
import { playbackFactsOf } from '../decisions';

export interface PastDependencies {
  videos: Pick<Videos, 'factsOf' | 'factsAsOf'>;
  channels: Pick<Channels, 'rolesAsOf'>;
  rights: Pick<Rights, 'factsOf' | 'holdingsOf'>;
}

/** What decided about one video, as it stood. */
export interface FactsThen {
  video: VideoFacts;
  facts: PlaybackFacts;
}

/** Ids are internal. */
export interface PastQuestion extends AsOf {
  accountId: string | null;
  videoId: string;
  country: ViewerCountry;
  /** Of the passwords entered in that browser then, where that is known. */
  passwordIds?: readonly string[];
}

export interface PastAnswer extends FactsThen {
  decision: PlaybackDecision;
  role: RoleThen | null;
  holdings: Holdings;
}

export interface Past {
  /** Null where there is no such video any more, or never was. A video that was not there yet was a draft. */
  factsThen(videoId: string, asOf: AsOf): Promise<FactsThen | null>;
  /** The decision from the facts as they stood at `at` as far as they were known at `knownAt`. Null: no such video. */
  decideThen(question: PastQuestion): Promise<PastAnswer | null>;
}

const holdsNothing: Holdings = { entitlements: new Map(), confirmedAge: null };

/**
 * Publications, the trash, playability and roles are recorded as they happen, so what was known of them is how they
 * stood at the earlier of the two instants; rights and entitlements keep both times apart.
 */
export function instantOf({ at, knownAt }: AsOf): Date {
  return at < knownAt ? at : knownAt;
}

export function createPast({ videos, channels, rights }: PastDependencies): Past {
  const factsThen: Past['factsThen'] = async (videoId, asOf) => {
    const [then] = await videos.factsAsOf([videoId], instantOf(asOf));
    const video = then ?? draftOf((await videos.factsOf([videoId]))[0]);
    if (!video) return null;
    const subject = { channelId: video.channelId, videoId, broadcastId: null };
    const [rule] = await rights.factsOf([subject], asOf);
    if (!rule) throw new Error('Rights gave no answer about a video');
    return { video, facts: playbackFactsOf(video, rule) };
  };
  return {
    factsThen,
    decideThen: async ({ accountId, videoId, country, passwordIds = [], ...asOf }) => {
      const [then, roles, holdings] = await Promise.all([
        factsThen(videoId, asOf),
        accountId ? channels.rolesAsOf(accountId, instantOf(asOf)) : new Map<string, RoleThen>(),
        accountId ? rights.holdingsOf(accountId, asOf) : holdsNothing,
      ]);
      if (!then) return null;
      const { channelId } = then.video;
      const role = roles.get(channelId) ?? null;
      const viewer = {
        ...{ accountId, passwordIds, teamRole: role?.role ?? null, confirmedAge: holdings.confirmedAge },
        entitlements: holdings.entitlements.get(channelId) ?? [],
        ...{ otherDevices: 0, takenOver: false },
      };
      return { ...then, role, holdings, decision: decidePlayback(then.facts, viewer, country, asOf.at) };
    },
  };
}

function draftOf(video: VideoFacts | undefined): VideoFacts | null {
  return video ? { ...video, publication: null, publishedAt: null, trashedAt: null, playable: false } : null;
}
