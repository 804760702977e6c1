import type { Clock } from '../../platform/clock';
import type { Actor } from '../../platform/http';
import { decidePlayback, type PlaybackDecision, type TeamRole } from '../access';
import type { Channels } from '../channels';
import type { VideoFacts, Videos } from '../videos';

export interface DecisionDependencies {
  videos: Pick<Videos, 'factsOf'>;
  channels: Pick<Channels, 'rolesOf'>;
  clock: Clock;
}

export interface Decisions {
  /** The one decision about videos whose facts are already at hand, in at most one query. */
  about(actor: Actor, facts: readonly VideoFacts[]): Promise<Map<string, PlaybackDecision>>;
  /** Internal video id → decision, in at most two queries; unknown videos are left out. */
  many(actor: Actor, videoIds: readonly string[]): Promise<Map<string, PlaybackDecision>>;
}

/** Gathers the facts and asks the one decision. */
export function createDecisions({ videos, channels, clock }: DecisionDependencies): Decisions {
  const about: Decisions['about'] = async (actor, facts) => {
    if (facts.length === 0) return new Map();
    const roles = actor.kind === 'account' ? await channels.rolesOf(actor.accountId) : new Map<string, TeamRole>();
    const now = clock.now();
    return new Map(
      facts.map((video) => {
        const teamRole = reaches(actor, video.channelId) ? (roles.get(video.channelId) ?? null) : null;
        const viewer = { accountId: actor.kind === 'account' ? actor.accountId : null, teamRole };
        return [video.id, decidePlayback(playbackFactsOf(video), viewer, now)];
      }),
    );
  };
  return {
    about,
    many: async (actor, videoIds) => {
      const ids = [...new Set(videoIds)];
      return about(actor, ids.length > 0 ? await videos.factsOf(ids) : []);
    },
  };
}

function playbackFactsOf({ publication, trashedAt, playable }: VideoFacts) {
  return { publication, trashed: trashedAt !== null, playable };
}

// A token made for one channel opens no other channel's drafts, whatever its account may do.
function reaches(actor: Actor, channelId: string): boolean {
  const channelIds = actor.kind === 'account' ? actor.token?.channelIds : null;
  return !channelIds || channelIds.includes(channelId);
}
