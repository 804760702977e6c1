import type { Composition } from './compose';
import type { Role } from './roles';
import { billingConsumers, workerConsumers, workerTimers } from './work';

/** Consumers, timers and the encoders. Returns how to stop. */
export async function startWorking(roles: readonly Role[], composition: Composition): Promise<() => Promise<void>> {
  const { platform } = composition;
  const works = roles.includes('worker');
  const consumers = [
    ...(works ? workerConsumers(composition) : []),
    ...(roles.includes('billing') ? billingConsumers(composition) : []),
  ];
  await platform.bus.start(consumers, { relay: works, consume: true });
  if (!works) return () => platform.bus.close();
  for (const timer of workerTimers(composition)) platform.timers.register(timer);
  await platform.timers.start();
  composition.mediaWorker.start();
  return async () => {
    await Promise.all([platform.bus.close(), platform.timers.close(), composition.mediaWorker.close()]);
  };
}
