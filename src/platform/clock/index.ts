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

/**
 * Follows database time by its measured offset, taken from the quickest of three round trips
 * and again every `everyMs`. Between measurements it never runs backwards.
 */
export async function createDatabaseClock(
  readDatabaseTime: () => Promise<Date>,
  everyMs = 60_000,
): Promise<SynchronisedClock> {
  let offset = await measureOffset(readDatabaseTime);
  let last = 0;
  const timer = setInterval(() => {
    measureOffset(readDatabaseTime)
      .then((measured) => {
        offset = measured;
      })
      .catch(() => undefined); // the database is away: the last offset stays the best guess
  }, everyMs);
  timer.unref();
  return {
    now: () => {
      last = Math.max(last, Date.now() + offset);
      return new Date(last);
    },
    offsetMs: () => offset,
    close: () => clearInterval(timer),
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
