import type { Database, Reader } from '../db';
import type { Timer } from '../timers';

/** Rows looked at by one statement, so that none holds locks for long. */
const batch = 1_000;
const everyMs = 10 * 60_000;
/** Ends a pass before it could hold up a shutdown; the next one begins anew. */
const passWithinMs = 10_000;

/** Each deletes a batch of rows of which none has a reason to stay. */
const deletions = [
  // What waits for a consumer that no process has had for 28 days holds up its message no longer.
  `delete from bus.deliveries where ctid = any (array(
     select d.ctid from bus.deliveries d join bus.outbox o on o.id = d.outbox_id
     where d.done_at is null and o.created_at < now() - interval '28 days'
       and not exists (
         select 1 from bus.subscriptions s
         where s.consumer = d.consumer and s.seen_at > now() - interval '28 days')
     limit ?))`,
  `delete from bus.watched where ctid = any (array(
     select w.ctid from bus.watched w join bus.outbox o on o.id = w.outbox_id
     where o.created_at < now() - interval '28 days'
       and not exists (
         select 1 from bus.subscriptions s
         where s.consumer = w.consumer and s.seen_at > now() - interval '28 days')
     limit ?))`,
  `delete from bus.deliveries where ctid = any (array(
     select ctid from bus.deliveries where done_at < now() - interval '3 days' order by done_at limit ?))`,
  `delete from bus.dead_letters where ctid = any (array(
     select ctid from bus.dead_letters where greatest(replayed_at, discarded_at) < now() - interval '90 days'
     order by greatest(replayed_at, discarded_at) limit ?))`,
  `delete from bus.subscriptions where ctid = any (array(
     select ctid from bus.subscriptions where seen_at < now() - interval '28 days' limit ?))`,
];

/*
 * Each looks at a page along an index and deletes what has no reason to stay. The limits within keep the planner to the
 * keys' indexes, row by row, whatever the tables' size. Sent messages are kept as long as anybody could ask for them
 * again. The inbox outlives the longest retry, and every letter that can be replayed or was replayed lately: trimmed
 * earlier, a replay could repeat an effect.
 */
const pages = [
  `with page as materialized (
     select ctid as place, sent_at as key, id::text as tie from bus.outbox
     where sent_at < now() - interval '3 days' and sent_at < (select sent_at from bus.reconciled)
       and (sent_at, id::text) > (?::timestamptz, ?) order by sent_at, id::text limit ?),
   gone as (
     delete from bus.outbox o where o.ctid = any (array(select place from page))
       and (select true from bus.deliveries d where d.outbox_id = o.id limit 1) is not true
       and (select true from bus.watched w where w.outbox_id = o.id limit 1) is not true)
   select (select count(*)::int from page) as looked, key::text, tie from page order by page.key desc, tie desc limit 1`,
  `with page as materialized (
     select ctid as place, received_at as key, msg_id::text as tie from bus.inbox
     where received_at < now() - interval '14 days'
       and (received_at, msg_id::text) > (?::timestamptz, ?) order by received_at, msg_id::text limit ?),
   gone as (
     delete from bus.inbox i where i.ctid = any (array(select place from page))
       and (
         select true from bus.dead_letters l where l.consumer = i.consumer and l.msg_id = i.msg_id
         and l.discarded_at is null and coalesce(l.replayed_at, now()) > now() - interval '14 days' limit 1) is not true
       and (
         select d.done_at is null from bus.deliveries d where d.consumer = i.consumer
         and d.outbox_id = (select o.id from bus.outbox o where o.msg_id = i.msg_id) limit 1) is not true)
   select (select count(*)::int from page) as looked, key::text, tie from page order by page.key desc, tie desc limit 1`,
];

/** Where a page ended, as the database writes it. */
interface Looked {
  looked: number;
  key: string;
  tie: string;
}

const start: Looked = { looked: 0, key: '-infinity', tie: '' };

/** Deletes what the bus no longer needs, batch by batch. */
export function trimBus({ db }: { db: Database }): Timer {
  return {
    name: 'bus.trim',
    everyMs,
    run: async () => {
      const until = performance.now() + passWithinMs;
      for (const statement of deletions) {
        let deleted = batch;
        while (deleted === batch && performance.now() < until) deleted = await deleteBatch(db.reader, statement);
      }
      for (const statement of pages) {
        let from = start;
        do from = await trimPage(db.reader, statement, from);
        while (from.looked === batch && performance.now() < until);
      }
    },
  };
}

async function deleteBatch(reader: Reader, statement: string): Promise<number> {
  const { rowCount } = await reader.raw<{ rowCount: number }>(statement, [batch]);
  return rowCount;
}

/** A page goes on where the last one ended, so that rows which have to stay are looked at once a pass. */
async function trimPage(reader: Reader, statement: string, from: Looked): Promise<Looked> {
  const { rows } = await reader.raw<{ rows: Looked[] }>(statement, [from.key, from.tie, batch]);
  return rows[0] ?? start;
}
