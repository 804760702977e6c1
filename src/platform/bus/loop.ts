import type { Logger } from '../observability';

export interface Loop {
  start(): void;
  /** Makes a pass now, or right after the one under way. */
  wake(): void;
  /** Resolves when the pass under way has ended. */
  stop(): Promise<void>;
}

const restAfterErrorMs = 1_000;

/** Makes passes: again at once while `pass` says there may be more, else when woken or after `pollMs`. */
export function createLoop(options: { pass: () => Promise<boolean>; pollMs: number; logger: Logger }): Loop {
  const { pass, pollMs, logger } = options;
  let stopping = false;
  let woken = false;
  let rouse: (() => void) | null = null;
  let running: Promise<void> = Promise.resolve();

  const sleep = async (ms: number): Promise<void> => {
    if (woken || stopping) return;
    let timer: NodeJS.Timeout | undefined;
    await new Promise<void>((resolve) => {
      rouse = resolve;
      timer = setTimeout(resolve, ms);
    });
    clearTimeout(timer);
    rouse = null;
  };

  const run = async (): Promise<void> => {
    while (!stopping) {
      woken = false;
      try {
        if (!(await pass())) await sleep(pollMs);
      } catch (error) {
        logger.warn({ error }, 'The bus could not reach the database; it will try again');
        woken = false;
        await sleep(restAfterErrorMs);
      }
    }
  };

  return {
    start: () => {
      running = run();
    },
    wake: () => {
      woken = true;
      rouse?.();
    },
    stop: () => {
      stopping = true;
      rouse?.();
      return running;
    },
  };
}
