import type { Clock } from '../../platform/clock';
import type { Database, Tx } from '../../platform/db';
import type { Logger } from '../../platform/observability';
import { withTimeout } from '../../platform/resilience';
import { insertSession, recordSeen, type SessionRow } from './store';

const writtenEveryMs = 20_000;
/** Begun while the database was away; a process forgets the oldest beyond so many. */
const mostUnwritten = 10_000;

export interface SessionNotes {
  /** What `write` made of it; null where it cannot be written within `patienceMs`: it is kept in mind and written later. */
  begin<T>(session: SessionRow, patienceMs: number, write: (tx: Tx) => Promise<T>): Promise<T | null>;
  /** Begun here and not written down yet. */
  unwritten(id: string): SessionRow | null;
  /** Remembers that somebody watches; written down every 20 s for all together. */
  seen(id: string): void;
  flush(): Promise<void>;
  close(): Promise<void>;
}

export interface SessionNotesDependencies {
  db: Database;
  clock: Clock;
  logger: Logger;
}

export function createSessionNotes({ db, clock, logger }: SessionNotesDependencies): SessionNotes {
  let pending = new Map<string, Date>();
  let unwritten: SessionRow[] = [];
  const writeSessions = async () => {
    if (unwritten.length === 0) return;
    const batch = unwritten;
    try {
      await db.transaction(async (tx) => {
        for (const session of batch) await insertSession(tx, session);
      });
      const written = new Set(batch);
      unwritten = unwritten.filter((session) => !written.has(session));
    } catch (error) {
      logger.warn({ error, sessions: unwritten.length }, 'Playback sessions could not be written down yet');
    }
  };
  const flushOnce = async () => {
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
  // One after the other, so that whoever waits for one has waited for those before it, too.
  let flushing: Promise<void> = Promise.resolve();
  const flush = () => {
    flushing = flushing.then(flushOnce);
    return flushing;
  };
  const timer = setInterval(() => void flush(), writtenEveryMs);
  timer.unref();
  return {
    begin: async (session, patienceMs, write) => {
      try {
        return await withTimeout('Writing a session down', patienceMs, db.transaction(write));
      } catch (error) {
        unwritten = [...unwritten, session].slice(-mostUnwritten);
        logger.warn({ error }, 'A playback session is written down later');
        return null;
      }
    },
    unwritten: (id) => unwritten.find((session) => session.id === id) ?? null,
    seen: (id) => void pending.set(id, clock.now()),
    flush,
    close: async () => {
      clearInterval(timer);
      await flush();
    },
  };
}
