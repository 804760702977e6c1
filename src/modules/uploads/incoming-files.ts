import { constants } from 'node:fs';
import { type FileHandle, mkdir, open, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { AppError } from '../../platform/errors';

/** The unfinished files of this installation; the length of one is the truth about how much has arrived. */
export interface IncomingFiles {
  pathOf(publicId: string): string;
  /** Null when there is no file. What is counted is on disk, not only in memory. */
  flushedLength(publicId: string): Promise<number | null>;
  /** As `flushedLength`, but without waiting for the disk. */
  length(publicId: string): Promise<number | null>;
  /** For writing at any position; made when it does not exist. */
  open(publicId: string): Promise<FileHandle>;
  remove(publicId: string): Promise<void>;
}

/** `publicId` is one that this product made: letters and digits, never input as it came. */
export function createIncomingFiles(directory: string): IncomingFiles {
  const pathOf = (publicId: string) => join(directory, `${publicId}.part`);
  const length = async (publicId: string, flush: boolean): Promise<number | null> => {
    const file = await open(pathOf(publicId), constants.O_RDWR).catch(nullIfMissing);
    if (!file) return null;
    try {
      if (flush) await file.datasync();
      return (await file.stat()).size;
    } finally {
      await file.close();
    }
  };
  return {
    pathOf,
    flushedLength: (publicId) => length(publicId, true),
    length: (publicId) => length(publicId, false),
    open: async (publicId) => {
      try {
        await mkdir(directory, { recursive: true });
        return await open(pathOf(publicId), constants.O_WRONLY | constants.O_CREAT, 0o600);
      } catch (error) {
        throw asRefusal(error);
      }
    },
    remove: (publicId) => rm(pathOf(publicId), { force: true }),
  };
}

/** Gives a full disk its sentence; anything else stays what it is. */
export function asRefusal(error: unknown): unknown {
  if (!['ENOSPC', 'EDQUOT', 'EFBIG'].some((code) => hasCode(error, code))) return error;
  return new AppError({
    kind: 'unavailable',
    code: 'storage_full',
    publicMessage: 'There is no room left for uploads right now. What has arrived is safe; go on from there later.',
    retryAfterSeconds: 60,
    cause: error,
  });
}

function nullIfMissing(error: unknown): null {
  if (hasCode(error, 'ENOENT')) return null;
  throw error;
}

function hasCode(error: unknown, code: string): boolean {
  return typeof error === 'object' && error !== null && 'code' in error && error.code === code;
}
