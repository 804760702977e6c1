import { sourceKeyOf } from './bucket-upload';
import { uploadAlreadyCompleted, uploadGone, uploadInterrupted } from './errors';
import { uploadCompleted, uploadTerminated } from './events';
import { dropStretches } from './part-store';
import type { UploadParts } from './parts';
import { dropOlderSources, findUploadById, markBytesRemoved, markCompleted, markEnded, type Upload } from './store';

/**
 * Hands a whole file over to storage and says so. May be repeated after a crash at any point:
 * the object is made or it is not, and the row changes once.
 * @throws AppError `upload_interrupted`, `upload_gone`; `upload_parts_missing` of one that goes straight to the bucket.
 */
export async function completeUpload(parts: UploadParts, upload: Upload, fence: number): Promise<void> {
  const { db, clock, outbox, storage, logger, limits } = parts;
  const storageKey = sourceKeyOf(upload);
  await parts.bytesOf(upload).settle(upload, fence, storageKey);
  const completed = await db.transaction(async (tx) => {
    const changed = await markCompleted(tx, { id: upload.id, fence, storageKey, at: clock.now() });
    if (!changed) return false;
    await dropStretches(tx, upload.id);
    await dropOlderSources(tx, upload, new Date(clock.now().getTime() + limits.keepReplacedMs));
    await outbox.publish(tx, uploadCompleted, {
      uploadId: upload.id,
      videoId: upload.videoId,
      channelId: upload.channelId,
      filename: upload.filename,
      sizeBytes: upload.sizeBytes,
      sourceKey: storageKey,
    });
    return true;
  });
  if (completed) {
    logger.info({ uploadId: upload.id, videoId: upload.videoId, sizeBytes: upload.sizeBytes }, 'An upload is complete');
    return;
  }
  const present = await findUploadById(db.reader, upload.id);
  if (present?.state === 'completed') return;
  if (present?.state === 'receiving' || present?.state === 'open') throw uploadInterrupted();
  await storage.delete(storageKey);
  throw uploadGone();
}

/** Stops an upload for good at the team's wish; what had arrived is deleted. */
export async function terminateUpload(parts: UploadParts, upload: Upload): Promise<void> {
  const { db, clock, outbox, logger } = parts;
  const ended = await db.transaction(async (tx) => {
    if (!(await markEnded(tx, upload.id, 'terminated', clock.now()))) return false;
    const { id: uploadId, videoId, channelId } = upload;
    await outbox.publish(tx, uploadTerminated, { uploadId, videoId, channelId, reason: 'cancelled' });
    return true;
  });
  if (ended) {
    return removeBytes(parts, upload).catch((error) => {
      logger.warn({ error, uploadId: upload.id }, 'The bytes of a cancelled upload stay until the next sweep');
    });
  }
  const present = await findUploadById(db.reader, upload.id);
  throw present?.state === 'completed' ? uploadAlreadyCompleted() : uploadGone();
}

/** Deletes whatever an upload left, wherever it got to. */
export async function removeBytes({ db, clock, bytesOf, storage }: UploadParts, upload: Upload): Promise<void> {
  await bytesOf(upload).remove(upload);
  await storage.delete(sourceKeyOf(upload));
  await db.transaction(async (tx) => {
    await dropStretches(tx, upload.id);
    await markBytesRemoved(tx, upload.id, clock.now());
  });
}
