/** Runs at most `size` pieces of work side by side; the others wait in the order they came. */
export type Limit = <T>(work: () => Promise<T>) => Promise<T>;

export function createLimit(size: number): Limit {
  let running = 0;
  const waiting: (() => void)[] = [];
  return async (work) => {
    if (running >= size) await new Promise<void>((resolve) => waiting.push(resolve));
    else running++;
    try {
      return await work();
    } finally {
      const next = waiting.shift();
      // The place is handed on without being free in between, so that nobody slips past the queue.
      if (next) next();
      else running--;
    }
  };
}
