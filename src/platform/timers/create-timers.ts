import type { Cache, RedisConnections } from '../cache';
import type { Clock } from '../clock';
import type { Logger, Metrics } from '../observability';
import { createBullClock } from './bull-clock';
import { createEmbeddedClock } from './embedded-clock';
import { createRunner } from './runner';
import type { Timer, Timers } from './timers';

export interface TimersOptions {
  /** Null: each process keeps its own time. */
  redis: RedisConnections | null;
  /** Carries `wakeAt` from a process that runs no timers to those that do. */
  cache: Cache;
  clock: Clock;
  logger: Logger;
  metrics: Metrics;
  /** Names the queue; installations that share a Redis differ in it. */
  prefix?: string;
}

const wakeChannel = 'timers.wake';

/** How much longer than `everyMs` a process waits for Redis to wake it before it wakes itself. */
const patience = { withRedis: 1.25, alone: 1 };

export function createTimers(options: TimersOptions): Timers {
  const { redis, cache, clock, logger, prefix = 'showrunner:' } = options;
  const timers = new Map<string, Timer>();
  const runner = createRunner({ ...options, patience: redis ? patience.withRedis : patience.alone });
  const precise = redis ? createBullClock({ redis, clock, logger, prefix }) : createEmbeddedClock(clock);
  let started = false;
  let stopListening: () => void = () => undefined;

  const wake = (timerName: string): void => {
    const timer = timers.get(timerName);
    if (timer) void runner.run(timer);
  };

  const hear = (message: string): void => {
    const { timerName, at } = JSON.parse(message) as { timerName: string; at: number };
    if (timers.has(timerName)) void precise.wakeAt(timerName, new Date(at));
  };

  return {
    register: (timer) => {
      if (timers.has(timer.name)) throw new Error(`Two timers are named ${timer.name}`);
      timers.set(timer.name, timer);
    },
    wakeAt: async (timerName, at) => {
      if (started) await precise.wakeAt(timerName, at);
      else await cache.broadcast(wakeChannel, JSON.stringify({ timerName, at: at.getTime() }));
    },
    start: async () => {
      started = true;
      stopListening = cache.listen(wakeChannel, hear);
      precise.start([...timers.values()], wake);
      runner.start([...timers.values()]);
    },
    close: async () => {
      stopListening();
      runner.stop();
      await precise.close();
      await runner.finished();
    },
  };
}
