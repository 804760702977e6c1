import type { Tx } from '../../platform/db';
import { partSizeFor } from '../../platform/storage';
import { fileTooLarge, quotaExceeded, videoInTrash, videoNotFound } from './errors';
import { uploadStarted, uploadTerminated } from './events';
import { expiryFrom, type UploadParts } from './parts';
import {
  insertUpload,
  markEnded,
  takeTurnForChannel,
  type Upload,
  type UploadProtocol,
  unfinishedOfVideo,
  usedBytesOfChannel,
} from './store';

export interface UploadWish {
  publicId: string;
  videoPublicId: string;
  accountId: string;
  filename: string;
  sizeBytes: number;
  protocol: UploadProtocol;
}

/** Announces a file before any byte comes. It becomes the video's only open upload: an older one is terminated. */
export async function beginUpload(parts: UploadParts, wish: UploadWish): Promise<Upload> {
  const { db, videos, leases, limits } = parts;
  const video = await videos.findByPublicId(wish.videoPublicId);
  if (!video) throw videoNotFound();
  if (video.trashedAt) throw videoInTrash();
  if (wish.sizeBytes > limits.maxBytes) throw fileTooLarge(limits.maxBytes);
  const { upload, superseded } = await db.transaction(async (tx) => {
    await takeTurnForChannel(tx, video.channelId);
    const superseded = await supersede(tx, parts, video.id);
    await requireRoom(tx, parts, video.channelId, wish.sizeBytes);
    const upload = await insertUpload(tx, {
      publicId: wish.publicId,
      videoId: video.id,
      channelId: video.channelId,
      accountId: wish.accountId,
      filename: wish.filename,
      sizeBytes: wish.sizeBytes,
      protocol: wish.protocol,
      partBytes: wish.protocol === 'multipart' ? (limits.partBytes ?? partSizeFor(wish.sizeBytes)) : null,
      createdAt: parts.clock.now(),
      expiresAt: expiryFrom(parts),
    });
    await parts.outbox.publish(tx, uploadStarted, {
      uploadId: upload.id,
      videoId: upload.videoId,
      channelId: upload.channelId,
      filename: upload.filename,
      sizeBytes: upload.sizeBytes,
    });
    return { upload, superseded };
  });
  if (superseded.length > 0) await leases.stop(superseded.map(({ id }) => id));
  return upload;
}

async function supersede(tx: Tx, { outbox, clock }: UploadParts, videoId: string): Promise<Upload[]> {
  const older = await unfinishedOfVideo(tx, videoId);
  for (const { id, channelId } of older) {
    await markEnded(tx, id, 'terminated', clock.now());
    await outbox.publish(tx, uploadTerminated, { uploadId: id, videoId, channelId, reason: 'superseded' });
  }
  return older;
}

async function requireRoom(tx: Tx, { limits }: UploadParts, channelId: string, sizeBytes: number): Promise<void> {
  const used = await usedBytesOfChannel(tx, channelId);
  if (used + sizeBytes > limits.channelQuotaBytes) throw quotaExceeded(limits.channelQuotaBytes, used);
}
