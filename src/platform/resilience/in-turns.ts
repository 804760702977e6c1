import { setImmediate as othersFirst } from 'node:timers/promises';

const turnMs = 10;

/** What `work` makes of each, in order; in a long list whoever else waits for this process gets a turn every 10 ms. */
export async function inTurns<T, R>(items: readonly T[], work: (item: T, index: number) => R): Promise<R[]> {
  const made: R[] = [];
  let begunAt = performance.now();
  for (const [index, item] of items.entries()) {
    made.push(work(item, index));
    if (performance.now() - begunAt < turnMs) continue;
    await othersFirst();
    begunAt = performance.now();
  }
  return made;
}
