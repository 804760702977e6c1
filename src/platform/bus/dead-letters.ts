import {
  type Database,
  decodeCursor,
  invalidCursor,
  type Page,
  type PageQuery,
  pageOf,
  type Reader,
  type Tx,
} from '../db';
import { AppError } from '../errors';
import type { Message } from './message';
import { withoutSecrets } from './shown-body';
import { wakeChannel } from './store';

/** A message that one consumer could not handle and that waits for a person; body and error without their secrets. */
export interface DeadLetter {
  id: string;
  consumer: string;
  messageId: string;
  topic: string;
  version: number;
  body: unknown;
  error: string;
  attempts: number;
  requestId: string | null;
  publishedAt: Date;
  diedAt: Date;
  replayedAt: Date | null;
  discardedAt: Date | null;
  discardReason: string | null;
}

interface DeadLetterRow {
  id: string;
  consumer: string;
  msg_id: string;
  topic: string;
  version: number;
  body: unknown;
  error: string;
  attempts: number;
  request_id: string | null;
  published_at: Date;
  died_at: Date;
  replayed_at: Date | null;
  discarded_at: Date | null;
  discard_reason: string | null;
}

export interface DeadLetterFilter {
  consumer?: string | null;
  /** True: those that were replayed or discarded, too. */
  settled?: boolean;
}

/** The newest first, page by page. @throws AppError `invalid_cursor` */
export async function pageDeadLetters(
  db: Database,
  { consumer, settled = false, limit, cursor }: DeadLetterFilter & PageQuery,
): Promise<Page<DeadLetter>> {
  const query = db.reader<DeadLetterRow>('bus.dead_letters').select('*', db.reader.raw('died_at::text as died_key'));
  if (!settled) query.whereNull('replayed_at').whereNull('discarded_at');
  if (consumer) query.where({ consumer });
  if (cursor) query.whereRaw('(died_at, id) < (?::timestamptz, ?::bigint)', placeOf(cursor));
  const rows: (DeadLetterRow & { died_key: string })[] = await query
    .orderBy('died_at', 'desc')
    .orderBy('id', 'desc')
    .limit(limit + 1);
  const page = pageOf(rows, limit, ({ died_key, id }) => [died_key, id]);
  return { items: page.items.map(deadLetterOf), nextCursor: page.nextCursor };
}

function placeOf(cursor: string): string[] {
  const [diedAt = '', id = ''] = decodeCursor(cursor, 2);
  if (Number.isNaN(Date.parse(diedAt)) || !/^\d{1,18}$/.test(id)) throw invalidCursor();
  return [diedAt, id];
}

/** @throws AppError `dead_letter_not_found` */
export async function showDeadLetter(db: Database, id: string): Promise<DeadLetter> {
  return deadLetterOf(await getRow(db.reader, id));
}

/**
 * Delivers the message to the consumer that failed, and to no other, with its attempts at nought.
 * It keeps its message id, so an effect that did happen is not repeated.
 * @throws AppError `dead_letter_not_found`, `dead_letter_settled`, `dead_letter_unwanted`
 */
export async function replayDeadLetter(db: Database, id: string): Promise<void> {
  await db.transaction(async (tx) => {
    await refuseUnwanted(tx, await getUnsettledRow(tx, id));
    await sendAgain(tx, [id]);
  });
}

/**
 * Replays every open letter, or every one of one consumer; not those that die meanwhile. Returns how many. Letters
 * that nothing takes any more stay.
 */
export async function replayDeadLetters(
  db: Database,
  { consumer = null }: { consumer?: string | null },
): Promise<number> {
  const began = await db.now();
  for (let replayed = 0; ; ) {
    const sent = await db.transaction(async (tx) => {
      const { rows } = await tx.raw<{ rows: { id: string }[] }>(
        `select id from bus.dead_letters l
         where replayed_at is null and discarded_at is null and died_at <= ? and (?::text is null or consumer = ?)
           and exists (select 1 from bus.subscriptions s where s.consumer = l.consumer)
         order by died_at, id limit ? for update skip locked`,
        [began, consumer, consumer, replayBatch],
      );
      await sendAgain(
        tx,
        rows.map(({ id }) => id),
      );
      return rows.length;
    });
    replayed += sent;
    if (sent < replayBatch) return replayed;
  }
}

const replayBatch = 200;

