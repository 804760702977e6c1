import { AppError, hasCode } from '../errors';

export const objectMissing = (cause?: unknown) =>
  new AppError({
    kind: 'not_found',
    code: 'object_missing',
    publicMessage: 'This file is no longer here.',
    cause,
  });

export const storageFull = (cause?: unknown) =>
  new AppError({
    kind: 'unavailable',
    code: 'storage_full',
    publicMessage: 'There is no room left for media right now. What you have sent so far is safe; try again later.',
    details: { status: 507 },
    retryAfterSeconds: 60,
    cause,
  });

export const storageUnavailable = (cause?: unknown) =>
  new AppError({
    kind: 'unavailable',
    code: 'storage_unavailable',
    publicMessage: 'We cannot reach our media storage right now. Nothing is lost; try again in a moment.',
    retryAfterSeconds: 5,
    cause,
  });

export const multipartGone = (cause?: unknown) =>
  new AppError({
    kind: 'gone',
    code: 'multipart_gone',
    publicMessage: 'This upload is complete, was cancelled or was left alone for too long. Start a new one.',
    cause,
  });

export const multipartMismatch = (cause?: unknown) =>
  new AppError({
    kind: 'conflict',
    code: 'multipart_mismatch',
    publicMessage: 'The parts that arrived do not make up the file that was announced. Send the missing ones again.',
    cause,
  });

/** The disk is full, or what somebody may use of it. */
export function isNoRoom(error: unknown): boolean {
  return hasCode(error, 'ENOSPC', 'EDQUOT', 'EFBIG');
}
