import { uploadAlreadyCompleted, uploadGone, uploadInterrupted } from './errors';
import { uploadCompleted, uploadTerminated } from './events';
import { asRefusal } from './incoming-files';
import type { UploadParts } from './parts';
import { dropOlderSources, findUploadById, markBytesRemoved, markCompleted, markEnded, type Upload } from './store';

/** Where a finished source lies for good. */
export function sourceKeyOf({ videoId, id }: Pick<Upload, 'videoId' | 'id'>): string {
  return `media/${videoId}/source/${id}/original`;
}

/**
 * Hands a whole file over to storage and says so. May be repeated after a crash at any point:
 * the file has moved or it has not, and the row changes once.
 */
export async function completeUpload(parts: UploadParts, upload: Upload, fence: number): Promise<void> {
  const { db, clock, outbox, storage, logger, limits } = parts;
  const storageKey = sourceKeyOf(upload);
  await moveIntoStorage(parts, upload, storageKey);
  const completed = await db.transaction(async (tx) => {
    const changed = await markCompleted(tx, { id: upload.id, fence, storageKey, at: clock.now() });
    if (!changed) return false;
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

async function moveIntoStorage({ files, storage }: UploadParts, upload: Upload, storageKey: string): Promise<void> {
  const { publicId, sizeBytes } = upload;
  try {
    if ((await files.length(publicId)) === sizeBytes) {
      await storage.putFile(storageKey, files.pathOf(publicId), 'application/octet-stream');
      return;
    }
  } catch (error) {
    throw asRefusal(error);
  }
  const moved = await storage.stat(storageKey);
  if (moved?.sizeBytes !== sizeBytes) throw uploadInterrupted();
}

/** Stops an upload for good at the team's wish; what had arrived is deleted. */
export async function terminateUpload(parts: UploadParts, upload: Upload): Promise<void> {
  const { db, clock, outbox } = parts;
  const ended = await db.transaction(async (tx) => {
    if (!(await markEnded(tx, upload.id, 'terminated', clock.now()))) return false;
    const { id: uploadId, videoId, channelId } = upload;
    await outbox.publish(tx, uploadTerminated, { uploadId, videoId, channelId, reason: 'cancelled' });
    return true;
  });
  if (ended) return removeBytes(parts, upload);
  const present = await findUploadById(db.reader, upload.id);
  throw present?.state === 'completed' ? uploadAlreadyCompleted() : uploadGone();
}

/** Deletes whatever an upload left, wherever it got to. */
export async function removeBytes({ db, clock, files, storage }: UploadParts, upload: Upload): Promise<void> {
  await files.remove(upload.publicId);
  await storage.delete(sourceKeyOf(upload));
  await db.transaction((tx) => markBytesRemoved(tx, upload.id, clock.now()));
}
