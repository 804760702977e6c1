import type { Clock } from '../../platform/clock';
import type { Logger } from '../../platform/observability';
import { type PlaybackDecision, type PlaybackFacts, rightsLevels } from '../access';
import { createStanding } from './standing';

/** What anybody may watch who knows where it is, wherever they are, now: nothing is asked of a viewer. */
export function isUnrestricted(
  { publication, rights, access, minimumAge, trashed, playable, broadcast }: PlaybackFacts,
  now: Date,
): boolean {
  if (publication?.visibility !== 'public' && publication?.visibility !== 'unlisted') return false;
  if (publication.startsAt && publication.startsAt > now) return false;
  if (publication.endsAt && publication.endsAt <= now) return false;
  const limited = rightsLevels.some((level) => rights[level].length > 0);
  return !limited && access.kind === 'free' && minimumAge === null && playable && !trashed && broadcast === null;
}

/** What anybody may watch, anywhere, from now on: only an edit could end it. */
export function isOpenlyPublic(facts: PlaybackFacts, now: Date): boolean {
  const { publication } = facts;
  return publication?.visibility === 'public' && !publication.endsAt && isUnrestricted(facts, now);
}

/** Whether a film is one of `those`, as it was at most `freshWithinMs` ago; at once where nothing has to be asked. */
export type Openness = (videoId: string, freshWithinMs: number) => boolean | Promise<boolean>;

export interface OpennessDependencies {
  those(videoIds: readonly string[]): Promise<ReadonlySet<string>>;
  clock: Clock;
  logger: Logger;
}

const anybody = { accountId: null, country: null, passwordIds: [], countedSessionId: null, grantedAt: null };
const yes: PlaybackDecision = { decision: 'allowed', why: 'public', until: null };
const no: PlaybackDecision = { decision: 'refused', refusals: [], existencePublic: false, until: null };

/** Keeps the answer as a decision is kept, for all viewers of a film; of what nobody can say, it says no. */
export function createOpenness({ those, clock, logger }: OpennessDependencies): Openness {
  const standing = createStanding({
    decide: async ({ videoId }) => ((await those([videoId])).has(videoId) ? yes : no),
    clock,
    logger,
  });
  return (videoId, freshWithinMs) => {
    const known = standing.known({ videoId, ...anybody }, freshWithinMs);
    return known ? isYes(known) : standing.ask({ videoId, ...anybody }, freshWithinMs).then(isYes);
  };
}

function isYes(answer: PlaybackDecision | 'missing' | null): boolean {
  return answer !== null && answer !== 'missing' && answer.decision === 'allowed';
}
