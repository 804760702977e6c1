import type { Knex } from 'knex';
import { decodePlace, type Page, type PageQuery, pageOf, type Reader, type Tx } from '../../platform/db';
import { newId } from '../../platform/ids';

export type UploadState = 'open' | 'receiving' | 'completed' | 'terminated' | 'abandoned';

/** How the bytes come: through us by tus, or straight to the bucket in parts. */
export type UploadProtocol = 'tus' | 'multipart';

export interface Upload {
  id: string;
  publicId: string;
  videoId: string;
  channelId: string;
  accountId: string;
  filename: string;
  sizeBytes: number;
  state: UploadState;
  protocol: UploadProtocol;
  /** Of every part but the last; null unless they go straight to the bucket. */
  partBytes: number | null;
  /** The bucket's own id of the object being put together; null until the first part. */
  bucketUploadId: string | null;
  storageKey: string | null;
  createdAt: Date;
  expiresAt: Date;
}

interface UploadRow {
  id: string;
  public_id: string;
  video_id: string;
  channel_id: string;
  account_id: string;
  filename: string;
  size_bytes: string;
  state: UploadState;
  protocol: UploadProtocol;
  part_bytes: string | null;
  bucket_upload_id: string | null;
  completing_at: Date | null;
  storage_key: string | null;
  created_at: Date;
  expires_at: Date;
  ended_at: Date | null;
  drop_after: Date | null;
  bytes_removed_at: Date | null;
}

const table = 'uploads.uploads';
const unfinished: readonly UploadState[] = ['open', 'receiving'];

export type NewUpload = Pick<
  Upload,
  | 'publicId'
  | 'videoId'
  | 'channelId'
  | 'accountId'
  | 'filename'
  | 'sizeBytes'
  | 'protocol'
  | 'partBytes'
  | 'createdAt'
  | 'expiresAt'
>;

export async function insertUpload(tx: Tx, upload: NewUpload): Promise<Upload> {
  const id = newId(upload.createdAt.getTime());
  await tx(table).insert({
    id,
    public_id: upload.publicId,
    video_id: upload.videoId,
    channel_id: upload.channelId,
    account_id: upload.accountId,
    filename: upload.filename,
    size_bytes: upload.sizeBytes,
    protocol: upload.protocol,
    part_bytes: upload.partBytes,
    created_at: upload.createdAt,
    expires_at: upload.expiresAt,
  });
  await tx('uploads.leases').insert({ upload_id: id });
  return { ...upload, id, state: 'open', bucketUploadId: null, storageKey: null };
}

export async function findUpload(db: Reader, publicId: string): Promise<Upload | null> {
  const row = await db<UploadRow>(table).where({ public_id: publicId }).first();
  return row ? uploadOf(row) : null;
}

export async function findUploadById(db: Reader, id: string): Promise<Upload | null> {
  const row = await db<UploadRow>(table).where({ id }).first();
  return row ? uploadOf(row) : null;
}

/** Makes beginning uploads of one channel take turns until the transaction ends, so that a quota cannot be overshot. */
export async function takeTurnForChannel(tx: Tx, channelId: string): Promise<void> {
  await tx.raw('select pg_advisory_xact_lock(hashtextextended(?, 0))', [`uploads.channel:${channelId}`]);
}

/** Declared bytes of everything unfinished and every source still kept. */
export async function usedBytesOfChannel(tx: Tx, channelId: string): Promise<number> {
  const row = await tx<UploadRow>(table)
    .where({ channel_id: channelId })
    .whereNull('drop_after')
    .sum<{ bytes: string | null }>({ bytes: 'size_bytes' })
    .first();
  return Number(row?.bytes ?? 0);
}

/** Locks the rows until the transaction ends. */
export async function unfinishedOfVideo(tx: Tx, videoId: string): Promise<Upload[]> {
  const rows = await tx<UploadRow>(table).where({ video_id: videoId }).whereIn('state', unfinished).forUpdate();
  return rows.map(uploadOf);
}

/** Bytes come or came; the expiry moves on. Null when the upload has ended meanwhile. */
export async function markReceiving(tx: Tx, id: string, expiresAt: Date): Promise<Upload | null> {
  const [row] = await tx<UploadRow>(table)
    .where({ id })
    .whereIn('state', unfinished)
    .update({ state: 'receiving', expires_at: expiresAt })
    .returning('*');
  return row ? uploadOf(row) : null;
}

/** Whichever id was noted first; null when the upload has ended meanwhile. */
export async function rememberBucketUpload(tx: Tx, id: string, bucketUploadId: string): Promise<string | null> {
  const [row] = await tx<UploadRow>(table)
    .where({ id })
    .whereIn('state', unfinished)
    .update({ bucket_upload_id: tx.raw('coalesce(bucket_upload_id, ?)', [bucketUploadId]) })
    .returning('bucket_upload_id');
  return row?.bucket_upload_id ?? null;
}

export async function forgetBucketUpload(tx: Tx, id: string, bucketUploadId: string | null): Promise<void> {
  await tx<UploadRow>(table)
    .where({ id, bucket_upload_id: bucketUploadId })
    .whereIn('state', unfinished)
    .update({ bucket_upload_id: null, completing_at: null });
}

/** Said before the bucket makes the object. False when it had ended already, or under a newer fence. */
export async function markCompleting(tx: Tx, id: string, fence: number): Promise<boolean> {
  const changed = await tx<UploadRow>(table)
    .where({ id })
    .whereIn('state', unfinished)
    .whereExists(heldUnder(id, fence))
    .update({ state: 'receiving', completing_at: tx.raw('clock_timestamp()') });
  return changed === 1;
}

