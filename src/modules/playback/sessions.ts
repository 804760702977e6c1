import { LRUCache } from 'lru-cache';
import type { Clock } from '../../platform/clock';
import type { Database } from '../../platform/db';
import { newId } from '../../platform/ids';
import type { Logger } from '../../platform/observability';
import { withTimeout } from '../../platform/resilience';
import type { PlaybackDecision } from '../access';
import {
  deleteSessionsEndedBefore,
  findSession,
  insertSession,
  recordSeen,
  renewSession,
  type SessionRow,
  type Whose,
} from './store';

const hourMs = 3_600_000;
/** For films whose length is not known yet. */
const unknownLengthMs = 4 * hourMs;
/** How long after its end a session may be taken up again: a pause over night. */
export const renewableForMs = 24 * hourMs;
/** However often it is renewed, a session ends after this long. */
export const longestSessionMs = 7 * 24 * hourMs;
/** How long support can tell whether an account watched something: a year of a subscription, and its last bill. */
export const keptForMs = 400 * 24 * hourMs;
const seenEveryMs = 20_000;
/** Nobody waits longer for what can be written later. */
const patienceMs = 2_000;

export type Allowed = Extract<PlaybackDecision, { decision: 'allowed' }>;

export interface NewSession {
  videoId: string;
  generationId: string;
  accountId: string | null;
  durationMs: number | null;
  decision: Allowed;
}

export interface Sessions {
  /** Where it cannot be written down now, it is kept in mind and written later. */
  open(session: NewSession): Promise<SessionRow>;
  /** From memory where possible. Null: never granted, or trimmed. */
  find(id: string): Promise<SessionRow | null>;
  /** From memory only. */
  known(id: string): SessionRow | null;
  /** Reads it again, for what another process may have renewed. */
  reload(id: string): Promise<SessionRow | null>;
  renew(session: SessionRow, durationMs: number | null, decision: Allowed): Promise<SessionRow>;
  /** Remembers that somebody watches; written down every 20 s for all together. */
  seen(id: string): void;
  /** Deletes what can no longer be taken up, of accounts once nobody asks about it any more; returns how many. */
  trim(): Promise<number>;
  close(): Promise<void>;
}

export interface SessionDependencies {
  db: Database;
  clock: Clock;
  logger: Logger;
}

export function createSessions({ db, clock, logger }: SessionDependencies): Sessions {
  const known = new LRUCache<string, SessionRow>({ max: 20_000 });
  const seen = createSeen({ db, clock, logger });
  const reload = async (id: string) => {
    const session = await findSession(db.reader, id);
    if (session) known.set(id, session);
    else known.delete(id);
    return session;
  };
  return {
    open: async ({ videoId, generationId, accountId, durationMs, decision }) => {
      const now = clock.now();
      const expiresAt = endOf(now, durationMs, decision.until);
      const session: SessionRow = {
        id: newId(now.getTime()),
        videoId,
        generationId,
        accountId,
        why: decision.why,
        grantedAt: now,
        expiresAt,
        lastSeenAt: now,
      };
      known.set(session.id, session);
      await seen.begin(session);
      return session;
    },
    known: (id) => known.get(id) ?? null,
    find: async (id) => known.get(id) ?? reload(id),
    reload,
    renew: async (session, durationMs, decision) => {
      const now = clock.now();
      const expiresAt = endOf(now, durationMs, decision.until);
      await db.transaction((tx) => renewSession(tx, session.id, expiresAt, now));
      const renewed = { ...session, expiresAt, lastSeenAt: now };
      known.set(session.id, renewed);
      return renewed;
    },
    seen: seen.mark,
    trim: async () => {
      const now = clock.now().getTime();
      const ofStrangers = await trimAll(db, 'strangers', new Date(now - renewableForMs));
      return ofStrangers + (await trimAll(db, 'everybody', new Date(now - keptForMs)));
    },
    close: seen.close,
  };
}

/** min(the decision's until, twice the film and an hour), in whole seconds. */
export function endOf(now: Date, durationMs: number | null, until: Date | null): Date {
  const ownMs = now.getTime() + (durationMs === null ? unknownLengthMs : 2 * durationMs + hourMs);
  const endMs = Math.min(ownMs, until?.getTime() ?? Number.POSITIVE_INFINITY);
  return new Date(Math.floor(endMs / 1000) * 1000);
}

/** Begun while the database was away; a process forgets the oldest beyond so many. */
const mostUnwritten = 10_000;

function createSeen({ db, clock, logger }: SessionDependencies) {
  let pending = new Map<string, Date>();
  let unwritten: SessionRow[] = [];
  const writeSessions = async () => {
    if (unwritten.length === 0) return;
    const batch = unwritten;
    unwritten = [];
    try {
      await db.transaction(async (tx) => {
        for (const session of batch) await insertSession(tx, session);
      });
    } catch (error) {
      unwritten = [...batch, ...unwritten].slice(-mostUnwritten);
      logger.warn({ error, sessions: unwritten.length }, 'Playback sessions could not be written down yet');
    }
  };
  const flush = async () => {
    await writeSessions();
    if (pending.size === 0) return;
    const batch = pending;
    pending = new Map();
    try {
      await db.transaction((tx) => recordSeen(tx, batch));
    } catch (error) {
      logger.warn({ error, sessions: batch.size }, 'What was watched could not be noted');
    }
  };
  const timer = setInterval(() => void flush(), seenEveryMs);
  timer.unref();
  return {
    begin: async (session: SessionRow) => {
      try {
        await withTimeout(
          'Writing a session down',
          patienceMs,
          db.transaction((tx) => insertSession(tx, session)),
        );
      } catch (error) {
        unwritten = [...unwritten, session].slice(-mostUnwritten);
        logger.warn({ error }, 'A playback session is written down later');
      }
    },
    mark: (id: string) => void pending.set(id, clock.now()),
    close: async () => {
      clearInterval(timer);
      await flush();
    },
  };
}

async function trimAll(db: Database, whose: Whose, instant: Date): Promise<number> {
  const batch = 1_000;
  let total = 0;
  for (;;) {
    const deleted = await db.transaction((tx) => deleteSessionsEndedBefore(tx, whose, instant, batch));
    total += deleted;
    if (deleted < batch) return total;
  }
}
