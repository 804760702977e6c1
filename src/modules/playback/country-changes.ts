import { LRUCache } from 'lru-cache';
import type { Clock } from '../../platform/clock';
import type { Logger } from '../../platform/observability';
import type { ViewerCountry } from '../access';
import type { Sessions } from './sessions';
import type { SessionRow } from './store';

/** Lists of one film are asked for in one breath, which is one check. */
export const oneCheckMs = 5_000;

export interface CountryChanges {
  /** A check saw the country that the session has. */
  stays(sessionId: string): void;
  /**
   * The session as it counts from here on. Another country counts when two checks in a row saw it, since a browser
   * may use two addresses by turns, and relays flip.
   */
  follow(session: SessionRow, seen: ViewerCountry): Promise<SessionRow>;
}

export interface CountryChangesDependencies {
  sessions: Pick<Sessions, 'reload' | 'moveTo'>;
  clock: Clock;
  logger: Logger;
}

export function createCountryChanges({ sessions, clock, logger }: CountryChangesDependencies): CountryChanges {
  const firstSeen = new LRUCache<string, { country: ViewerCountry; atMs: number }>({ max: 20_000 });
  return {
    stays: (sessionId) => void firstSeen.delete(sessionId),
    follow: async (session, seen) => {
      if (session.country === seen) {
        firstSeen.delete(session.id);
        return session;
      }
      const nowMs = clock.now().getTime();
      const first = firstSeen.get(session.id);
      if (first?.country === seen) {
        if (nowMs - first.atMs < oneCheckMs) return session;
        firstSeen.delete(session.id);
        return sessions.moveTo(session, seen);
      }
      firstSeen.set(session.id, { country: seen, atMs: nowMs });
      try {
        // Another process may have seen it come.
        return (await sessions.reload(session.id)) ?? session;
      } catch (error) {
        logger.warn({ error }, 'Where a session is could not be read again');
        return session;
      }
    },
  };
}
