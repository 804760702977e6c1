import type { Logger } from '../platform/observability';

export interface MemoryGuardOptions {
  /** What this process may use, its tools not counted. */
  limitMb: number;
  logger: Logger;
  /** Drains and ends this process. Called once. */
  leave(): void;
  /** Bytes in memory now. */
  residentBytes?: () => number;
}

/** Above this share of the limit for so many looks in a row is no peak that goes by. */
const share = 0.9;
const looks = 3;
const lookEveryMs = 2_000;

/**
 * Ends a process in order before it uses more memory than it may: a dyno above its quota swaps, and at twice its
 * quota is killed. Returns how to stop.
 */
export function guardMemory({
  limitMb,
  logger,
  leave,
  residentBytes = process.memoryUsage.rss,
}: MemoryGuardOptions): () => void {
  let above = 0;
  const timer = setInterval(() => {
    const residentMb = Math.round(residentBytes() / 1024 ** 2);
    above = residentMb > limitMb * share ? above + 1 : 0;
    if (above < looks) return;
    clearInterval(timer);
    logger.error(
      { residentMb, limitMb },
      'Leaving before memory runs out, to be started again; when it comes back, raise PROCESS_MEMORY_MB or find the leak',
    );
    leave();
  }, lookEveryMs);
  timer.unref();
  return () => clearInterval(timer);
}
