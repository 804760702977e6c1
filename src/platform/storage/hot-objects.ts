import { LRUCache } from 'lru-cache';

export interface LentObject {
  bytes: Buffer;
  /** Call once, when the bytes are no longer needed. */
  release(): void;
}

/** Objects that many people ask for at the same time, kept in memory. */
export interface HotObjects {
  /** From memory, or read into it when it was asked for not long ago; null: read it yourself, in pieces. */
  lend(key: string, sizeBytes: number): Promise<LentObject> | LentObject | null;
}

interface Kept {
  bytes: Buffer;
  users: number;
  evicted: boolean;
}

/** One object may fill at most this share: fewer would make the memory a lottery. */
const largestShare = 4;

/**
 * Holds at most `memoryBytes`, and as much again that is on its way in, or crowded out while it is still being sent.
 * What was asked for only once does not get in: an object is remembered by name first, for as long as it would have
 * stayed.
 */
export function createHotObjects(
  memoryBytes: number,
  read: (key: string, sizeBytes: number) => Promise<Buffer>,
): HotObjects {
  if (memoryBytes === 0) return { lend: () => null };
  let besideBytes = 0;
  const kept = new LRUCache<string, Kept>({
    maxSize: memoryBytes,
    sizeCalculation: ({ bytes }) => bytes.length,
    dispose: (object) => {
      object.evicted = true;
      if (object.users > 0) besideBytes += object.bytes.length;
    },
  });
  const askedFor = new LRUCache<string, number>({ maxSize: memoryBytes, sizeCalculation: (sizeBytes) => sizeBytes });
  const loading = new Map<string, Promise<Kept>>();

  const lent = (object: Kept): LentObject => {
    object.users += 1;
    return {
      bytes: object.bytes,
      release: () => {
        object.users -= 1;
        if (object.evicted && object.users === 0) besideBytes -= object.bytes.length;
      },
    };
  };
  const load = async (key: string, sizeBytes: number): Promise<Kept> => {
    besideBytes += sizeBytes;
    try {
      const object = { bytes: await read(key, sizeBytes), users: 0, evicted: false };
      kept.set(key, object);
      return object;
    } finally {
      besideBytes -= sizeBytes;
      loading.delete(key);
    }
  };
  return {
    lend: (key, sizeBytes) => {
      const object = kept.get(key);
      if (object) return lent(object);
      const running = loading.get(key);
      if (running) return running.then(lent);
      if (sizeBytes === 0 || sizeBytes > memoryBytes / largestShare || besideBytes + sizeBytes > memoryBytes)
        return null;
      if (!askedFor.has(key)) {
        askedFor.set(key, sizeBytes);
        return null;
      }
      const begun = load(key, sizeBytes);
      loading.set(key, begun);
      return begun.then(lent);
    },
  };
}
