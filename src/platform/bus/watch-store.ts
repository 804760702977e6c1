import type { Database, Reader } from '../db';
import { wakeChannel } from './store';

/*
 * Where it is asked whether a message has arrived or died: a replayed letter is open again until one of the two happens
 * anew. The limits keep the planner to the keys' indexes, row by row, whatever the size of the inbox.
 */

/** A message is watched while it is on its way to a consumer for longer than usual. */
interface Watched {
  outboxId: string;
  consumer: string;
}

/** A message that waits for its next try is looked for only when that try should long have been made. */
export async function watchRetry(
  reader: Reader,
  retry: { consumer: string; messageId: string; attempts: number; delayMs: number; patienceMs: number },
): Promise<void> {
  const { consumer, messageId, attempts, delayMs, patienceMs } = retry;
  await reader.raw(
    `insert into bus.watched (outbox_id, consumer, attempts, sent_at, look_at)
     select id, ?, ?, now() + ? * interval '1 millisecond', now() + ? * interval '1 millisecond'
     from bus.outbox where msg_id = ?
     on conflict (outbox_id, consumer) do update
     set attempts = excluded.attempts, sent_at = excluded.sent_at, look_at = excluded.look_at`,
    [consumer, attempts, delayMs, delayMs + patienceMs, messageId],
  );
}

/**
 * Looks once at the next messages that were sent longer ago than `patienceMs`, and watches those that have neither
 * arrived nor died. Resolves to null while another process does it.
 */
export function lookAtSent(
  db: Database,
  { limit, patienceMs }: { limit: number; patienceMs: number },
): Promise<{ looked: number; found: number } | null> {
  return db.transaction(async (tx) => {
    const place = await tx.raw<{ rows: { sent_at: string; outbox_id: string }[] }>(
      'select sent_at::text, outbox_id from bus.reconciled for update skip locked',
    );
    const [from] = place.rows;
    if (!from) return null;
    const { rows } = await tx.raw<{ rows: { looked: number; found: number }[] }>(
      `with page as (
         select id, sent_at, msg_id, topic from bus.outbox
         where sent_at is not null and (sent_at, id) > (?::timestamptz, ?::bigint)
           and sent_at < now() - ? * interval '1 millisecond'
         order by sent_at, id limit ?),
       missing as (
         select page.id, page.sent_at, s.consumer
         from page join bus.subscriptions s on s.topic = page.topic and s.since <= page.sent_at
         where (select 1 from bus.inbox i where i.consumer = s.consumer and i.msg_id = page.msg_id limit 1) is null
           and (
             select 1 from bus.dead_letters l
             where l.consumer = s.consumer and l.msg_id = page.msg_id and l.replayed_at is null limit 1) is null
           and (
             select d.done_at is null from bus.deliveries d
             where d.outbox_id = page.id and d.consumer = s.consumer limit 1) is not true),
       found as (
         insert into bus.watched (outbox_id, consumer, sent_at, look_at)
         select id, consumer, sent_at, now() from missing
         on conflict do nothing returning 1),
       moved as (
         update bus.reconciled set sent_at = page.sent_at, outbox_id = page.id
         from (select sent_at, id from page order by sent_at desc, id desc limit 1) as page)
       select (select count(*)::int from page) as looked, (select count(*)::int from found) as found`,
      [from.sent_at, from.outbox_id, patienceMs, limit],
    );
    return rows[0] ?? { looked: 0, found: 0 };
  });
}

/** Whose watched messages are due for a look. */
export async function findWatchedConsumers(reader: Reader): Promise<string[]> {
  const { rows } = await reader.raw<{ rows: { consumer: string }[] }>(
    'select distinct consumer from bus.watched where look_at <= now()',
  );
  return rows.map(({ consumer }) => consumer);
}

/**
 * Forgets what has arrived or died since, or whose consumer is gone. Resolves to how many, and when the last of those
 * that arrived had been sent (null: none arrived).
 */
export async function forgetSettled(
  reader: Reader,
  consumer: string,
  limit: number,
): Promise<{ forgotten: number; lastSentAt: Date | null }> {
  const { rows } = await reader.raw<{ rows: { forgotten: number; last_sent_at: Date | null }[] }>(
    `with due as (
       select w.outbox_id, o.msg_id from bus.watched w join bus.outbox o on o.id = w.outbox_id
       where w.consumer = :consumer and w.look_at <= now()
         and not ((select 1 from bus.inbox i where i.consumer = w.consumer and i.msg_id = o.msg_id limit 1) is null
           and (
             select 1 from bus.dead_letters l
             where l.consumer = w.consumer and l.msg_id = o.msg_id and l.replayed_at is null limit 1) is null
           and exists (select 1 from bus.subscriptions s where s.consumer = w.consumer and s.topic = o.topic))
       limit :limit),
     gone as (
       delete from bus.watched w using due
       where w.outbox_id = due.outbox_id and w.consumer = :consumer
       returning due.msg_id, w.sent_at)
     select count(*)::int as forgotten,
       (select max(gone.sent_at) from gone join bus.inbox i on i.consumer = :consumer and i.msg_id = gone.msg_id
        where i.received_at >= gone.sent_at) as last_sent_at
     from gone`,
    { consumer, limit },
  );
  return { forgotten: rows[0]?.forgotten ?? 0, lastSentAt: rows[0]?.last_sent_at ?? null };
}

