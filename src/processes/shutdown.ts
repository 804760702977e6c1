import type { Logger } from '../platform/observability';

export interface Stoppable {
  close(): Promise<void>;
}

const stopWithinMs = 25_000; // Heroku kills 30 s after SIGTERM

/** Closes once on the first SIGTERM or SIGINT, whatever follows, and leaves within 25 seconds. */
export function stopOnSignal(running: Stoppable, logger: Logger): void {
  let stopping = false;
  const stop = (signal: NodeJS.Signals) => {
    if (stopping) return;
    stopping = true;
    logger.info({ signal }, 'Stopping');
    const late = setTimeout(() => {
      logger.error('Stopping took too long; leaving');
      process.exit(1);
    }, stopWithinMs);
    late.unref();
    running.close().then(
      () => {
        logger.info('Stopped');
        process.exit(0);
      },
      (error) => {
        logger.error({ error }, 'Stopping failed');
        process.exit(1);
      },
    );
  };
  process.on('SIGTERM', stop);
  process.on('SIGINT', stop);
}

export interface Closers {
  push(close: () => Promise<void> | void): void;
  closeAll(): Promise<void>;
}

/** What opens is pushed, and closed in reverse; one failure does not keep the others open. */
export function createClosers(): Closers {
  const closers: (() => Promise<void> | void)[] = [];
  return {
    push: (close) => void closers.push(close),
    closeAll: async () => {
      const failures: unknown[] = [];
      for (const close of closers.splice(0).reverse()) {
        try {
          await close();
        } catch (error) {
          failures.push(error);
        }
      }
      if (failures.length > 0) throw new AggregateError(failures, 'Not everything closed cleanly');
    },
  };
}
