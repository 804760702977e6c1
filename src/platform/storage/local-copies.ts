import { createHash } from 'node:crypto';
import { createWriteStream, existsSync } from 'node:fs';
import { mkdir, readdir, rename, rm, stat, utimes } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { hasCode } from '../errors';
import { randomToken } from '../ids';
import { isNoRoom, storageFull, storageUnavailable } from './errors';

export interface LocalCopies {
  /** Lends the object as a file. @throws AppError as `open`, `storage_full`; the signal's reason while it is fetched. */
  use<T>(key: string, work: (path: string) => Promise<T>, signal?: AbortSignal): Promise<T>;
  /** Lets go of the copies of keys that start so; a copy in use goes when its users are done. */
  drop(beginning: string): Promise<void>;
  /** Deletes what processes that are gone, or silent since this instant, left behind. */
  sweep(before: Date): Promise<void>;
  close(): Promise<void>;
}

export interface LocalCopiesOptions {
  directory: string;
  /** How much copies may fill that nobody uses; one in use stays whatever its size. */
  idleBytes: number;
  open(key: string, signal: AbortSignal): Promise<{ sizeBytes: number; body: Readable }>;
}

interface Copy {
  path: string;
  bytes: number;
  whole: boolean;
  users: number;
  usedAt: number;
  /** Stops fetching when the last one who waits has given up. */
  giveUp: AbortController;
  fetched: Promise<void>;
}

const unfetched = { bytes: 0, whole: false, users: 0, usedAt: 0, fetched: Promise.resolve() };

/** Objects as private files: one download for all who use the same one, kept while there is room. */
export function createLocalCopies(options: LocalCopiesOptions): LocalCopies {
  const own = join(options.directory, `${process.pid}-${randomToken()}`);
  const copies = new Map<string, Copy>();
  const swept = sweepOthers(options.directory, own, new Date(0));
  swept.catch(() => undefined); // heard by the first who needs it

  const begin = (key: string): Copy => {
    const name = `${createHash('sha256').update(key).digest('hex').slice(0, 32)}-${randomToken()}`;
    const copy: Copy = { ...unfetched, path: join(own, name), giveUp: new AbortController() };
    copy.fetched = swept
      .then(() => fetchInto(options, key, copy))
      .catch((error) => {
        if (copies.get(key) === copy) copies.delete(key);
        throw error;
      });
    copy.fetched.catch(() => undefined);
    copies.set(key, copy);
    return copy;
  };
  const find = (key: string): Copy => {
    const known = copies.get(key);
    if (!known?.whole || existsSync(known.path)) return known ?? begin(key);
    copies.delete(key); // somebody tidied our folder away
    return begin(key);
  };
  const release = async (key: string, copy: Copy): Promise<void> => {
    copy.users--;
    copy.usedAt = performance.now();
    if (copy.users > 0) return;
    if (copies.get(key) !== copy) await rm(copy.path, { force: true });
    else if (!copy.whole) forget(copies, key, copy);
    await evict(copies, options.idleBytes);
  };
  return {
    use: async (key, work, signal) => {
      signal?.throwIfAborted();
      const copy = find(key);
      copy.users++;
      try {
        await untilAborted(copy.fetched, signal);
        const now = new Date();
        await utimes(own, now, now); // tells the sweeps of other processes that this one is alive
        return await work(copy.path);
      } finally {
        await release(key, copy);
      }
    },
    drop: async (beginning) => {
      for (const [key, copy] of copies) {
        if (!key.startsWith(beginning)) continue;
        copies.delete(key);
        if (copy.users === 0) await rm(copy.path, { force: true });
      }
    },
    sweep: (before) => sweepOthers(options.directory, own, before),
    close: async () => {
      for (const [key, copy] of copies) forget(copies, key, copy);
      await swept.catch(() => undefined);
      await rm(own, { recursive: true, force: true });
    },
  };
}

/** So that the next who asks begins anew, and whoever still fetches stops. */
function forget(copies: Map<string, Copy>, key: string, copy: Copy): void {
  copies.delete(key);
  copy.giveUp.abort(new Error('Nobody waits for this copy any more'));
}

async function fetchInto({ open }: LocalCopiesOptions, key: string, copy: Copy): Promise<void> {
  const partial = `${copy.path}.part`;
  const { signal } = copy.giveUp;
  try {
    await mkdir(dirname(partial), { recursive: true, mode: 0o700 });
    const { sizeBytes, body } = await open(key, signal);
    await pipeline(body, createWriteStream(partial, { mode: 0o600 }), { signal });
    if ((await stat(partial)).size !== sizeBytes) throw storageUnavailable(new Error('A copy has the wrong length'));
    await rename(partial, copy.path);
    copy.bytes = sizeBytes;
    copy.whole = true;
    if (signal.aborted) await rm(copy.path, { force: true }); // forgotten in the last moment
  } catch (error) {
    await rm(partial, { force: true });
    throw isNoRoom(error) ? storageFull(error) : error;
  }
}

/** Longest unused first. */
async function evict(copies: Map<string, Copy>, idleBytes: number): Promise<void> {
  const idle = [...copies].filter(([, { users }]) => users === 0).sort(([, a], [, b]) => a.usedAt - b.usedAt);
  let total = idle.reduce((sum, [, { bytes }]) => sum + bytes, 0);
  for (const [key, copy] of idle) {
    if (total <= idleBytes) return;
    total -= copy.bytes;
    copies.delete(key);
    await rm(copy.path, { force: true });
  }
}

async function untilAborted(work: Promise<void>, signal: AbortSignal | undefined): Promise<void> {
  if (!signal) return work;
  signal.throwIfAborted();
  let stop: () => void = () => undefined;
  const aborted = new Promise<never>((_resolve, reject) => {
    stop = () => reject(signal.reason);
    signal.addEventListener('abort', stop, { once: true });
  });
  try {
    await Promise.race([work, aborted]);
  } finally {
    signal.removeEventListener('abort', stop);
  }
}

/** A folder is named after the process that owns it. */
async function sweepOthers(directory: string, own: string, before: Date): Promise<void> {
  for (const name of await readdir(directory).catch(() => [])) {
    const path = join(directory, name);
    if (path === own) continue;
    const silentSince = await stat(path).then(
      ({ mtime }) => mtime,
      () => null,
    );
    if (silentSince && (silentSince < before || !isAlive(Number(name.split('-')[0])))) {
      await rm(path, { recursive: true, force: true });
    }
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return hasCode(error, 'EPERM');
  }
}