/** When the newest message was sent that this consumer has had; what was sent long before it is not still on its way. */
export async function lastArrivalSentAt(reader: Reader, consumer: string): Promise<Date | null> {
  // Message ids rise with time, so the newest are the end of the inbox' key.
  const { rows } = await reader.raw<{ rows: { sent_at: Date | null }[] }>(
    `select max(o.sent_at) as sent_at
     from (select msg_id from bus.inbox where consumer = ? order by msg_id desc limit 100) i
     join bus.outbox o on o.msg_id = i.msg_id`,
    [consumer],
  );
  return rows[0]?.sent_at ?? null;
}

export interface Resend {
  consumer: string;
  limit: number;
  /** Sent before this: lost for certain. Null: nothing is certain, and the oldest are sent again to find out. */
  lostBefore: Date | null;
  patienceMs: number;
  /** A consumer that was not seen for so long is not running; its messages wait. */
  seenWithinMs: number;
}

/** Sends messages again to the one consumer that misses them, under their old ids. Returns how many. */
export async function resendWatched(reader: Reader, resend: Resend): Promise<number> {
  const { rows } = await reader.raw<{ rows: { sent: number }[] }>(
    `with lost as (
       select w.outbox_id from bus.watched w join bus.outbox o on o.id = w.outbox_id
       where w.consumer = :consumer and w.look_at <= now() and w.sent_at < coalesce(:lostBefore::timestamptz, now())
         and exists (
           select 1 from bus.subscriptions s where s.consumer = w.consumer and s.topic = o.topic
           and s.seen_at > now() - :seenWithinMs * interval '1 millisecond')
       order by w.sent_at, w.outbox_id limit :limit for update of w skip locked),
     noted as (
       update bus.watched w
       set resent = w.resent + 1, sent_at = now(),
           look_at = now() + :patienceMs * interval '1 millisecond' * 2 ^ least(w.resent, 6)
       from lost where w.outbox_id = lost.outbox_id and w.consumer = :consumer
       returning w.outbox_id, w.attempts),
     sent as (
       insert into bus.deliveries (outbox_id, consumer, attempts)
       select outbox_id, :consumer, attempts from noted
       on conflict (outbox_id, consumer) do update
       set attempts = excluded.attempts, takes = 0, next_attempt_at = now(), done_at = null
       where deliveries.done_at is not null
       returning 1)
     select count(*)::int as sent, pg_notify(:channel, '') from sent having count(*) > 0`,
    {
      consumer: resend.consumer,
      limit: resend.limit,
      lostBefore: resend.lostBefore,
      patienceMs: resend.patienceMs,
      seenWithinMs: resend.seenWithinMs,
      channel: wakeChannel,
    },
  );
  return rows[0]?.sent ?? 0;
}

/** Handed to the broker for one consumer: done as a delivery, and watched from now on. */
export async function handOver(reader: Reader, sent: readonly Watched[], patienceMs: number): Promise<void> {
  await reader.raw(
    `with sent as (select * from unnest(?::bigint[], ?::text[]) as sent (outbox_id, consumer)),
     done as (
       update bus.deliveries d set done_at = now() from sent
       where d.outbox_id = sent.outbox_id and d.consumer = sent.consumer
       returning d.outbox_id, d.consumer, d.attempts)
     insert into bus.watched (outbox_id, consumer, attempts, sent_at, look_at)
     select outbox_id, consumer, attempts, now(), now() + ? * interval '1 millisecond' from done
     on conflict (outbox_id, consumer) do update
     set sent_at = excluded.sent_at, look_at = greatest(watched.look_at, excluded.look_at)`,
    [sent.map(({ outboxId }) => outboxId), sent.map(({ consumer }) => consumer), patienceMs],
  );
}

/** No lease and no backoff reaches so far ahead: the database's clock was set back. Makes such rows due. */
export async function makeStrayDue(reader: Reader): Promise<number> {
  const { rows } = await reader.raw<{ rows: { made: number }[] }>(
    `with messages as (
       update bus.outbox set next_attempt_at = now()
       where sent_at is null and next_attempt_at > now() + interval '10 minutes' returning 1),
     deliveries as (
       update bus.deliveries set next_attempt_at = now()
       where done_at is null and next_attempt_at > now() + interval '2 hours' returning 1)
     select (select count(*) from messages)::int + (select count(*) from deliveries)::int as made`,
  );
  return rows[0]?.made ?? 0;
}
