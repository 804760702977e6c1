import { LRUCache } from 'lru-cache';
import type { Clock } from '../../platform/clock';
import type { Database } from '../../platform/db';
import { newId } from '../../platform/ids';
import type { Logger } from '../../platform/observability';
import type { PlaybackDecision, ViewerCountry } from '../access';
import type { SessionFacts } from './decisions';
import { type Claim, claimPlace, type NoPlace, sinceWatching } from './device-limit';
import { createSessionNotes } from './session-notes';
import {
  deleteSessionsEndedBefore,
  findOtherDevices,
  findSession,
  insertSession,
  renewSession,
  type SessionRow,
  updateCountry,
  type Whose,
} from './store';

const hourMs = 3_600_000;
/** Nobody waits longer for what can be written later. */
const patienceMs = 2_000;
/** Starts of one account wait for one another; given up sooner, those at the end of the line would not be counted. */
const placePatienceMs = 10_000;
/** For films whose length is not known yet. */
const unknownLengthMs = 4 * hourMs;
/** How long after its end a session may be taken up again: a pause over night. */
export const renewableForMs = 24 * hourMs;
/** However often it is renewed, a session ends after this long. */
export const longestSessionMs = 7 * 24 * hourMs;
/** How long support can tell whether an account watched something: a year of a subscription, and its last bill. */
export const keptForMs = 400 * 24 * hourMs;

export type Allowed = Extract<PlaybackDecision, { decision: 'allowed' }>;

export interface NewSession
  extends Pick<
    SessionRow,
    'videoId' | 'channelId' | 'generationId' | 'accountId' | 'country' | 'passwordIds' | 'deviceId' | 'device'
  > {
  durationMs: number | null;
  decision: Allowed;
}

export interface Sessions {
  /**
   * With a claim only if there is a place for it. Where it cannot be written down now, it is kept in mind and written
   * later, and no device is counted.
   */
  open(session: NewSession, claim?: Claim): Promise<SessionRow | NoPlace>;
  /** From memory where possible. Null: never granted, or trimmed. */
  find(id: string): Promise<SessionRow | null>;
  /** From memory only. */
  known(id: string): SessionRow | null;
  /** Reads it again, for what another process may have changed. */
  reload(id: string): Promise<SessionRow | null>;
  renew(session: SessionRow, durationMs: number | null, decision: Allowed): Promise<SessionRow>;
  /** It goes on from another country; where that cannot be written down, in this process only. */
  moveTo(session: SessionRow, country: ViewerCountry): Promise<SessionRow>;
  /** What other devices did to this one. One that was away so long that it was not counted has to find a place again. */
  factsOf(id: string): Promise<SessionFacts>;
  /** Remembers that somebody watches. */
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
  const notes = createSessionNotes({ db, clock, logger });
  const wasAway = ({ lastSeenAt }: SessionRow) => lastSeenAt <= sinceWatching(clock.now());
  const reload = async (id: string) => {
    const written = (await findSession(db.reader, id)) ?? notes.unwritten(id);
    const before = known.get(id);
    if (!written) known.delete(id);
    else
      known.set(
        id,
        before && before.lastSeenAt > written.lastSeenAt ? { ...written, lastSeenAt: before.lastSeenAt } : written,
      );
    return written && (known.get(id) ?? written);
  };
  return {
    open: async (wanted, claim) => {
      const session = begun(wanted, clock.now());
      const answer = await notes.begin(session, claim ? placePatienceMs : patienceMs, async (tx) => {
        if (claim) return claimPlace(tx, session, claim);
        await insertSession(tx, session);
        return 'has a place';
      });
      if (answer && answer !== 'has a place') return answer;
      known.set(session.id, session);
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
    moveTo: async (session, country) => {
      const moved = { ...session, country };
      known.set(session.id, moved);
      try {
        await db.transaction((tx) => updateCountry(tx, session.id, country));
      } catch (error) {
        logger.warn({ error }, 'The country of a playback session could not be written down');
      }
      return moved;
    },
    factsOf: async (id) => {
      const session = await reload(id);
      if (!session) return { otherDevices: 0, takenOver: false };
      const takenOver = session.takenOverAt !== null;
      if (takenOver || !wasAway(session)) return { otherDevices: 0, takenOver };
      const others = await findOtherDevices(db.reader, session, sinceWatching(clock.now()));
      return { otherDevices: others.length, takenOver };
    },
    seen: (id) => {
      notes.seen(id);
      const session = known.get(id);
      if (!session) return;
      const back = wasAway(session);
      session.lastSeenAt = clock.now();
      if (back) void notes.flush();
    },
    trim: async () => {
      const now = clock.now().getTime();
      const ofStrangers = await trimAll(db, 'strangers', new Date(now - renewableForMs));
      return ofStrangers + (await trimAll(db, 'everybody', new Date(now - keptForMs)));
    },
    close: notes.close,
  };
}

function begun({ decision, durationMs, ...session }: NewSession, now: Date): SessionRow {
  return {
    ...session,
    id: newId(now.getTime()),
    takenOverAt: null,
    why: decision.why,
    grantedAt: now,
    expiresAt: endOf(now, durationMs, decision.until),
    lastSeenAt: now,
  };
}

/** min(the decision's until, twice the film and an hour), in whole seconds. */
export function endOf(now: Date, durationMs: number | null, until: Date | null): Date {
  const ownMs = now.getTime() + (durationMs === null ? unknownLengthMs : 2 * durationMs + hourMs);
  const endMs = Math.min(ownMs, until?.getTime() ?? Number.POSITIVE_INFINITY);
  return new Date(Math.floor(endMs / 1000) * 1000);
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
