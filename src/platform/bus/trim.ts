import type { Database } from '../db';
import type { Timer } from '../timers';

const batch = 1_000;
const everyMs = 10 * 60_000;

// The inbox outlives the longest retry and the age at which a dead letter is still replayed;
// trimmed earlier, a replay could repeat an effect.
const rules = [
  {
    table: 'deliveries',
    sql: `delete from bus.deliveries where ctid = any (array(
            select ctid from bus.deliveries where done_at < now() - interval '3 days' limit ?))`,
  },
  {
    table: 'outbox',
    sql: `delete from bus.outbox where ctid = any (array(
            select ctid from bus.outbox o where sent_at < now() - interval '3 days'
            and not exists (select 1 from bus.deliveries d where d.outbox_id = o.id) limit ?))`,
  },
  {
    table: 'inbox',
    sql: `delete from bus.inbox where ctid = any (array(
            select ctid from bus.inbox i where received_at < now() - interval '14 days'
            and not exists (
              select 1 from bus.dead_letters l where l.consumer = i.consumer and l.msg_id = i.msg_id
              and l.replayed_at is null and l.discarded_at is null)
            limit ?))`,
  },
  {
    table: 'dead_letters',
    sql: `delete from bus.dead_letters where ctid = any (array(
            select ctid from bus.dead_letters
            where greatest(replayed_at, discarded_at) < now() - interval '90 days' limit ?))`,
  },
  {
    table: 'subscriptions',
    sql: `delete from bus.subscriptions where ctid = any (array(
            select ctid from bus.subscriptions where seen_at < now() - interval '28 days' limit ?))`,
  },
] as const;

/** Deletes what the bus no longer needs, in batches so that no lock is held for long. */
export function trimBus({ db }: { db: Database }): Timer {
  return {
    name: 'bus.trim',
    everyMs,
    run: async () => {
      for (const { sql } of rules) {
        while ((await db.reader.raw<{ rowCount: number }>(sql, [batch])).rowCount === batch);
      }
    },
  };
}
