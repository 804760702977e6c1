import type { Timer } from '../../../platform/timers';
import type { IdentityParts } from '../parts';
import { deleteExpired } from '../sweep-store';

const dayMs = 86_400_000;
const securityEventsKeptMs = 90 * dayMs;
const batch = 500;

/** Deletes what is past its time; nothing relies on it, since every reading checks the time itself. */
export function sweepExpired({ db, clock, logger }: Pick<IdentityParts, 'db' | 'clock' | 'logger'>): Timer {
  return {
    name: 'identity.sweep-expired',
    everyMs: 3_600_000,
    run: async () => {
      const now = clock.now();
      const eventsKeptSince = new Date(now.getTime() - securityEventsKeptMs);
      let deleted = 0;
      for (;;) {
        const count = await db.transaction((tx) => deleteExpired(tx, now, eventsKeptSince, batch));
        deleted += count;
        if (count < batch) break;
      }
      if (deleted > 0) logger.info({ deleted }, 'Swept expired sessions, tokens, links and security events');
    },
  };
}
