import type { Database } from '../../platform/db';
import type { Logger } from '../../platform/observability';
import type { DirectUploads, MultipartUpload, Storage, UploadedPart } from '../../platform/storage';
import { abortBucketUploads, isCode, knownBucketUpload, sourceKeyOf } from './bucket-upload';
import { partsMissing, uploadInterrupted } from './errors';
import type { UploadBytes } from './incoming-files';
import { forgetBucketUpload, markCompleting, type Upload } from './store';

export interface DirectPartsParts {
  db: Database;
  direct: DirectUploads;
  storage: Pick<Storage, 'stat'>;
  logger: Logger;
}

/** The bytes of uploads that go straight to the bucket: the bucket alone knows what has arrived. */
export interface DirectParts extends UploadBytes {
  /** Parts that have arrived and have the size they should have, by number. */
  arrived(upload: Upload): Promise<UploadedPart[]>;
}

/** How many parts a direct upload has, and how long each is. */
export function layoutOf({ sizeBytes, partBytes }: Pick<Upload, 'sizeBytes' | 'partBytes'>) {
  const size = partBytes ?? sizeBytes;
  const count = Math.ceil(sizeBytes / size);
  return { count, bytesOf: (number: number) => (number < count ? size : sizeBytes - size * (count - 1)) };
}

export function createDirectParts(parts: DirectPartsParts): DirectParts {
  const { db, direct } = parts;
  const arrived = async (upload: Upload): Promise<UploadedPart[]> => {
    const known = knownBucketUpload(upload);
    if (!known) return [];
    return (await listed(parts, upload, known)) ?? everyPartOf(upload);
  };
  return {
    arrived,
    length: async (upload) => (await arrived(upload)).reduce((sum, { sizeBytes }) => sum + sizeBytes, 0),
    settle: async (upload, fence, storageKey) => {
      const known = knownBucketUpload(upload);
      if (!known) throw partsMissing(numbersMissing(upload, []));
      const present = await listed(parts, upload, known);
      if (present === null) return; // made already, by who died before saying so
      const missing = numbersMissing(upload, present);
      if (missing.length > 0) throw partsMissing(missing);
      if (!(await db.transaction((tx) => markCompleting(tx, upload.id, fence)))) throw uploadInterrupted();
      try {
        await direct.complete({ ...known, key: storageKey }, present, upload.sizeBytes);
      } catch (error) {
        // A part was replaced in this very moment; asked again, the bucket says which it has.
        throw isCode(error, 'multipart_mismatch', 'multipart_gone') ? uploadInterrupted(error) : error;
      }
    },
    remove: (upload) => abortBucketUploads(parts, upload),
  };
}

/** Null when the object has been made of them. What the bucket has lost is begun again with the next part. */
async function listed(
  { db, direct, storage, logger }: DirectPartsParts,
  upload: Upload,
  known: MultipartUpload,
): Promise<UploadedPart[] | null> {
  const { count, bytesOf } = layoutOf(upload);
  try {
    const parts = await direct.listParts(known);
    return parts.filter(({ number, sizeBytes }) => number <= count && sizeBytes === bytesOf(number));
  } catch (error) {
    if (!isCode(error, 'multipart_gone')) throw error;
    const made = await storage.stat(sourceKeyOf(upload));
    if (made?.sizeBytes === upload.sizeBytes) return null;
    logger.error({ uploadId: upload.id }, 'The bucket no longer knows the parts of an upload; it is sent again');
    await db.transaction((tx) => forgetBucketUpload(tx, upload.id, known.id));
    return [];
  }
}

function everyPartOf(upload: Upload): UploadedPart[] {
  const { count, bytesOf } = layoutOf(upload);
  return Array.from({ length: count }, (_, index) => ({
    number: index + 1,
    sizeBytes: bytesOf(index + 1),
    etag: '',
  }));
}

function numbersMissing(upload: Upload, present: readonly UploadedPart[]): number[] {
  const numbers = new Set(present.map(({ number }) => number));
  const { count } = layoutOf(upload);
  return Array.from({ length: count }, (_, index) => index + 1).filter((number) => !numbers.has(number));
}
