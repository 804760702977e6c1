import { LRUCache } from 'lru-cache';
import type { Clock } from '../../platform/clock';
import type { Logger } from '../../platform/observability';
import { withTimeout } from '../../platform/resilience';
import type { PlaybackDecision, ViewerCountry } from '../access';
import { isCounted } from './device-limit';
import type { SessionRow } from './store';

/** Who watches what, and from where; a decision depends on nothing else of a session. */
export interface Watching {
  videoId: string;
  accountId: string | null;
  country: ViewerCountry;
  passwordIds: readonly string[];
  /** Where devices are counted, what other ones did to this one decides too; null: it is as any other. */
  countedSessionId: string | null;
  /** Since when a yes has been known to them: a no of before then is of another time. */
  grantedAt: Date | null;
}

/** Of a session, all that decides. */
export function watchingOf(session: SessionRow): Watching {
  const { videoId, accountId, country, passwordIds, grantedAt } = session;
  const countedSessionId = isCounted(session) ? session.id : null;
  return { videoId, accountId, country, passwordIds, countedSessionId, grantedAt };
}

/** How long an answer may be repeated, in milliseconds, by what is asked for. The limits promised are 2 s and 10 s. */
export const freshness = { playlist: 1_500, bytes: 8_000, heartbeat: 500 } as const;

/** While the facts cannot be read, they are asked for this often. */
const retryAfterMs = 2_000;
/** Nobody who watches waits longer for a new answer. */
const patienceMs = 2_000;

type Known = PlaybackDecision | 'unknown video';
type Verdict = Known | 'facts unreadable';

interface Answer {
  askedAtMs: number;
  verdict: Promise<Verdict>;
  settled: Verdict | null;
}

export interface Standing {
  /**
   * The decision as it was at most `freshWithinMs` ago. While the facts cannot be read the last known answer stands;
   * null where there is none. `missing` when the video is gone.
   */
  ask(watching: Watching, freshWithinMs: number): Promise<PlaybackDecision | 'missing' | null>;
  /** The same where no question is needed; null where one is. */
  known(watching: Watching, freshWithinMs: number): PlaybackDecision | 'missing' | null;
}

export interface StandingDependencies {
  decide(watching: Watching): Promise<PlaybackDecision | null>;
  clock: Clock;
  logger: Logger;
}

/** Keeps decisions for seconds, so that a thousand viewers of one film cost one question. */
export function createStanding({ decide, clock, logger }: StandingDependencies): Standing {
  const answers = new LRUCache<string, Answer>({ max: 20_000 });
  const lastKnown = new LRUCache<string, Known>({ max: 20_000 });

  const askAnew = (key: string, watching: Watching): Answer => {
    const answer: Answer = { askedAtMs: clock.now().getTime(), verdict: verdictOn(watching), settled: null };
    answers.set(key, answer);
    void answer.verdict.then((verdict) => {
      answer.settled = verdict;
      if (verdict !== 'facts unreadable') lastKnown.set(key, verdict);
    });
    return answer;
  };
  const verdictOn = async (watching: Watching): Promise<Verdict> => {
    try {
      return (await withTimeout('The decision', patienceMs, decide(watching))) ?? 'unknown video';
    } catch (error) {
      logger.warn({ error }, 'Playback could not be decided again; the last answer stands');
      return 'facts unreadable';
    }
  };
  return {
    known: (watching, freshWithinMs) => {
      const kept = answers.get(keyOf(watching));
      if (!kept?.settled || kept.settled === 'facts unreadable') return null;
      return stillHolds(kept, watching, clock.now(), freshWithinMs) ? shownAs(kept.settled) : null;
    },
    ask: async (watching, freshWithinMs) => {
      const key = keyOf(watching);
      const { grantedAt } = watching;
      const asked = answers.get(key);
      if (asked && grantedAt && asked.askedAtMs < grantedAt.getTime()) await asked.verdict; // it may be a no
      const now = clock.now();
      const kept = answers.get(key);
      const answer = kept && stillHolds(kept, watching, now, freshWithinMs) ? kept : askAnew(key, watching);
      const verdict = await answer.verdict;
      if (verdict !== 'facts unreadable') return shownAs(verdict);
      const last = lastKnown.get(key);
      return last ? shownAs(last) : null;
    },
  };
}

// Everything that decides; who has the same key gets the same answer.
function keyOf({ videoId, accountId, country, passwordIds, countedSessionId }: Watching): string {
  const key = `${videoId} ${accountId ?? ''} ${country ?? ''} ${countedSessionId ?? ''}`;
  return passwordIds.length === 0 ? key : `${key} ${passwordIds.toSorted().join(' ')}`;
}

function stillHolds(
  { askedAtMs, settled }: Answer,
  { grantedAt }: Watching,
  now: Date,
  freshWithinMs: number,
): boolean {
  const ageMs = now.getTime() - askedAtMs;
  if (ageMs < 0) return false; // the clock was set back: this answer is of another time
  if (settled === 'facts unreadable') return ageMs < retryAfterMs;
  if (grantedAt && isNo(settled) && askedAtMs < grantedAt.getTime()) return false;
  if (settled && settled !== 'unknown video' && settled.until && settled.until <= now) return false;
  return ageMs < freshWithinMs;
}

function isNo(verdict: Verdict | null): boolean {
  return (
    verdict !== null &&
    (verdict === 'unknown video' || (verdict !== 'facts unreadable' && verdict.decision === 'refused'))
  );
}

function shownAs(verdict: Known): PlaybackDecision | 'missing' {
  return verdict === 'unknown video' ? 'missing' : verdict;
}
