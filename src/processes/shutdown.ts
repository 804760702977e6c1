import type { Logger } from '../platform/observability';

export interface Stoppable {
  close(): Promise<void>;
}

const stopWithinMs = 25_000; // Heroku kills 30 s after SIGTERM

/** Ends this process in order, with this exit code unless closing fails. Whoever asks again is not heard. */
export type Leave = (exitCode: number, cause: string) => void;

/** Leaves within 25 seconds of the first cause. */
export function createLeave(running: Stoppable, logger: Logger): Leave {
  let stopping = false;
  return (exitCode, cause) => {
    if (stopping) return;
    stopping = true;
    logger.info({ cause }, 'Stopping');
    const late = setTimeout(() => {
      logger.error('Stopping took too long; leaving');
      process.exit(1);
    }, stopWithinMs);
    late.unref();
    running.close().then(
      () => {
        logger.info('Stopped');
        process.exit(exitCode);
      },
      (error) => {
        logger.error({ error }, 'Stopping failed');
        process.exit(1);
      },
    );
  };
}

export function leaveOnSignal(leave: Leave): void {
  for (const signal of ['SIGTERM', 'SIGINT'] as const) process.on(signal, () => leave(0, signal));
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
