/** Runs at most `size` pieces of work side by side; the others wait in the order they came. */
export type Limit = <T>(work: () => Promise<T>) => Promise<T>;

export interface Queue {
  mayWait: number;
  /** What who comes to a full queue gets; their work is not begun. */
  refusal(): Error;
}

/** Without a `queue` any number may wait. */
export function createLimit(size: number, queue?: Queue): Limit {
  let running = 0;
  const waiting: (() => void)[] = [];
  return async (work) => {
    if (running < size) running++;
    else if (queue && waiting.length >= queue.mayWait) throw queue.refusal();
    else await new Promise<void>((resolve) => waiting.push(resolve));
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