/** False when it had ended already, or when another request has taken over under a newer fence. */
export async function markCompleted(
  tx: Tx,
  { id, fence, storageKey, at }: { id: string; fence: number; storageKey: string; at: Date },
): Promise<boolean> {
  const changed = await tx<UploadRow>(table)
    .where({ id })
    .whereIn('state', unfinished)
    .whereExists(heldUnder(id, fence))
    .update({ state: 'completed', storage_key: storageKey, ended_at: at });
  return changed === 1;
}

/** False when it had ended already. */
export async function markEnded(tx: Tx, id: string, state: 'terminated' | 'abandoned', at: Date): Promise<boolean> {
  const changed = await tx<UploadRow>(table)
    .where({ id })
    .whereIn('state', unfinished)
    .update({ state, ended_at: at, drop_after: at });
  return changed === 1;
}

/** Oldest first. */
export async function unfinishedOfChannel(
  db: Reader,
  channelId: string,
  { limit, cursor }: PageQuery,
): Promise<Page<Upload>> {
  const query = db<UploadRow>(table).where({ channel_id: channelId }).whereIn('state', unfinished);
  if (cursor !== null) {
    const { at, id } = decodePlace(cursor);
    query.whereRaw('(created_at, id) > (?::timestamptz, ?::uuid)', [at, id]);
  }
  const rows = await query
    .orderBy(['created_at', 'id'])
    .limit(limit + 1)
    .select('*');
  const page = pageOf(rows, limit, (row) => [row.created_at.toISOString(), row.id]);
  return { ...page, items: page.items.map(uploadOf) };
}

/** Past their expiry with nobody at work on them; locked for this transaction, those of other processes left out. */
export async function claimExpired(tx: Tx, now: Date, limit: number): Promise<Upload[]> {
  const rows = await tx<UploadRow>(`${table} as upload`)
    .whereIn('state', unfinished)
    .where('upload.expires_at', '<=', now)
    .whereNotExists(liveLease)
    .orderBy('upload.expires_at')
    .limit(limit)
    .forUpdate()
    .skipLocked()
    .select('upload.*');
  return rows.map(uploadOf);
}

/**
 * Uploads that have received bytes and that nobody is working on, by id after `afterId`. What goes straight to the
 * bucket is among them only when the bucket was asked to make the object.
 */
export async function idleUploads(db: Reader, afterId: string, limit: number): Promise<Upload[]> {
  const rows = await db<UploadRow>(`${table} as upload`)
    .where({ state: 'receiving' })
    .whereRaw("(upload.protocol = 'tus' or upload.completing_at is not null)")
    .where('upload.id', '>', afterId)
    .whereNotExists(liveLease)
    .orderBy('upload.id')
    .limit(limit)
    .select('upload.*');
  return rows.map(uploadOf);
}

/** A newer source took the place of these; they are dropped later, as something may still be reading them. */
export async function dropOlderSources(tx: Tx, newest: Upload, dropAfter: Date): Promise<void> {
  await tx<UploadRow>(table)
    .where({ video_id: newest.videoId, state: 'completed' })
    .whereNot({ id: newest.id })
    .whereNull('drop_after')
    .update({ drop_after: dropAfter });
}

export async function dropSourcesOfVideo(tx: Tx, videoId: string, at: Date): Promise<void> {
  await tx<UploadRow>(table)
    .where({ video_id: videoId, state: 'completed' })
    .whereNull('bytes_removed_at')
    .update({ drop_after: at });
}

/** Uploads whose bytes are due to be deleted and that nobody is working on. */
export async function uploadsToDrop(db: Reader, now: Date, limit: number): Promise<Upload[]> {
  const rows = await db<UploadRow>(`${table} as upload`)
    .where('upload.drop_after', '<=', now)
    .whereNull('upload.bytes_removed_at')
    .whereNotExists(liveLease)
    .orderBy('upload.drop_after')
    .limit(limit)
    .select('upload.*');
  return rows.map(uploadOf);
}

/** Uploads that may have bytes somewhere, by id after `afterId`. */
export async function uploadsWithBytes(
  db: Reader,
  afterId: string,
  limit: number,
): Promise<{ upload: Upload; dropAfter: Date | null }[]> {
  const rows = await db<UploadRow>(table)
    .where('id', '>', afterId)
    .whereNull('bytes_removed_at')
    .orderBy('id')
    .limit(limit)
    .select('*');
  return rows.map((row) => ({ upload: uploadOf(row), dropAfter: row.drop_after }));
}

export async function markBytesRemoved(tx: Tx, id: string, at: Date): Promise<void> {
  await tx<UploadRow>(table).where({ id }).update({ bytes_removed_at: at });
}

function heldUnder(id: string, fence: number) {
  return (query: Knex.QueryBuilder) => query.from('uploads.leases').where({ upload_id: id, fence });
}

function liveLease(query: Knex.QueryBuilder): void {
  query
    .from('uploads.leases as lease')
    .whereRaw('lease.upload_id = upload.id and lease.expires_at > clock_timestamp()');
}

function uploadOf(row: UploadRow): Upload {
  return {
    id: row.id,
    publicId: row.public_id,
    videoId: row.video_id,
    channelId: row.channel_id,
    accountId: row.account_id,
    filename: row.filename,
    sizeBytes: Number(row.size_bytes),
    state: row.state,
    protocol: row.protocol,
    partBytes: row.part_bytes === null ? null : Number(row.part_bytes),
    bucketUploadId: row.bucket_upload_id,
    storageKey: row.storage_key,
    createdAt: row.created_at,
    expiresAt: row.expires_at,
  };
}
