import type { Clock } from '../../platform/clock';
import type { Logger } from '../../platform/observability';
import type { Refusal, ViewerCountry } from '../access';
import type { CountryChanges } from './country-changes';
import { type Allowed, longestSessionMs, renewableForMs, type Sessions } from './sessions';
import { freshness, type Standing, watchingOf } from './standing';
import type { SessionRow } from './store';
import type { PlaybackTokens, TokenFacts } from './tokens';

/** What a token opens right now. */
export type Admission =
  | { gate: 'open'; videoId: string; generationId: string; expiresAt: Date }
  /** The decision is no, or the session is over for good (then without refusals). */
  | { gate: 'closed'; videoId: string; generationId: string; refusals: readonly Refusal[] }
  | { gate: 'unknown' };

export type Purpose = keyof typeof freshness;

export interface Gate {
  /**
   * Checks the token, takes up a session that expired, and asks the decision again when the last answer is too old.
   * At once where nothing has to be asked, which is nearly always. `seen` is where the request comes from, for those
   * that are checked for it.
   */
  admit(token: string, purpose: Purpose, seen?: ViewerCountry): Admission | Promise<Admission>;
}

export interface GateDependencies {
  tokens: PlaybackTokens;
  sessions: Sessions;
  standing: Standing;
  countries: CountryChanges;
  durationOf(videoId: string): Promise<number | null>;
  clock: Clock;
  logger: Logger;
}

export function createGate(dependencies: GateDependencies): Gate {
  const { tokens, sessions, standing, countries, durationOf, clock, logger } = dependencies;
  const renewed = async (session: SessionRow, decision: Allowed): Promise<SessionRow | null> => {
    const now = clock.now();
    if (session.expiresAt > now) return session;
    const fresh = (await sessions.reload(session.id)) ?? session;
    if (fresh.expiresAt > now) return fresh;
    if (!canBeTakenUp(fresh, now)) return null;
    return sessions.renew(fresh, await durationOf(fresh.videoId), decision);
  };

  const atOnce = (facts: TokenFacts, purpose: Purpose, seen?: ViewerCountry): Admission | null => {
    const session = sessions.known(facts.sessionId);
    if (!session || session.expiresAt <= clock.now()) return null;
    if (seen !== undefined) {
      if (seen !== session.country) return null;
      countries.stays(session.id);
    }
    const decision = standing.known(watchingOf(session), freshness[purpose]);
    if (decision === null || decision === 'missing' || decision.decision === 'refused') return null;
    sessions.seen(session.id);
    return { gate: 'open', ...idsOf(facts), expiresAt: session.expiresAt };
  };

  const askFirst = async (facts: TokenFacts, purpose: Purpose, seen?: ViewerCountry): Promise<Admission> => {
    const closed = (refusals: readonly Refusal[]): Admission => ({ gate: 'closed', ...idsOf(facts), refusals });
    try {
      const found = await sessions.find(facts.sessionId);
      if (!found) return { gate: 'unknown' };
      const session = seen === undefined ? found : await countries.follow(found, seen);
      const expired = session.expiresAt <= clock.now();
      const decision = await standing.ask(watchingOf(session), expired ? 0 : freshness[purpose]);
      if (decision === null) return onTheTokensWord(facts, clock.now());
      if (decision === 'missing') return closed([]);
      if (decision.decision === 'refused') return closed(decision.refusals);
      const current = await renewed(session, decision);
      if (!current) return closed([]);
      sessions.seen(session.id);
      return { gate: 'open', ...idsOf(facts), expiresAt: current.expiresAt };
    } catch (error) {
      logger.warn({ error }, 'A playback session could not be read; its token is taken at its word');
      return onTheTokensWord(facts, clock.now());
    }
  };

  return {
    admit: (token, purpose, seen) => {
      const facts = tokens.read(token);
      if (!facts) return { gate: 'unknown' };
      return atOnce(facts, purpose, seen) ?? askFirst(facts, purpose, seen);
    },
  };
}

// With the database away, what was granted keeps playing until the token itself ends.
function onTheTokensWord(facts: TokenFacts, now: Date): Admission {
  if (facts.expiresAt > now) return { gate: 'open', ...idsOf(facts), expiresAt: facts.expiresAt };
  return { gate: 'closed', ...idsOf(facts), refusals: [] };
}

function idsOf({ videoId, generationId }: TokenFacts) {
  return { videoId, generationId };
}

function canBeTakenUp({ expiresAt, grantedAt }: SessionRow, now: Date): boolean {
  const sinceEndMs = now.getTime() - expiresAt.getTime();
  return sinceEndMs <= renewableForMs && now.getTime() - grantedAt.getTime() <= longestSessionMs;
}
