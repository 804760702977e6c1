import type { Logger } from '../observability';

/** Now, as the database sees it, so that two processes never disagree about an instant. */
export interface Clock {
  now(): Date;
}

export interface SynchronisedClock extends Clock {
  /** Milliseconds that database time is ahead of this machine's. */
  offsetMs(): number;
  close(): void;
}

export const systemClock: Clock = { now: () => new Date() };

const toleratedMs = 1_000;

/**
 * Follows database time by its measured offset, taken from the quickest of three round trips, again every
 * `everyMs`, and every second while the database has not answered yet. Never runs backwards, but for two steps:
 * at the first measurement, and when a measurement shows that it is more than a second ahead.
 */
export function createDatabaseClock(
  readDatabaseTime: () => Promise<Date>,
  logger: Logger,
  everyMs = 60_000,
): SynchronisedClock {
  let offset = 0;
  let last = 0;
  let measured = false;
  let timer: NodeJS.Timeout | undefined;
  let closed = false;
  const measure = async (): Promise<void> => {
    let answered = true;
    try {
      offset = await measureOffset(readDatabaseTime);
      const aheadMs = last - (Date.now() + offset);
      if (aheadMs > toleratedMs) logger.warn({ aheadMs }, 'The clock was ahead of the database and is set back');
      if (!measured || aheadMs > toleratedMs) last = 0;
      measured = true;
    } catch {
      answered = false; // the last offset stays the best guess
    }
    if (closed) return;
    timer = setTimeout(measure, answered ? everyMs : 1_000);
    timer.unref();
  };
  void measure();
  return {
    now: () => {
      last = Math.max(last, Date.now() + offset);
      return new Date(last);
    },
    offsetMs: () => offset,
    close: () => {
      closed = true;
      clearTimeout(timer);
    },
  };
}

async function measureOffset(readDatabaseTime: () => Promise<Date>): Promise<number> {
  let best = { roundTripMs: Number.POSITIVE_INFINITY, offsetMs: 0 };
  for (let i = 0; i < 3; i++) {
    const before = Date.now();
    const databaseMs = (await readDatabaseTime()).getTime();
    const after = Date.now();
    const roundTripMs = after - before;
    if (roundTripMs < best.roundTripMs) {
      best = { roundTripMs, offsetMs: Math.round(databaseMs - (before + after) / 2) };
    }
  }
  return best.offsetMs;
}
