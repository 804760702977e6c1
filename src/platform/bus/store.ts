import type { Reader, Tx } from '../db';
import type { Message } from './message';

/** NOTIFY channel on which a committed message wakes relays and consumers. */
export const wakeChannel = 'showrunner_bus';

interface MessageRow {
  id: string;
  msg_id: string;
  topic: string;
  version: number;
  body: unknown;
  request_id: string | null;
  created_at: Date;
  attempts: number;
}

export interface OutboxEntry {
  outboxId: string;
  message: Message;
  /** Times the relay has tried, this one included. */
  attempts: number;
}

export interface DeliveryEntry extends OutboxEntry {
  consumer: string;
  /** Times it was taken; more than the tries that ended means that processes died over it. */
  takes: number;
}

// A statement with a name is parsed and planned once a connection, which has to be a session of ours, as it has for
// `listen`. Those that every message needs have one: a quarter of what PostgreSQL spends on a message.
const prepared = (name: string) => ({ name: `bus.${name}` });

/** In the order given. */
export async function insertMessages(tx: Tx, messages: readonly Message[]): Promise<void> {
  const rows = messages.map(({ id, topic, version, body, requestId, publishedAt }) => ({
    msg_id: id,
    topic,
    version,
    body,
    request_id: requestId,
    created_at: publishedAt,
  }));
  await tx
    .raw(
      `insert into bus.outbox (msg_id, topic, version, body, request_id, created_at)
       select * from jsonb_to_recordset(?) as message
         (msg_id uuid, topic text, version int, body jsonb, request_id text, created_at timestamptz)`,
      [JSON.stringify(rows)],
    )
    .options(prepared('insert-messages'));
}

/** There are new messages: relays and consumers of every process look at once. */
export async function wakeEverybody(reader: Reader): Promise<void> {
  await reader.raw("select pg_notify(?, '')", [wakeChannel]);
}

/** Says durably who hears what, and frees the jobs that waited for their consumer. */
export async function saveSubscriptions(
  reader: Reader,
  subscriptions: readonly { consumer: string; topic: string }[],
): Promise<void> {
  const topics = subscriptions.map(({ topic }) => topic);
  await reader.raw(
    `insert into bus.subscriptions (consumer, topic)
     select * from unnest(?::text[], ?::text[])
     on conflict (consumer, topic) do update set seen_at = now()`,
    [subscriptions.map(({ consumer }) => consumer), topics],
  );
  await reader.raw('update bus.outbox set next_attempt_at = now() where sent_at is null and topic = any(?::text[])', [
    topics,
  ]);
}

/**
 * Leases unsent messages to this relay: nobody else takes them for `leaseMs`.
 * An event that nobody has subscribed to is marked as sent; a job without its consumer is not.
 */
export async function claimUnsent(reader: Reader, limit: number, leaseMs: number): Promise<OutboxEntry[]> {
  const { rows } = await reader.raw<{ rows: (MessageRow & { sent_at: Date | null })[] }>(
    `with batch as (
       select id from bus.outbox where sent_at is null and next_attempt_at <= now()
       order by next_attempt_at, id limit ? for update skip locked)
     update bus.outbox as message
     set attempts = attempts + 1,
         next_attempt_at = now() + ? * interval '1 millisecond',
         sent_at = case when message.topic not like 'job.%'
           and not exists (select 1 from bus.subscriptions s where s.topic = message.topic) then now() end
     from batch where message.id = batch.id
     returning message.*`,
    [limit, leaseMs],
  );
  return rows.filter((row) => row.sent_at === null).map(entryOf);
}

export async function markSent(reader: Reader, outboxIds: readonly string[]): Promise<void> {
  await reader.raw('update bus.outbox set sent_at = now() where id = any(?::bigint[])', [[...outboxIds]]);
}

export async function postponeSending(reader: Reader, outboxId: string, delayMs: number): Promise<void> {
  await reader.raw(`update bus.outbox set next_attempt_at = now() + ? * interval '1 millisecond' where id = ?`, [
    delayMs,
    outboxId,
  ]);
}

/** Turns unsent messages into one delivery for each subscribed consumer. Returns how many messages were placed. */
export async function fanOut(reader: Reader, limit: number): Promise<number> {
  const { rows } = await reader.raw<{ rows: { placed: number }[] }>(
    `with batch as (
       select id, topic from bus.outbox where sent_at is null and next_attempt_at <= now()
       order by next_attempt_at, id limit ? for update skip locked),
     fanned as (
       insert into bus.deliveries (outbox_id, consumer)
       select batch.id, s.consumer from batch join bus.subscriptions s on s.topic = batch.topic
       on conflict do nothing
       returning outbox_id),
     placed as (
       update bus.outbox as message
       set attempts = attempts + 1,
           next_attempt_at = now() + interval '10 seconds',
           sent_at = case when batch.topic not like 'job.%'
             or exists (select 1 from bus.subscriptions s where s.topic = batch.topic) then now() end
       from batch where message.id = batch.id
       returning sent_at)
     select count(*)::int as placed, pg_notify(?, '') from placed where sent_at is not null having count(*) > 0`,
    [limit, wakeChannel],
  );
  return rows[0]?.placed ?? 0;
}

