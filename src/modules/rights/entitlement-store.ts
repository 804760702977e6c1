import type { Reader, Tx } from '../../platform/db';
import { newId } from '../../platform/ids';
import type { Entitlement, EntitlementCover, EntitlementSource } from '../access';

/** What we know of one entitlement now. */
export interface Holding extends Entitlement {
  rowId: string;
  /** `ent_…` */
  id: string;
  accountId: string;
  channelId: string;
  note: string | null;
  recordedAt: Date;
  /** Who wrote it by hand; null where billing did. */
  actor: string | null;
  /** What billing calls it, and how new its news was. */
  billed: { reference: string; version: number } | null;
}

interface Row {
  row_id: string;
  id: string;
  account_id: string;
  channel_id: string;
  source: EntitlementSource;
  covers: EntitlementCover['kind'];
  covers_id: string | null;
  valid_from: Date;
  valid_to: Date | null;
  recorded_at: Date;
  superseded_at: Date | null;
  actor: string | null;
  reference: string | null;
  version: number | null;
  note: string | null;
}

const table = 'rights.entitlements';
const everHolds = '(valid_to is null or valid_to > valid_from)';

/** All of an account, whenever they hold; with `knownAt`, as they were known then. */
export async function entitlementsOf(db: Reader, accountId: string, knownAt: Date | null): Promise<Holding[]> {
  const rows = db<Row>(table).where({ account_id: accountId }).whereRaw(everHolds).orderBy(['valid_from', 'row_id']);
  if (knownAt === null) rows.whereNull('superseded_at');
  else rows.whereRaw('recorded_at <= ? and (superseded_at is null or superseded_at > ?)', [knownAt, knownAt]);
  return (await rows).map(holdingOf);
}

export interface HoldersQuery {
  channelId: string;
  /** Null: of everybody. */
  accountId: string | null;
  below: string | null;
  now: Date;
  limit: number;
}

/** Those of a channel that hold now or will, newest first. */
export async function holders(db: Reader, query: HoldersQuery): Promise<Holding[]> {
  const { channelId, accountId, below, now, limit } = query;
  const rows = db<Row>(table)
    .where({ channel_id: channelId })
    .whereNull('superseded_at')
    .whereRaw(everHolds)
    .whereRaw('(valid_to is null or valid_to > ?)', [now])
    .orderBy('row_id', 'desc')
    .limit(limit);
  if (accountId) rows.where({ account_id: accountId });
  if (below) rows.where('row_id', '<', below);
  return (await rows).map(holdingOf);
}

type HoldingKey = { id: string; channelId: string } | { reference: string };

/** Held until the transaction ends, also against somebody who would write the first one. */
export async function lockHolding(tx: Tx, key: HoldingKey): Promise<Holding | null> {
  const [name, where] =
    'id' in key ? [key.id, { id: key.id, channel_id: key.channelId }] : [key.reference, { reference: key.reference }];
  await tx.raw('select pg_advisory_xact_lock(hashtextextended(?, 0))', [`${table} ${name}`]);
  const row = await tx<Row>(table).where(where).whereNull('superseded_at').first();
  return row ? holdingOf(row) : null;
}

/** As it was known before its last change; null where it has not changed. */
export async function holdingBefore(tx: Tx, id: string): Promise<Holding | null> {
  const row = await tx<Row>(table).where({ id }).whereNotNull('superseded_at').orderBy('row_id', 'desc').first();
  return row ? holdingOf(row) : null;
}

export type HoldingNews = Omit<Holding, 'rowId' | 'recordedAt'>;

/** What was known before stays, as what was known before. */
export async function recordHolding(tx: Tx, before: Holding | null, news: HoldingNews, at: Date): Promise<Holding> {
  const recordedAt = new Date(Math.max(at.getTime(), before?.recordedAt.getTime() ?? 0));
  if (before) await tx<Row>(table).where({ row_id: before.rowId }).update({ superseded_at: recordedAt });
  const { covers } = news;
  const row: Row = {
    ...{ row_id: newId(recordedAt.getTime()), id: news.id, account_id: news.accountId, channel_id: news.channelId },
    ...{ source: news.source, covers: covers.kind, covers_id: idIn(covers) },
    ...{ valid_from: news.from, valid_to: news.until, recorded_at: recordedAt, superseded_at: null },
    ...{ actor: news.actor, reference: news.billed?.reference ?? null, version: news.billed?.version ?? null },
    note: news.note,
  };
  await tx<Row>(table).insert(row as never);
  return holdingOf(row);
}

export async function deleteEntitlementsToVideo(tx: Tx, videoId: string): Promise<void> {
  await tx<Row>(table).where({ covers: 'video', covers_id: videoId }).delete();
}

function holdingOf(row: Row): Holding {
  const { reference, version } = row;
  return {
    ...{ rowId: row.row_id, id: row.id, accountId: row.account_id, channelId: row.channel_id, source: row.source },
    covers: coverOf(row),
    ...{ from: row.valid_from, until: row.valid_to, note: row.note, recordedAt: row.recorded_at, actor: row.actor },
    billed: reference === null || version === null ? null : { reference, version },
  };
}

function coverOf({ covers, covers_id }: Row): EntitlementCover {
  const id = covers_id ?? '';
  if (covers === 'tier') return { kind: covers, tierId: id };
  if (covers === 'video') return { kind: covers, videoId: id };
  return covers === 'broadcast' ? { kind: covers, broadcastId: id } : { kind: covers };
}

function idIn(cover: EntitlementCover): string | null {
  if (cover.kind === 'tier') return cover.tierId;
  if (cover.kind === 'video') return cover.videoId;
  return cover.kind === 'broadcast' ? cover.broadcastId : null;
}
