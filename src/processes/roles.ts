import type { Composition } from './compose';
import { startWeb } from './start-web';
import { startWorking } from './start-working';

/** What a process does; `everything` does all three. */
export type Role = 'web' | 'worker' | 'billing';

/** Starts the roles of one process, and sees that they stop side by side. */
export async function startRoles(roles: readonly Role[], composition: Composition): Promise<void> {
  const stops: (() => Promise<unknown>)[] = [];
  composition.closers.push(async () => {
    await Promise.all(stops.map((stop) => stop()));
  });
  // The port first: health is answered while the rest is still looking for its services.
  if (roles.includes('web')) stops.push(await startWeb(composition));
  if (roles.includes('worker') || roles.includes('billing')) stops.push(await startWorking(roles, composition));
}
