import { setTimeout as pause } from 'node:timers/promises';
import type { Composition } from './compose';
import type { Role } from './role';
import { startWeb } from './start-web';
import { startWorking } from './start-working';

export type { Role };

/** Starts the roles of one process, and sees that they stop side by side. */
export async function startRoles(roles: readonly Role[], composition: Composition): Promise<void> {
  const stops: (() => Promise<unknown>)[] = [];
  const stopping = new AbortController();
  let starting: Promise<unknown> = Promise.resolve();
  composition.closers.push(async () => {
    stopping.abort();
    // What is half started has to stop too, or its work stays leased to nobody.
    await starting.catch(() => undefined);
    await Promise.all(stops.map((stop) => stop()));
  });
  // The port first: health is answered while the rest is still looking for its services.
  if (roles.includes('web')) stops.push(await startWeb(composition));
  if (!roles.includes('worker') && !roles.includes('billing')) return;
  await untilDatabaseServes(composition, stopping.signal);
  if (stopping.signal.aborted) return;
  const working = startWorking(roles, composition);
  starting = working;
  stops.push(await working);
}

/** Waits for the database and its migrations, as long as it takes: a restart would bring them no sooner. */
async function untilDatabaseServes({ logger, platform }: Composition, stopping: AbortSignal): Promise<void> {
  for (let tries = 0; !stopping.aborted; tries++) {
    const { ready, parts } = await platform.health.report();
    if (ready) return;
    if (tries % 20 === 0) logger.warn({ parts }, 'Waiting for the database before any work');
    await pause(500, undefined, { signal: stopping }).catch(() => undefined);
  }
}
