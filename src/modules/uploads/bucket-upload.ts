import type { Database } from '../../platform/db';
import { isAppError } from '../../platform/errors';
import type { DirectUploads, MultipartUpload } from '../../platform/storage';
import { uploadGone } from './errors';
import { findUploadById, rememberBucketUpload, type Upload } from './store';

/** Everything an attempt leaves in storage lies below it: what a later attempt sends can never mix with it. */
export function attemptPrefixOf({ videoId, id }: Pick<Upload, 'videoId' | 'id'>): string {
  return `media/${videoId}/source/${id}/`;
}

/** Where a finished source lies for good. */
export function sourceKeyOf(upload: Pick<Upload, 'videoId' | 'id'>): string {
  return `${attemptPrefixOf(upload)}original`;
}

interface Parts {
  db: Database;
  direct: DirectUploads;
}

/** The object that an upload's parts make up, as far as the row remembers it. */
export function knownBucketUpload(upload: Upload): MultipartUpload | null {
  return upload.bucketUploadId === null ? null : { key: sourceKeyOf(upload), id: upload.bucketUploadId };
}

/** Begins it with the first part, once, whoever comes first. @throws AppError `upload_gone`. */
export async function ensureBucketUpload({ db, direct }: Parts, upload: Upload): Promise<MultipartUpload> {
  const present = await findUploadById(db.reader, upload.id);
  const known = present && knownBucketUpload(present);
  if (known) return known;
  const begun = await direct.begin(sourceKeyOf(upload), 'application/octet-stream');
  const id = await db.transaction((tx) => rememberBucketUpload(tx, upload.id, begun.id));
  if (id === begun.id) return begun;
  await direct.abort(begun);
  if (id === null) throw uploadGone();
  return { key: begun.key, id };
}

/** Also what was begun by a process that died before it could note the id. */
export async function abortBucketUploads({ direct }: Pick<Parts, 'direct'>, upload: Upload): Promise<void> {
  const known = knownBucketUpload(upload);
  if (known) await direct.abort(known);
  for await (const unfinished of direct.unfinished(attemptPrefixOf(upload))) await direct.abort(unfinished);
}

export function isCode(error: unknown, ...codes: readonly string[]): boolean {
  return isAppError(error) && codes.includes(error.code);
}
