const firstMs = 1_000;
const longestMs = 30_000;

/** Doubles from one second to thirty and stays there: an outage of hours only pauses an upload. */
export function retryDelayMs(failures: number): number {
  return Math.min(longestMs, firstMs * 2 ** Math.min(failures - 1, 10));
}