async function sendAgain(tx: Tx, ids: readonly string[]): Promise<void> {
  // The outbox row may have been trimmed long ago; the dead letter still knows all of it. Dated before the place up to
  // which the reconciler has looked: others have had it, and may have been trimmed from the inbox since.
  await tx.raw(
    `insert into bus.outbox (msg_id, topic, version, body, request_id, created_at, sent_at)
     select distinct on (msg_id) msg_id, topic, version, body, request_id, published_at,
       least(published_at, (select sent_at - interval '1 second' from bus.reconciled))
     from bus.dead_letters where id = any(?::bigint[])
     on conflict (msg_id) do nothing`,
    [[...ids]],
  );
  await tx.raw(
    `insert into bus.deliveries (outbox_id, consumer)
     select o.id, l.consumer from bus.dead_letters l join bus.outbox o on o.msg_id = l.msg_id
     where l.id = any(?::bigint[])
     on conflict (outbox_id, consumer)
     do update set attempts = 0, takes = 0, next_attempt_at = now(), done_at = null`,
    [[...ids]],
  );
  await tx.raw('update bus.dead_letters set replayed_at = now() where id = any(?::bigint[])', [[...ids]]);
  await tx.raw('select pg_notify(?, ?)', [wakeChannel, '']);
}

/**
 * Settles the letter without delivering it; the reason stays with it.
 * @throws AppError `dead_letter_not_found`, `dead_letter_settled`
 */
export async function discardDeadLetter(db: Database, id: string, reason: string): Promise<void> {
  await db.transaction(async (tx) => {
    await getUnsettledRow(tx, id);
    await tx.raw('update bus.dead_letters set discarded_at = now(), discard_reason = ? where id = ?', [reason, id]);
  });
}

/** Dies again after a replay: the same letter, unsettled again. */
export async function recordDeadLetter(
  tx: Tx,
  letter: { consumer: string; message: Message; error: string; attempts: number },
): Promise<void> {
  const { consumer, message, error, attempts } = letter;
  await tx.raw(
    `insert into bus.dead_letters
       (consumer, msg_id, topic, version, body, error, attempts, request_id, published_at)
     values (?, ?, ?, ?, ?, ?, ?, ?, ?)
     on conflict (consumer, msg_id) do update
     set error = excluded.error, attempts = excluded.attempts, died_at = now(),
         replayed_at = null, discarded_at = null, discard_reason = null`,
    [
      consumer,
      message.id,
      message.topic,
      message.version,
      JSON.stringify(message.body),
      error.replaceAll('\0', ''),
      attempts,
      message.requestId,
      message.publishedAt,
    ],
  );
}

async function getRow(reader: Reader, id: string, lock = false): Promise<DeadLetterRow> {
  // Text that is no number would make PostgreSQL complain where we want to say "not found".
  const query = reader<DeadLetterRow>('bus.dead_letters').where({ id: /^\d{1,18}$/.test(id) ? id : '0' });
  const row = await (lock ? query.forUpdate() : query).first();
  if (row) return row;
  throw new AppError({
    kind: 'not_found',
    code: 'dead_letter_not_found',
    publicMessage: `There is no dead letter ${id}. \`dead-letters list\` shows those there are.`,
  });
}

async function getUnsettledRow(tx: Tx, id: string): Promise<DeadLetterRow> {
  const row = await getRow(tx, id, true);
  if (!row.replayed_at && !row.discarded_at) return row;
  throw new AppError({
    kind: 'conflict',
    code: 'dead_letter_settled',
    publicMessage: `Dead letter ${id} has already been ${row.replayed_at ? 'replayed' : 'discarded'}. Nothing was changed.`,
  });
}

async function refuseUnwanted(tx: Tx, { id, consumer }: DeadLetterRow): Promise<void> {
  const { rows } = await tx.raw<{ rows: unknown[] }>('select 1 from bus.subscriptions where consumer = ? limit 1', [
    consumer,
  ]);
  if (rows.length > 0) return;
  throw new AppError({
    kind: 'conflict',
    code: 'dead_letter_unwanted',
    publicMessage: `Nothing in this installation takes messages as "${consumer}", so dead letter ${id} cannot be replayed. Nothing was changed. Discard it, or start the process that does.`,
  });
}

function deadLetterOf(row: DeadLetterRow): DeadLetter {
  return {
    id: row.id,
    consumer: row.consumer,
    messageId: row.msg_id,
    topic: row.topic,
    version: row.version,
    body: withoutSecrets(row.body),
    error: String(withoutSecrets(row.error)),
    attempts: row.attempts,
    requestId: row.request_id,
    publishedAt: row.published_at,
    diedAt: row.died_at,
    replayedAt: row.replayed_at,
    discardedAt: row.discarded_at,
    discardReason: row.discard_reason,
  };
}
