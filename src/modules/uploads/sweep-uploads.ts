import { beforeAnyId, everyPage, type Tx } from '../../platform/db';
import { isAppError } from '../../platform/errors';
import { completeDirectUpload } from './direct-upload';
import { removeBytes } from './end-upload';
import { uploadAbandoned, uploadTerminated } from './events';
import { askHolder } from './lease-store';
import type { UploadParts } from './parts';
import { inspectUpload } from './receive-upload';
import {
  claimExpired,
  dropSourcesOfVideo,
  idleUploads,
  markEnded,
  type Upload,
  unfinishedOfVideo,
  uploadsToDrop,
} from './store';

const batch = 100;

/** Gives up what nobody has sent a byte to for the whole expiry. */
export async function abandonExpired(parts: UploadParts): Promise<void> {
  const { db, clock, outbox, logger } = parts;
  const abandoned = await db.transaction(async (tx) => {
    const uploads = await claimExpired(tx, clock.now(), batch);
    for (const { id: uploadId, videoId, channelId } of uploads) {
      await markEnded(tx, uploadId, 'abandoned', clock.now());
      await outbox.publish(tx, uploadAbandoned, { uploadId, videoId, channelId });
    }
    return uploads;
  });
  if (abandoned.length > 0) logger.info({ count: abandoned.length }, 'Abandoned uploads were given up');
  if (abandoned.length === batch) await abandonExpired(parts);
}

/** Completes what has arrived whole, but whose last request died before it could say so. */
export async function finishReceived(parts: UploadParts): Promise<void> {
  const idOf = ({ id }: Upload) => id;
  for await (const page of everyPage(beforeAnyId, idOf, (after) => idleUploads(parts.db.reader, after, batch))) {
    for (const upload of page) {
      if (await mayBeWhole(parts, upload)) await finish(parts, upload);
    }
  }
}

// A missing file may have been moved already. What goes straight to the bucket is here only when it was asked to make it.
async function mayBeWhole({ files }: UploadParts, upload: Upload): Promise<boolean> {
  if (upload.protocol === 'multipart') return true;
  const length = await files.length(upload);
  return length === null || length === upload.sizeBytes;
}

async function finish(parts: UploadParts, upload: Upload): Promise<void> {
  try {
    if (upload.protocol === 'multipart') await completeDirectUpload(parts, upload);
    else await finishReceivedByTus(parts, upload);
  } catch (error) {
    if (!isAppError(error)) throw error;
    parts.logger.debug({ error, uploadId: upload.id }, 'An upload was not finished by the sweep');
  }
}

async function finishReceivedByTus(parts: UploadParts, upload: Upload): Promise<void> {
  const lease = await parts.leases.acquire(upload.id, { ask: 'yield', sender: null });
  try {
    await inspectUpload(parts, upload.id, lease);
  } finally {
    await lease.release();
  }
}

/** Deletes the bytes of ended uploads and of sources that nobody needs any more. */
export async function dropDeadBytes(parts: UploadParts): Promise<void> {
  const due = await uploadsToDrop(parts.db.reader, parts.clock.now(), batch);
  for (const upload of due) await removeBytes(parts, upload);
  if (due.length === batch) await dropDeadBytes(parts);
}

/** The video is gone for good: its uploads end, its sources no longer count. Bytes go with the next sweep. */
export async function dropVideo(tx: Tx, { clock, outbox }: UploadParts, videoId: string): Promise<void> {
  const running = await unfinishedOfVideo(tx, videoId);
  for (const { id: uploadId, channelId } of running) {
    await markEnded(tx, uploadId, 'terminated', clock.now());
    await outbox.publish(tx, uploadTerminated, { uploadId, videoId, channelId, reason: 'cancelled' });
  }
  if (running.length > 0) {
    await askHolder(
      tx,
      running.map(({ id }) => id),
      'stop',
    );
  }
  await dropSourcesOfVideo(tx, videoId, clock.now());
}
