export interface Lanes<T> {
  put(delivery: T): void;
}

export interface LanesOptions<T> {
  /** Lanes side by side. */
  concurrency: number;
  /** Whether a delivery may share its lane with its neighbours. */
  mayShare(delivery: T): boolean;
  /** Answers the first of them, or several; returns those it did not begin. Never rejects. */
  work(deliveries: T[]): Promise<T[]>;
  /** True: what waits is left to the broker, which gives it to somebody else. */
  isOver(): boolean;
}

/** A lane takes no more than this at once, so that others find something, too. */
const most = 200;

/** Deliveries of one queue, in the order they came; where several wait, a lane takes them together. */
export function createLanes<T>({ concurrency, mayShare, work, isOver }: LanesOptions<T>): Lanes<T> {
  let waiting: T[] = [];
  let free = concurrency;

  const next = (): T[] => {
    const share = Math.min(most, Math.ceil(waiting.length / free));
    const firstAlone = waiting.findIndex((delivery) => !mayShare(delivery));
    const together = firstAlone < 0 ? share : Math.min(share, firstAlone);
    return waiting.splice(0, Math.max(1, together));
  };

  const run = (): void => {
    if (isOver()) waiting = [];
    while (free > 0 && waiting.length > 0) {
      const taken = next();
      free--;
      void work(taken).then((left) => {
        free++;
        waiting.unshift(...left);
        run();
      });
    }
  };

  return {
    put: (delivery) => {
      waiting.push(delivery);
      run();
    },
  };
}
