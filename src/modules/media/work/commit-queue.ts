export interface CommitQueue<T> {
  /** `stored` settles when the item's bytes lie in storage; items are committed in the order they were added. */
  add(item: T, bytes: number, stored: Promise<unknown>): void;
  fail(error: unknown): void;
  failed(): boolean;
  /** Resolves when more may be added. @throws what went wrong. */
  room(): Promise<void>;
  /** Resolves when everything added is committed. @throws what went wrong. */
  drained(): Promise<void>;
}

interface Entry<T> {
  item: T;
  bytes: number;
  stored: Promise<unknown>;
  settled: boolean;
}

const maxHeldBytes = 32 * 1024 * 1024;
const maxHeldItems = 4;

/** Items are stored side by side and committed in order, as many at once as are ready; a few are in flight at most. */
export function createCommitQueue<T>(commit: (items: readonly T[]) => Promise<void>): CommitQueue<T> {
  const queue: Entry<T>[] = [];
  const waiting: (() => void)[] = [];
  let heldBytes = 0;
  let flushing: Promise<void> | null = null;
  let failure: { error: unknown } | null = null;

  const wakeAll = (): void => {
    for (const wake of waiting.splice(0)) wake();
  };
  const fail = (error: unknown): void => {
    failure ??= { error };
    wakeAll();
  };
  const throwFailure = (): void => {
    if (failure) throw failure.error;
  };
  const flush = async (): Promise<void> => {
    for (let head = queue[0]; head && !failure; head = queue[0]) {
      await head.stored;
      const unsettled = queue.findIndex(({ settled }) => !settled);
      const ready = queue.slice(0, unsettled < 0 ? queue.length : Math.max(1, unsettled));
      await commit(ready.map(({ item }) => item));
      queue.splice(0, ready.length);
      heldBytes -= ready.reduce((sum, { bytes }) => sum + bytes, 0);
      wakeAll();
    }
  };
  return {
    add: (item, bytes, stored) => {
      const entry: Entry<T> = { item, bytes, stored, settled: false };
      queue.push(entry);
      heldBytes += bytes;
      stored.then(() => {
        entry.settled = true;
      }, fail);
      flushing ??= flush()
        .catch(fail)
        .finally(() => {
          flushing = null;
        });
    },
    fail,
    failed: () => failure !== null,
    room: async () => {
      while (!failure && flushing && (heldBytes > maxHeldBytes || queue.length > maxHeldItems)) {
        await new Promise<void>((resolve) => waiting.push(resolve));
      }
      throwFailure();
    },
    drained: async () => {
      while (flushing) await flushing;
      throwFailure();
    },
  };
}
