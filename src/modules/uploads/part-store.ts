import type { Reader, Tx } from '../../platform/db';

/** A stretch of an unfinished file, by number from its first byte on. */
export interface Stretch {
  number: number;
  sizeBytes: number;
  /** Set when it is a part of the object being put together; what is too short for one waits in an object of its own. */
  etag: string | null;
  waitingKey: string | null;
}

interface PartRow {
  upload_id: string;
  number: number;
  size_bytes: string | number;
  etag: string | null;
  waiting_key: string | null;
}

const table = 'uploads.parts';

export async function stretchesOf(db: Reader, uploadId: string): Promise<Stretch[]> {
  const rows = await db<PartRow>(table).where({ upload_id: uploadId }).orderBy('number');
  return rows.map((row) => ({
    number: row.number,
    sizeBytes: Number(row.size_bytes),
    etag: row.etag,
    waitingKey: row.waiting_key,
  }));
}

export async function lengthOfStretches(db: Reader, uploadId: string): Promise<number> {
  const row = await db<PartRow>(table)
    .where({ upload_id: uploadId })
    .sum<{ bytes: string | null }>({ bytes: 'size_bytes' })
    .first();
  return Number(row?.bytes ?? 0);
}

/** Takes the place of what waited under this number. False when another request has taken over under a newer fence. */
export async function keepStretch(tx: Tx, uploadId: string, fence: number, stretch: Stretch): Promise<boolean> {
  if (!(await isHolder(tx, uploadId, fence))) return false;
  await tx<PartRow>(table)
    .insert({
      upload_id: uploadId,
      number: stretch.number,
      size_bytes: stretch.sizeBytes,
      etag: stretch.etag,
      waiting_key: stretch.waitingKey,
    })
    .onConflict(['upload_id', 'number'])
    .merge();
  return true;
}

/** Forgets what the bucket turned out not to have, from this number on. */
export async function forgetStretches(tx: Tx, uploadId: string, fence: number, fromNumber: number): Promise<void> {
  if (!(await isHolder(tx, uploadId, fence))) return;
  await tx<PartRow>(table).where({ upload_id: uploadId }).where('number', '>=', fromNumber).delete();
}

export async function dropStretches(tx: Tx, uploadId: string): Promise<void> {
  await tx<PartRow>(table).where({ upload_id: uploadId }).delete();
}

// Locked until the transaction ends, so that nobody takes over in between.
async function isHolder(tx: Tx, uploadId: string, fence: number): Promise<boolean> {
  const row = await tx('uploads.leases').where({ upload_id: uploadId, fence }).forShare().first('upload_id');
  return row !== undefined;
}

/** Objects of stretches that are too short for a part yet. */
export async function waitingStretches(
  db: Reader,
  uploadIds: readonly string[],
): Promise<{ key: string; sizeBytes: number }[]> {
  if (uploadIds.length === 0) return [];
  const { rows } = await db.raw<{ rows: { waiting_key: string; size_bytes: string }[] }>(
    `select waiting_key, size_bytes from uploads.parts where upload_id = any(?::uuid[]) and waiting_key is not null`,
    [[...uploadIds]],
  );
  return rows.map((row) => ({ key: row.waiting_key, sizeBytes: Number(row.size_bytes) }));
}
