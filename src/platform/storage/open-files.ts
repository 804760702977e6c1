import { closeSync, open, read } from 'node:fs';
import { LRUCache } from 'lru-cache';
import type { OpenedFile } from './storage';

/** Files that many read, open for a moment longer: opening one anew for each reader costs as much as reading it. */
export interface OpenFiles {
  /** @throws as `fs.open`. */
  open(path: string): Promise<OpenedFile>;
  /** Lets go of this file, or of all in this folder. Whoever reads one reads on. */
  forget(path: string): void;
  close(): void;
}

interface Kept {
  descriptor: Promise<number>;
  users: number;
  forgotten: boolean;
}

const most = 128;
/** A deleted file fills the disk until it is closed, and another process may have deleted it. */
const keptForMs = 5_000;

export function createOpenFiles(): OpenFiles {
  const kept = new LRUCache<string, Kept>({
    max: most,
    ttl: keptForMs,
    ttlAutopurge: true,
    dispose: (file) => {
      file.forgotten = true;
      closeUnused(file);
    },
  });
  const begin = (path: string): Kept => {
    const file = { descriptor: openToRead(path), users: 0, forgotten: false };
    kept.set(path, file);
    file.descriptor.catch(() => kept.peek(path) === file && kept.delete(path));
    return file;
  };
  return {
    open: async (path) => {
      const file = kept.get(path) ?? begin(path);
      file.users += 1;
      const close = () => {
        file.users -= 1;
        closeUnused(file);
      };
      try {
        const descriptor = await file.descriptor;
        return { read: (into, from) => readAt(descriptor, into, from), close };
      } catch (error) {
        close();
        throw error;
      }
    },
    forget: (path) => {
      for (const each of kept.keys()) {
        if (each === path || each.startsWith(`${path}/`)) kept.delete(each);
      }
    },
    close: () => kept.clear(),
  };
}

function closeUnused({ descriptor, users, forgotten }: Kept): void {
  if (!forgotten || users > 0) return;
  descriptor.then(closeSync, () => undefined); // only read: there is nothing to wait for
}

/** By callbacks: a promise's file handle costs more than reading a piece of a file that lies in memory. */
function openToRead(path: string): Promise<number> {
  return new Promise((resolve, reject) => {
    open(path, 'r', (error, descriptor) => (error ? reject(error) : resolve(descriptor)));
  });
}

function readAt(descriptor: number, into: Buffer, from: number): Promise<number> {
  return new Promise((resolve, reject) => {
    read(descriptor, into, 0, into.length, from, (error, got) => (error ? reject(error) : resolve(got)));
  });
}
