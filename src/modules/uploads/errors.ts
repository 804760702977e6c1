import { AppError } from '../../platform/errors';

export const uploadNotFound = () =>
  new AppError({
    kind: 'not_found',
    code: 'upload_not_found',
    publicMessage: 'There is no such upload, or it is not yours to see.',
  });

export const videoNotFound = () =>
  new AppError({
    kind: 'not_found',
    code: 'video_not_found',
    publicMessage: 'There is no such video, or it is not yours to see. Create a draft first, then upload to it.',
  });

export const videoInTrash = () =>
  new AppError({
    kind: 'conflict',
    code: 'video_in_trash',
    publicMessage: 'This video is in the trash. Restore it first, then upload.',
  });

export const uploadGone = () =>
  new AppError({
    kind: 'gone',
    code: 'upload_gone',
    publicMessage: 'This upload was cancelled, replaced by a newer one or left alone for too long. Start a new one.',
  });

export const uploadAlreadyCompleted = () =>
  new AppError({
    kind: 'conflict',
    code: 'upload_completed',
    publicMessage: 'This upload is complete and belongs to its video now. Delete the video instead.',
  });

/** 423 and nothing else: tus clients wait and ask again, while other refusals make them start from zero. */
export const uploadLocked = (cause?: unknown) =>
  new AppError({
    kind: 'conflict',
    code: 'upload_locked',
    publicMessage: 'This upload is being received by another request. What has arrived is safe; try again in a moment.',
    details: { status: 423 },
    retryAfterSeconds: 1,
    cause,
  });

export const uploadInterrupted = (cause?: unknown) =>
  new AppError({
    kind: 'unavailable',
    code: 'upload_interrupted',
    publicMessage: 'Receiving was interrupted on our side. What has arrived is safe; go on from there in a moment.',
    retryAfterSeconds: 2,
    cause,
  });

export const tooManyAtOnce = (limit: number) =>
  new AppError({
    kind: 'rate_limited',
    code: 'too_many_uploads_at_once',
    publicMessage: `An account can send ${limit} files at a time. Wait until one of them is done.`,
    retryAfterSeconds: 5,
  });

export const fileTooLarge = (maxBytes: number) =>
  new AppError({
    kind: 'too_large',
    code: 'upload_too_large',
    publicMessage: `A file may have up to ${inGigabytes(maxBytes)}. Nothing was sent; export it smaller and try again.`,
    details: { maxBytes },
  });

export const emptyFile = () =>
  new AppError({
    kind: 'invalid',
    code: 'upload_empty',
    publicMessage: 'This file is empty. Choose another one.',
  });

export const quotaExceeded = (quotaBytes: number, usedBytes: number) =>
  new AppError({
    kind: 'too_large',
    code: 'channel_quota_exceeded',
    publicMessage: `This channel keeps up to ${inGigabytes(quotaBytes)} of sources and would exceed that. Nothing was sent; delete videos that are no longer needed first.`,
    details: { quotaBytes, usedBytes },
  });

/** Codes as storage has them; said of what comes through us. */
export const storageFull = (cause?: unknown) =>
  new AppError({
    kind: 'unavailable',
    code: 'storage_full',
    publicMessage: 'There is no room left for uploads right now. What has arrived is safe; go on from there later.',
    details: { status: 507 },
    retryAfterSeconds: 60,
    cause,
  });

export const directUploadsUnavailable = () =>
  new AppError({
    kind: 'conflict',
    code: 'direct_uploads_unavailable',
    publicMessage:
      'This installation takes files itself and has no bucket to send to. Send the file by tus: /api/v1/uploads.',
  });

export const otherProtocol = () =>
  new AppError({
    kind: 'conflict',
    code: 'upload_is_direct',
    publicMessage:
      'The parts of this upload go straight to the bucket. Ask for their addresses, or begin a new upload.',
  });

export const noSuchPart = (count: number) =>
  new AppError({
    kind: 'invalid',
    code: 'part_number_invalid',
    publicMessage: `This upload has the parts 1 to ${count}. Nothing was changed.`,
    details: { partCount: count },
  });

export const partsMissing = (numbers: readonly number[]) =>
  new AppError({
    kind: 'conflict',
    code: 'upload_parts_missing',
    publicMessage: `${numbers.length === 1 ? 'One part of this file has' : `${numbers.length} parts of this file have`} not arrived whole. What has arrived is safe; send what is missing, then complete it again.`,
    details: { missingParts: numbers.slice(0, 100), missingCount: numbers.length },
  });

export const moreThanDeclared = () =>
  new AppError({
    kind: 'too_large',
    code: 'upload_longer_than_declared',
    publicMessage: 'More bytes came than the upload was declared to have. Nothing beyond the declared length was kept.',
  });

/** A request that does not keep to the tus protocol. */
export const badTusRequest = (code: string, publicMessage: string, status = 400) =>
  new AppError({ kind: 'invalid', code, publicMessage, details: { status } });

function inGigabytes(bytes: number): string {
  const gigabytes = bytes / 1024 ** 3;
  return gigabytes >= 1 ? `${Number(gigabytes.toFixed(1))} GiB` : `${Number((bytes / 1024 ** 2).toFixed(1))} MiB`;
}