/** Leases due deliveries: for each consumer as many as it has room for. */
export async function claimDeliveries(
  reader: Reader,
  room: ReadonlyMap<string, number>,
  leaseMs: number,
): Promise<DeliveryEntry[]> {
  const { rows } = await reader.raw<{ rows: (MessageRow & { consumer: string; takes: number })[] }>(
    `with room as (select * from unnest(?::text[], ?::int[]) as room (consumer, places)),
     due as (
       select due.* from room cross join lateral (
         select outbox_id, consumer from bus.deliveries
         where consumer = room.consumer and done_at is null and next_attempt_at <= now()
         order by next_attempt_at, outbox_id limit room.places for update skip locked) as due)
     update bus.deliveries as delivery
     set takes = takes + 1, next_attempt_at = now() + ? * interval '1 millisecond'
     from due join bus.outbox message on message.id = due.outbox_id
     where delivery.outbox_id = due.outbox_id and delivery.consumer = due.consumer
     returning message.*, delivery.consumer, delivery.attempts, delivery.takes`,
    [[...room.keys()], [...room.values()], leaseMs],
  );
  return rows.map((row) => ({ ...entryOf(row), consumer: row.consumer, takes: row.takes }));
}

/** Who has deliveries that are not done; the relay hands them to the broker. */
export async function findWaitingConsumers(reader: Reader): Promise<string[]> {
  const { rows } = await reader.raw<{ rows: { consumer: string }[] }>(
    'select distinct consumer from bus.deliveries where done_at is null and next_attempt_at <= now()',
  );
  return rows.map((row) => row.consumer);
}

interface DeliveryKey {
  outboxId: string;
  consumer: string;
}

export async function markDelivered(reader: Reader, { outboxId, consumer }: DeliveryKey): Promise<void> {
  await reader.raw('update bus.deliveries set done_at = now() where outbox_id = ? and consumer = ?', [
    outboxId,
    consumer,
  ]);
}

/** `spent`: the try counts against the consumer's attempts. */
export async function postponeDelivery(
  reader: Reader,
  { outboxId, consumer }: DeliveryKey,
  delayMs: number,
  spent: boolean,
): Promise<void> {
  await reader.raw(
    `update bus.deliveries
     set attempts = attempts + ?, takes = 0, next_attempt_at = now() + ? * interval '1 millisecond'
     where outbox_id = ? and consumer = ? and done_at is null`,
    [spent ? 1 : 0, delayMs, outboxId, consumer],
  );
}

/** Gives back what was taken and not begun. */
export async function releaseDeliveries(reader: Reader, held: readonly DeliveryKey[]): Promise<void> {
  await reader.raw(
    `update bus.deliveries as delivery set next_attempt_at = now(), takes = greatest(takes - 1, 0)
     from unnest(?::bigint[], ?::text[]) as held (outbox_id, consumer)
     where delivery.outbox_id = held.outbox_id and delivery.consumer = held.consumer and done_at is null`,
    [held.map(({ outboxId }) => outboxId), held.map(({ consumer }) => consumer)],
  );
}

export async function renewLeases(reader: Reader, held: readonly DeliveryKey[], leaseMs: number): Promise<void> {
  await reader.raw(
    `update bus.deliveries as delivery set next_attempt_at = now() + ? * interval '1 millisecond'
     from unnest(?::bigint[], ?::text[]) as held (outbox_id, consumer)
     where delivery.outbox_id = held.outbox_id and delivery.consumer = held.consumer and done_at is null`,
    [leaseMs, held.map(({ outboxId }) => outboxId), held.map(({ consumer }) => consumer)],
  );
}

/** True for the first time in this consumer; a second caller waits for the first transaction to end. */
export async function enterInbox(tx: Tx, consumer: string, messageId: string): Promise<boolean> {
  const { rowCount } = await tx
    .raw<{ rowCount: number }>('insert into bus.inbox (consumer, msg_id) values (?, ?) on conflict do nothing', [
      consumer,
      messageId,
    ])
    .options(prepared('enter-inbox'));
  return rowCount > 0;
}

/** The ids that are new to this consumer; in one order for everybody, so that two callers never wait for each other. */
export async function enterInboxTogether(
  tx: Tx,
  consumer: string,
  messageIds: readonly string[],
): Promise<Set<string>> {
  const { rows } = await tx.raw<{ rows: { msg_id: string }[] }>(
    `insert into bus.inbox (consumer, msg_id) select ?, msg_id from unnest(?::uuid[]) as msg_id order by msg_id
     on conflict do nothing returning msg_id`,
    [consumer, [...messageIds]],
  );
  return new Set(rows.map((row) => row.msg_id));
}

/** Takes back what `enterInboxTogether` entered in this transaction. */
export async function leaveInbox(tx: Tx, consumer: string, messageIds: readonly string[]): Promise<void> {
  await tx.raw('delete from bus.inbox where consumer = ? and msg_id = any(?::uuid[])', [consumer, [...messageIds]]);
}

export async function isInInbox(reader: Reader, consumer: string, messageId: string): Promise<boolean> {
  const { rows } = await reader.raw<{ rows: unknown[] }>('select 1 from bus.inbox where consumer = ? and msg_id = ?', [
    consumer,
    messageId,
  ]);
  return rows.length > 0;
}

function entryOf(row: MessageRow): OutboxEntry {
  return {
    outboxId: row.id,
    attempts: row.attempts,
    message: {
      id: row.msg_id,
      topic: row.topic,
      version: row.version,
      body: row.body,
      requestId: row.request_id,
      publishedAt: row.created_at,
    },
  };
}
