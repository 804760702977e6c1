import type { Database } from '../db';
import type { Timer } from '../timers';

/** Rows looked at by one statement, so that none holds locks for long. */
const batch = 1_000;
const everyMs = 10 * 60_000;
/** Ends a pass before it could hold up a shutdown; the next one begins anew. */
const passWithinMs = 10_000;

interface Rule {
  table: string;
  /** Old enough to be looked at: a condition on the column that the pages follow. */
  old: string;
  /** The index' columns, in its order. */
  order: readonly [column: string, tie: string];
  /** Rows of which any says true stay. With `limit` they are asked row by row, by key, whatever the tables' size. */
  unless?: readonly string[];
}

/*
 * Sent messages are kept as long as anybody could ask for them again. The inbox outlives the longest retry, and every
 * letter that can be replayed or was replayed lately: trimmed earlier, a replay could repeat an effect.
 */
const rules: readonly Rule[] = [
  { table: 'deliveries', old: "done_at < now() - interval '3 days'", order: ['done_at', 'outbox_id'] },
  {
    table: 'outbox',
    old: `sent_at < now() - interval '3 days' and sent_at < (select sent_at from bus.reconciled)`,
    order: ['sent_at', 'id'],
    unless: [
      'select true from bus.deliveries d where d.outbox_id = row.id limit 1',
      'select true from bus.watched w where w.outbox_id = row.id limit 1',
    ],
  },
  {
    table: 'inbox',
    old: "received_at < now() - interval '14 days'",
    order: ['received_at', 'msg_id'],
    unless: [
      `select true from bus.dead_letters l where l.consumer = row.consumer and l.msg_id = row.msg_id
       and l.discarded_at is null and coalesce(l.replayed_at, now()) > now() - interval '14 days' limit 1`,
      `select d.done_at is null from bus.deliveries d where d.consumer = row.consumer
       and d.outbox_id = (select o.id from bus.outbox o where o.msg_id = row.msg_id) limit 1`,
    ],
  },
  {
    table: 'dead_letters',
    old: "greatest(replayed_at, discarded_at) < now() - interval '90 days'",
    order: ['greatest(replayed_at, discarded_at)', 'id'],
  },
  { table: 'subscriptions', old: "seen_at < now() - interval '28 days'", order: ['seen_at', 'consumer'] },
];

interface Trimmed {
  looked: number;
  /** Where the page ended, as the database writes it. */
  key: string | null;
  tie: string | null;
}

/** Deletes what the bus no longer needs, page by page along an index. */
export function trimBus({ db }: { db: Database }): Timer {
  return {
    name: 'bus.trim',
    everyMs,
    run: async () => {
      const until = performance.now() + passWithinMs;
      await forgetConsumersGone(db);
      for (const rule of rules) {
        for (let from: Trimmed | null = null; performance.now() < until; ) {
          from = await trimPage(db, rule, from);
          if (from.looked < batch) break;
        }
      }
    },
  };
}

/** A page goes on where the last one ended, so that rows which have to stay are looked at once a pass. */
async function trimPage(
  db: Database,
  { table, old, order, unless = [] }: Rule,
  from: Trimmed | null,
): Promise<Trimmed> {
  const [key, tie] = order;
  const after = from ? `and (${key}, ${tie}::text) > (?::timestamptz, ?::text)` : '';
  const { rows } = await db.reader.raw<{ rows: Trimmed[] }>(
    `with page as materialized (
       select ctid as place, ${key} as key, ${tie}::text as tie from bus.${table}
       where ${old} ${after} order by ${key}, ${tie}::text limit ?),
     gone as (
       delete from bus.${table} row where row.ctid = any (array(select place from page))
       ${unless.map((found) => `and (${found}) is not true`).join(' ')})
     select count(*)::int as looked, max(key)::text as key,
       (select tie from page order by key desc, tie desc limit 1) as tie from page`,
    [...(from ? [from.key, from.tie] : []), batch],
  );
  return rows[0] ?? { looked: 0, key: null, tie: null };
}

/** What waits for a consumer that no process has had for 28 days holds up its message no longer. */
async function forgetConsumersGone({ reader }: Database): Promise<void> {
  for (const table of ['deliveries', 'watched']) {
    await reader.raw(
      `delete from bus.${table} where ctid = any (array(
         select row.ctid from bus.${table} row join bus.outbox o on o.id = row.outbox_id
         where o.created_at < now() - interval '28 days'
           and not exists (
             select 1 from bus.subscriptions s
             where s.consumer = row.consumer and s.seen_at > now() - interval '28 days')
         limit ?))`,
      [batch],
    );
  }
}
