import { isAppError } from '../../errors';
import { multipartGone, multipartMismatch, objectMissing, storageFull, storageUnavailable } from '../errors';

type Sentence = (cause: unknown) => Error;

/** What S3 calls it, and what we do. */
const byName: Record<string, Sentence> = {
  NoSuchKey: objectMissing,
  NotFound: objectMissing, // HEAD has no body to say more
  NoSuchUpload: multipartGone,
  InvalidPart: multipartMismatch,
  InvalidPartOrder: multipartMismatch,
  EntityTooSmall: multipartMismatch,
  QuotaExceeded: storageFull,
  InsufficientStorage: storageFull,
  XMinioStorageFull: storageFull,
};

/** Runs one call to the bucket; whatever the matter, its error is one of the face's. */
export async function inOurWords<T>(call: () => Promise<T>, signal?: AbortSignal): Promise<T> {
  try {
    return await call();
  } catch (error) {
    signal?.throwIfAborted();
    throw asStorageError(error);
  }
}

/** Wrong keys and a missing bucket count as unavailable too: the person can do nothing, and the log has the cause. */
export function asStorageError(error: unknown): unknown {
  if (isAppError(error)) return error;
  const known = byName[nameOf(error)];
  if (known) return known(error);
  if (statusOf(error) === 507) return storageFull(error);
  return isOfS3(error) ? storageUnavailable(error) : error;
}

export function isCalled(error: unknown, name: string): boolean {
  return nameOf(error) === name || (isAppError(error) && nameOf(error.cause) === name);
}

function nameOf(error: unknown): string {
  return error instanceof Error ? error.name : '';
}

function statusOf(error: unknown): number | undefined {
  return (error as { $metadata?: { httpStatusCode?: number } }).$metadata?.httpStatusCode;
}

// What the SDK throws carries `$metadata`; what a socket throws while a body is read carries a code.
function isOfS3(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  return '$metadata' in error || error.name === 'TimeoutError' || ('code' in error && isNetwork(String(error.code)));
}

function isNetwork(code: string): boolean {
  return /^(ECONN|EPIPE|ETIMEDOUT|EHOSTUNREACH|ENETUNREACH|ENOTFOUND|EAI_AGAIN)/.test(code);
}
