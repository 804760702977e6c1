import { createWriteStream } from 'node:fs';
import { mkdir, open, readdir, rename, rm, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { hasCode } from '../errors';
import { randomToken } from '../ids';
import { deleteOlder } from './delete-older';
import { isNoRoom, objectMissing, storageFull } from './errors';
import { checkedKey } from './keys';
import type { ByteRange, ListedObject, ObjectInfo } from './objects';
import { createOpenFiles } from './open-files';
import type { Storage } from './storage';

/** Objects as files under `root`; a file appears under its key only whole and flushed. */
export function createLocalStorage(root: string): Storage {
  const pathOf = (key: string): string => join(root, checkedKey(key));
  const incoming = join(root, '.incoming');
  const openFiles = createOpenFiles();
  const remove = (path: string, recursive: boolean): Promise<void> =>
    rm(path, { recursive, force: true }).finally(() => openFiles.forget(path));
  const settle = async (temporary: string, key: string): Promise<ObjectInfo> => {
    const path = pathOf(key);
    await mkdir(dirname(path), { recursive: true });
    await flush(temporary);
    await rename(temporary, path);
    return { sizeBytes: (await stat(path)).size };
  };
  return {
    put: async (key, body) => {
      const temporary = join(incoming, randomToken());
      try {
        if (Buffer.isBuffer(body)) return await putBuffer(body, temporary, pathOf(key));
        await mkdir(dirname(temporary), { recursive: true });
        await pipeline(body, createWriteStream(temporary));
        return await settle(temporary, key);
      } catch (error) {
        await rm(temporary, { force: true });
        throw asStorageError(error);
      }
    },
    putFile: async (key, localPath) => {
      try {
        const info = await settle(localPath, key);
        await flush(dirname(pathOf(key))); // there is no other copy: the new name, too, has to survive a power cut
        return info;
      } catch (error) {
        throw asStorageError(error);
      }
    },
    stat: async (key) => {
      try {
        return { sizeBytes: (await stat(pathOf(key))).size };
      } catch (error) {
        if (hasCode(error, 'ENOENT')) return null;
        throw error;
      }
    },
    read: (key, range) => openForReading(pathOf(key), range),
    openFile: (key) => openFiles.open(pathOf(key)).catch((error) => Promise.reject(asMissing(error))),
    withLocalFile: async (key, use, signal) => {
      const path = pathOf(key);
      signal?.throwIfAborted();
      await stat(path).catch((error) => Promise.reject(asMissing(error)));
      return use(path);
    },
    delete: (key) => remove(pathOf(key), false),
    deletePrefix: (prefix) => remove(pathOf(prefix.replace(/\/$/, '')), true),
    list: (prefix) => listKeys(root, prefix.replace(/\/$/, '')),
    sweepLeftovers: (before) => deleteOlder(incoming, before),
    signRead: async () => null,
    direct: null,
    ping: async () => void (await mkdir(root, { recursive: true })),
    close: async () => openFiles.close(),
  };
}

/** What is whole in memory takes the fewest calls; a film's segments come by the thousand. */
async function putBuffer(body: Buffer, temporary: string, path: string): Promise<ObjectInfo> {
  const file = await inFolderOf(temporary, () => open(temporary, 'w'));
  try {
    await file.writeFile(body);
    await file.sync();
  } finally {
    await file.close();
  }
  await inFolderOf(path, () => rename(temporary, path));
  return { sizeBytes: body.length };
}

/** Makes the folder only when it turns out to be missing. */
async function inFolderOf<T>(path: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (!hasCode(error, 'ENOENT')) throw error;
    await mkdir(dirname(path), { recursive: true });
    return work();
  }
}

async function flush(path: string): Promise<void> {
  const handle = await open(path, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

async function openForReading(path: string, range?: ByteRange): Promise<Readable> {
  try {
    const file = await open(path, 'r');
    return file.createReadStream({ highWaterMark: 256 * 1024, ...range });
  } catch (error) {
    throw asMissing(error);
  }
}

function asMissing(error: unknown): unknown {
  return hasCode(error, 'ENOENT') ? objectMissing(error) : error;
}

async function* listKeys(root: string, prefix: string): AsyncIterable<ListedObject> {
  const entries = await readdir(join(root, prefix), { withFileTypes: true }).catch(() => []);
  for (const entry of entries) {
    const key = prefix ? `${prefix}/${entry.name}` : entry.name;
    if (entry.name.startsWith('.')) continue;
    if (entry.isDirectory()) {
      yield* listKeys(root, key);
      continue;
    }
    const found = await stat(join(root, key)).catch(() => null); // deleted meanwhile
    if (found) yield { key, sizeBytes: found.size, writtenAt: found.mtime };
  }
}

function asStorageError(error: unknown): unknown {
  return isNoRoom(error) ? storageFull(error) : error;
}
