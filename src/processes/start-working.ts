import { createMediaWorker } from '../modules/media/service';
import type { Composition } from './compose';
import type { Role } from './role';
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
  const encoders = await startEncoders(composition);
  return async () => {
    await Promise.all([platform.bus.close(), platform.timers.close(), encoders.close()]);
  };
}

async function startEncoders({ config, platform, rooms }: Composition) {
  const { media, videos } = rooms;
  const worker = await createMediaWorker({
    ...platform,
    outbox: platform.bus,
    media,
    videos,
    config: config.media,
    dataDir: config.dataDir,
  });
  worker.start();
  return worker;
}
