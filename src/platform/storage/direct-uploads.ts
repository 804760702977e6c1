import type { Readable } from 'node:stream';
import type { ObjectInfo } from './objects';

/** An object that is being put together from parts; nothing lies under its key until it is complete. */
export interface MultipartUpload {
  key: string;
  /** Storage's own id of it. */
  id: string;
}

export interface UnfinishedMultipart extends MultipartUpload {
  begunAt: Date;
}

export interface UploadedPart {
  /** From 1 to 10,000. */
  number: number;
  sizeBytes: number;
  /** As storage tells it, quotes included. */
  etag: string;
}

/**
 * Objects made of parts that may arrive in any order, from us or straight from a browser.
 * @throws AppError as `Storage`, and `multipart_gone` (gone) when the upload is complete, aborted or was never begun.
 */
export interface DirectUploads {
  /** Where every signed address lies (`https://host`): pages that use them have to be allowed to connect there. */
  origin(): Promise<string>;
  begin(key: string, contentType: string): Promise<MultipartUpload>;
  /** An address to PUT exactly `sizeBytes` bytes of one part to; the answer's `ETag` header names what arrived. */
  signPart(
    upload: MultipartUpload,
    part: { number: number; sizeBytes: number; expiresInSeconds: number },
  ): Promise<string>;
  /** From us. A Buffer is sent again when storage stumbles; a stream is not, and has to have `sizeBytes` bytes. */
  putPart(
    upload: MultipartUpload,
    part: { number: number; body: Buffer | Readable; sizeBytes: number },
  ): Promise<UploadedPart>;
  /** What has arrived, by number. */
  listParts(upload: MultipartUpload): Promise<UploadedPart[]>;
  /**
   * Makes the object, of exactly these parts. Said again after it is complete, it answers the same.
   * @throws AppError `multipart_mismatch` (conflict) when a part is missing, differs or is too small, or when the
   * whole is not `sizeBytes` long: then there is no object.
   */
  complete(
    upload: MultipartUpload,
    parts: readonly Pick<UploadedPart, 'number' | 'etag'>[],
    sizeBytes: number,
  ): Promise<ObjectInfo>;
  /** Forgets the upload and its parts; no error when they are gone already. */
  abort(upload: MultipartUpload): Promise<void>;
  /** Uploads below a prefix that nobody completed or aborted. */
  unfinished(prefix: string): AsyncIterable<UnfinishedMultipart>;
  /**
   * Addresses from which anybody can read these objects until then, at most seven days from now; the same ones in every
   * process, at any time. Thousands at a time, without keeping others waiting.
   */
  signReads(keys: readonly string[], expiresAt: Date): Promise<string[]>;
  /** Sees to it that pages of this origin may PUT parts and read the `ETag`; says whether a rule had to be added. */
  allowBrowsersOf(origin: string): Promise<'was_allowed' | 'added'>;
  /** The same for players on pages of any origin, which GET objects and parts of them. */
  allowPlayers(): Promise<'was_allowed' | 'added'>;
}

const mebibyte = 1024 ** 2;

/** S3's own limits. */
export const partLimits = { minBytes: 5 * mebibyte, maxBytes: 5 * 1024 ** 3, maxParts: 10_000 };

const usualPartBytes = 8 * mebibyte;

/** Bytes of every part but the last: 8 MiB, and more in whole MiB where 10,000 parts would not do. @throws RangeError */
export function partSizeFor(fileBytes: number): number {
  const needed = Math.ceil(fileBytes / partLimits.maxParts / mebibyte) * mebibyte;
  const partBytes = Math.max(usualPartBytes, needed);
  if (partBytes > partLimits.maxBytes) throw new RangeError('A file of this size does not fit into 10,000 parts');
  return partBytes;
}
