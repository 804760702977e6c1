import { constants } from 'node:fs';
import { mkdir, open, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { hasCode } from '../../platform/errors';
import type { Storage } from '../../platform/storage';
import { uploadInterrupted } from './errors';
import { FileWriter } from './file-writer';
import { asRefusal, type IncomingFiles } from './incoming-files';
import type { Upload } from './store';

/** Files of this machine's disk; the length of one is the truth about how much has arrived. */
export function createLocalIncoming(directory: string, storage: Pick<Storage, 'putFile' | 'stat'>): IncomingFiles {
  // A public id is one that this product made: letters and digits, never input as it came.
  const pathOf = ({ publicId }: Upload) => join(directory, `${publicId}.part`);
  const length = async (upload: Upload, flush: boolean): Promise<number | null> => {
    const file = await open(pathOf(upload), constants.O_RDWR).catch(nullIfMissing);
    if (!file) return null;
    try {
      if (flush) await file.datasync();
      return (await file.stat()).size;
    } finally {
      await file.close();
    }
  };
  return {
    length: (upload) => length(upload, false),
    durableLength: (upload) => length(upload, true),
    open: async (upload, position, { mayWrite }) => {
      try {
        await mkdir(directory, { recursive: true });
        const file = await open(pathOf(upload), constants.O_WRONLY | constants.O_CREAT, 0o600);
        return new FileWriter({ file, position, mayWrite });
      } catch (error) {
        throw asRefusal(error);
      }
    },
    settle: async (upload, _fence, storageKey) => {
      try {
        if ((await length(upload, false)) === upload.sizeBytes) {
          await storage.putFile(storageKey, pathOf(upload), 'application/octet-stream');
          return;
        }
      } catch (error) {
        throw asRefusal(error);
      }
      const moved = await storage.stat(storageKey);
      if (moved?.sizeBytes !== upload.sizeBytes) throw uploadInterrupted();
    },
    remove: (upload) => rm(pathOf(upload), { force: true }),
  };
}

function nullIfMissing(error: unknown): null {
  if (hasCode(error, 'ENOENT')) return null;
  throw error;
}
