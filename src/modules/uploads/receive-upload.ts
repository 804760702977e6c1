import type { Readable } from 'node:stream';
import { mayDo } from '../access';
import { sourceKeyOf } from './bucket-upload';
import { completeUpload } from './end-upload';
import { moreThanDeclared, otherProtocol, uploadGone, uploadInterrupted, uploadLocked, uploadNotFound } from './errors';
import type { Lease } from './leases';
import { expiryFrom, type UploadParts } from './parts';
import { Reception, type ReceptionEnd } from './reception';
import { findUploadById, markReceiving, type Upload } from './store';

export interface UploadProgress {
  upload: Upload;
  /** Bytes that survive a crash. */
  offset: number;
}

/**
 * How far an upload has come, under its lease. One that has every byte, but whose end got lost in a crash, is completed first.
 * @throws AppError `upload_gone`, `upload_not_found`.
 */
export async function inspectUpload(parts: UploadParts, uploadId: string, lease: Lease): Promise<UploadProgress> {
  const { db, files, storage } = parts;
  const upload = await findUploadById(db.reader, uploadId);
  if (!upload) throw uploadNotFound();
  if (upload.protocol !== 'tus') throw otherProtocol();
  if (upload.state === 'completed') return { upload, offset: upload.sizeBytes };
  if (upload.state !== 'open' && upload.state !== 'receiving') throw uploadGone();
  const length = await files.durableLength(upload);
  const isMoved = length === null && upload.state === 'receiving' && (await storage.stat(sourceKeyOf(upload))) !== null;
  if (isMoved || length === upload.sizeBytes) {
    await completeUpload(parts, upload, lease.fence);
    return { upload: { ...upload, state: 'completed' }, offset: upload.sizeBytes };
  }
  return { upload, offset: length ?? 0 };
}

export interface Sending {
  accountId: string;
  body: Readable;
  /** Aborts when this process is told to stop. */
  draining: AbortSignal;
}

/**
 * Takes bytes from `offset` on, and completes the upload when they were the last. Returns how far it came for good.
 * @throws AppError `upload_locked` when it had to make way before a byte came, `upload_longer_than_declared`, `storage_full` …
 */
export async function receiveUpload(
  parts: UploadParts,
  { upload, offset }: UploadProgress,
  lease: Lease,
  sending: Sending,
): Promise<{ upload: Upload; offset: number; end: ReceptionEnd }> {
  if (upload.state === 'completed') return { upload, offset, end: 'finished' };
  await noteActivity(parts, upload);
  const { written, end, revoked } = await takeBytes(parts, upload, offset, lease, sending);
  if (!lease.isHeld()) throw uploadInterrupted();
  const present = await noteActivity(parts, upload);
  if (revoked) throw uploadNotFound();
  if (end === 'too_long') throw moreThanDeclared();
  if (written === 0 && (end === 'yielded' || end === 'stopped')) throw uploadLocked();
  const reached = offset + written;
  if (reached === upload.sizeBytes) await completeUpload(parts, present, lease.fence);
  return { upload: present, offset: reached, end };
}

// The upload may have been cancelled or replaced meanwhile.
async function noteActivity(parts: UploadParts, { id }: Upload): Promise<Upload> {
  const present = await parts.db.transaction((tx) => markReceiving(tx, id, expiryFrom(parts)));
  if (!present) throw uploadGone();
  return present;
}

async function takeBytes(parts: UploadParts, upload: Upload, offset: number, lease: Lease, sending: Sending) {
  const { files, limits } = parts;
  const writer = await files.open(upload, offset, { fence: lease.fence, mayWrite: () => lease.isHeld() });
  try {
    const reception = new Reception({
      source: sending.body,
      writer,
      limit: upload.sizeBytes - offset,
      idleMs: limits.idleMs,
    });
    const watch = watchOver(parts, upload, reception, lease, sending);
    try {
      const { written, end } = await reception.result();
      return { written, end, revoked: watch.isRevoked() };
    } finally {
      watch.end();
    }
  } catch (error) {
    throw lease.isHeld() ? error : uploadInterrupted(error);
  } finally {
    await writer.close();
  }
}

/** Ends a reception that has to: somebody else is waiting, the process stops, or the sender may not any more. */
function watchOver(
  { channels, limits, logger }: UploadParts,
  { channelId }: Upload,
  reception: Reception,
  lease: Lease,
  { accountId, draining }: Sending,
) {
  let revoked = false;
  const stop = () => reception.stop('stopped');
  lease.onAsked((ask) => {
    if (ask === 'yield') reception.yieldWhenIdle();
    else reception.stop(ask === 'lost' ? 'lost' : 'stopped');
  });
  if (draining.aborted) stop();
  draining.addEventListener('abort', stop, { once: true });
  const askAgain = setInterval(() => {
    channels
      .roleOf(accountId, channelId)
      .then((role) => {
        if (role && mayDo(role, 'upload.write')) return;
        revoked = true;
        stop();
      })
      .catch((error) => logger.warn({ error }, 'Could not ask again whether a sender still may upload'));
  }, limits.roleCheckMs);
  return {
    isRevoked: () => revoked,
    end: () => {
      clearInterval(askAgain);
      draining.removeEventListener('abort', stop);
    },
  };
}
