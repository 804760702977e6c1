import { buffer } from 'node:stream/consumers';
import type { Database } from '../../platform/db';
import type { Logger } from '../../platform/observability';
import { type DirectUploads, partLimits, type Storage } from '../../platform/storage';
import { abortBucketUploads, attemptPrefixOf, ensureBucketUpload, isCode, knownBucketUpload } from './bucket-upload';
import { uploadInterrupted } from './errors';
import type { Hold, IncomingFiles } from './incoming-files';
import { forgetStretches, keepStretch, lengthOfStretches, type Stretch, stretchesOf } from './part-store';
import { PartWriter } from './part-writer';
import { forgetBucketUpload, type Upload } from './store';

export interface BucketIncomingParts {
  db: Database;
  direct: DirectUploads;
  storage: Pick<Storage, 'put' | 'read' | 'delete' | 'deletePrefix'>;
  logger: Logger;
}

const octets = 'application/octet-stream';
const mebibyte = 1024 ** 2;

/**
 * Files that go into the bucket part by part while they arrive; nothing lies on this machine. What counts is what
 * the bucket has confirmed and the rows say, under the fence of who wrote it.
 */
export function createBucketIncoming(parts: BucketIncomingParts): IncomingFiles {
  const { db, storage } = parts;
  const length = (upload: Upload) => lengthOfStretches(db.reader, upload.id);
  return {
    length,
    durableLength: length,
    open: (upload, position, hold) => openWriter(parts, upload, position, hold),
    settle: (upload, fence, storageKey) => settle(parts, upload, fence, storageKey),
    remove: async (upload) => {
      await abortBucketUploads(parts, upload);
      await storage.deletePrefix(waitingPrefixOf(upload));
    },
  };
}

const waitingPrefixOf = (upload: Upload) => `${attemptPrefixOf(upload)}waiting/`;

/** As small as the bucket allows, since two of them are in memory; larger only where 10,000 would not do. */
export function tusPartBytes(fileBytes: number): number {
  return Math.max(partLimits.minBytes, Math.ceil(fileBytes / partLimits.maxParts / mebibyte) * mebibyte);
}

async function openWriter(parts: BucketIncomingParts, upload: Upload, position: number, { fence, mayWrite }: Hold) {
  const stretches = await stretchesOf(parts.db.reader, upload.id);
  if (lengthOf(stretches) !== position) throw uploadInterrupted();
  const last = stretches.at(-1);
  const waits = last?.waitingKey ? last : null;
  const waiting = waits?.waitingKey ? await buffer(await parts.storage.read(waits.waitingKey)) : Buffer.alloc(0);
  const keep = keeperOf(parts, upload, fence, waits);
  return new PartWriter({
    ...keep,
    mayWrite,
    waiting,
    partBytes: tusPartBytes(upload.sizeBytes),
    position: position - waiting.length,
    sizeBytes: upload.sizeBytes,
    number: waits?.number ?? stretches.length + 1,
  });
}

/** Puts stretches into the bucket and notes each under the fence; what a stale process puts is never noted. */
function keeperOf(parts: BucketIncomingParts, upload: Upload, fence: number, waits: Stretch | null) {
  const { db, direct, storage, logger } = parts;
  const note = async (stretch: Stretch) => {
    if (!(await db.transaction((tx) => keepStretch(tx, upload.id, fence, stretch)))) {
      throw new Error('Another process owns this upload now');
    }
    if (stretch.number !== waits?.number || !waits.waitingKey) return;
    await storage.delete(waits.waitingKey).catch((error) => {
      logger.warn({ error, uploadId: upload.id }, 'What an upload no longer needs stays until the upload is done');
    });
  };
  return {
    keepPart: async (number: number, body: Buffer) => {
      const bucketUpload = await ensureBucketUpload(parts, upload);
      const sizeBytes = body.length;
      const { etag } = await direct.putPart(bucketUpload, { number, body, sizeBytes }).catch(async (error) => {
        if (!isCode(error, 'multipart_gone')) throw error;
        await forgetAll(parts, { ...upload, bucketUploadId: bucketUpload.id }, fence);
        throw uploadInterrupted(error);
      });
      await note({ number, sizeBytes, etag, waitingKey: null });
    },
    keepWaiting: async (number: number, body: Buffer) => {
      const waitingKey = `${waitingPrefixOf(upload)}${fence}`;
      const { sizeBytes } = await storage.put(waitingKey, body, octets);
      await note({ number, sizeBytes, etag: null, waitingKey });
    },
  };
}

async function settle(parts: BucketIncomingParts, upload: Upload, fence: number, storageKey: string): Promise<void> {
  const { db, direct, storage } = parts;
  const stretches = await stretchesOf(db.reader, upload.id);
  const known = knownBucketUpload(upload);
  const wanted = stretches.flatMap(({ number, etag }) => (etag === null ? [] : [{ number, etag }]));
  if (!known || lengthOf(stretches) !== upload.sizeBytes || wanted.length < stretches.length) throw uploadInterrupted();
  try {
    await direct.complete({ ...known, key: storageKey }, wanted, upload.sizeBytes);
  } catch (error) {
    if (isCode(error, 'multipart_gone')) await forgetAll(parts, upload, fence);
    else if (isCode(error, 'multipart_mismatch')) await forgetWhatDiffers(parts, upload, fence, stretches);
    else throw error;
    throw uploadInterrupted(error);
  }
  await storage.deletePrefix(waitingPrefixOf(upload));
}

/** The bucket has lost it all: the sender begins again from the first byte. */
async function forgetAll({ db, logger }: BucketIncomingParts, upload: Upload, fence: number): Promise<void> {
  logger.error({ uploadId: upload.id }, 'The bucket no longer knows the parts of an upload; it is sent again');
  await db.transaction(async (tx) => {
    await forgetStretches(tx, upload.id, fence, 1);
    await forgetBucketUpload(tx, upload.id, upload.bucketUploadId);
  });
}

/** A process that froze may have put an old part over a new one: from there on it is sent again. */
async function forgetWhatDiffers(
  { db, direct, logger }: BucketIncomingParts,
  upload: Upload,
  fence: number,
  stretches: readonly Stretch[],
): Promise<void> {
  const known = knownBucketUpload(upload);
  const listed = known ? await direct.listParts(known) : [];
  const etags = new Map(listed.map(({ number, etag }) => [number, etag]));
  const from = stretches.find(({ number, etag }) => etags.get(number) !== etag)?.number ?? 1;
  logger.warn({ uploadId: upload.id, from }, 'Parts of an upload differ from what was noted and are sent again');
  await db.transaction((tx) => forgetStretches(tx, upload.id, fence, from));
}

function lengthOf(stretches: readonly Stretch[]): number {
  return stretches.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0);
}
