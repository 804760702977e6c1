import { newPublicId } from '../../platform/ids';
import { beginUpload, type UploadWish } from './begin-upload';
import { ensureBucketUpload } from './bucket-upload';
import { layoutOf } from './direct-parts';
import { completeUpload, terminateUpload } from './end-upload';
import { directUploadsUnavailable, noSuchPart, uploadGone, uploadNotFound } from './errors';
import { expiryFrom, type UploadParts } from './parts';
import { findUploadById, markReceiving, type Upload } from './store';
import { presentableFilename } from './tus-request';

/** What goes straight to the bucket, as its sender has to know it. */
export interface DirectUpload {
  upload: Upload;
  partCount: number;
  /** Numbers of the parts that have arrived whole. */
  arrived: readonly number[];
  arrivedBytes: number;
}

export interface PartAddress {
  number: number;
  sizeBytes: number;
  url: string;
  expiresAt: Date;
}

export type DirectWish = Pick<UploadWish, 'videoPublicId' | 'accountId' | 'filename' | 'sizeBytes'>;

/** Announces a file whose parts go straight to the bucket. The rules are those of every upload. */
export async function beginDirectUpload(parts: UploadParts, wish: DirectWish): Promise<DirectUpload> {
  if (!parts.storage.direct) throw directUploadsUnavailable();
  const upload = await beginUpload(parts, {
    ...wish,
    filename: presentableFilename(wish.filename),
    publicId: newPublicId('upl'),
    protocol: 'multipart',
  });
  return { upload, partCount: layoutOf(upload).count, arrived: [], arrivedBytes: 0 };
}

/** @throws AppError `upload_gone`. */
export async function inspectDirectUpload(parts: UploadParts, { id }: Upload): Promise<DirectUpload> {
  const upload = await presentUpload(parts, id);
  const { count, bytesOf } = layoutOf(upload);
  if (upload.state === 'completed') return completed(upload);
  const arrived = (await parts.directParts?.arrived(upload)) ?? [];
  return {
    upload,
    partCount: count,
    arrived: arrived.map(({ number }) => number),
    arrivedBytes: arrived.reduce((sum, { number }) => sum + bytesOf(number), 0),
  };
}

/** An address that takes this part and nothing else, for a while. @throws AppError `part_number_invalid`, `upload_gone`. */
export async function signPart(parts: UploadParts, announced: Upload, number: number): Promise<PartAddress> {
  const { db, clock, limits, storage } = parts;
  const { direct } = storage;
  if (!direct) throw directUploadsUnavailable();
  const { count, bytesOf } = layoutOf(announced);
  if (number < 1 || number > count) throw noSuchPart(count);
  const upload = await db.transaction((tx) => markReceiving(tx, announced.id, expiryFrom(parts)));
  if (!upload) throw uploadGone();
  const expiresAt = new Date(clock.now().getTime() + limits.partAddressMs);
  const part = { number, sizeBytes: bytesOf(number) };
  const bucketUpload = await ensureBucketUpload({ db, direct }, upload);
  const url = await direct.signPart(bucketUpload, {
    ...part,
    expiresInSeconds: Math.ceil(limits.partAddressMs / 1_000),
  });
  return { ...part, url, expiresAt };
}

/**
 * Makes the film of its parts, once, whoever asks how often.
 * @throws AppError `upload_parts_missing`, `upload_gone`, `upload_interrupted`, `upload_locked`.
 */
export async function completeDirectUpload(parts: UploadParts, { id }: Upload): Promise<DirectUpload> {
  const lease = await parts.leases.acquire(id, { ask: 'yield', sender: null });
  try {
    const upload = await presentUpload(parts, id);
    if (upload.state !== 'completed') await completeUpload(parts, upload, lease.fence);
    return completed({ ...upload, state: 'completed' });
  } finally {
    await lease.release();
  }
}

/** @throws AppError `upload_completed`, `upload_gone`. */
export async function terminateDirectUpload(parts: UploadParts, { id }: Upload): Promise<void> {
  const lease = await parts.leases.acquire(id, { ask: 'stop', sender: null });
  try {
    await terminateUpload(parts, await presentUpload(parts, id));
  } finally {
    await lease.release();
  }
}

async function presentUpload({ db }: UploadParts, id: string): Promise<Upload> {
  const upload = await findUploadById(db.reader, id);
  if (!upload) throw uploadNotFound();
  if (upload.state === 'terminated' || upload.state === 'abandoned') throw uploadGone();
  return upload;
}

function completed(upload: Upload): DirectUpload {
  const { count } = layoutOf(upload);
  const arrived = Array.from({ length: count }, (_, index) => index + 1);
  return { upload, partCount: count, arrived, arrivedBytes: upload.sizeBytes };
}
