import type { Child } from './child';

/**
 * Asks `ready` until it says yes.
 * @throws when the program ends first or the time is up, with the last of what it printed.
 */
export async function untilReady(child: Child, ready: () => Promise<boolean>, withinMs: number): Promise<void> {
  const deadline = Date.now() + withinMs;
  while (!child.hasExited()) {
    if (await ready()) return;
    if (Date.now() > deadline) {
      await child.stop();
      throw new Error(`${child.name} was not ready within ${withinMs / 1000} s:\n${child.tail()}`);
    }
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  throw new Error(`${child.name} ended before it was ready:\n${child.tail()}`);
}
