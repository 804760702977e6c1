import Bull from 'bull';
import type Redis from 'ioredis';
import type { RedisConnections } from '../cache';
import type { Clock } from '../clock';
import type { Logger } from '../observability';
import { withTimeout } from '../resilience';
import { createEmbeddedClock } from './embedded-clock';
import type { PreciseClock, Wake } from './precise-clock';
import type { Timer } from './timers';

export interface BullClockOptions {
  redis: RedisConnections;
  clock: Clock;
  logger: Logger;
  prefix: string;
}

const answerWithinMs = 2_000;
const closeWithinMs = 3_000;
/** Registered again so often, because Redis may lose everything at any time. */
const registerEveryMs = 60_000;
const jobOptions = { removeOnComplete: true, removeOnFail: true };

/**
 * One Bull queue, `clock`, wakes one of all the processes that share the Redis: every timer in its rhythm,
 * and at the instants asked for. Its jobs carry no work, only the name of the timer to run.
 */
export function createBullClock({ redis, clock, logger, prefix }: BullClockOptions): PreciseClock {
  const local = createEmbeddedClock(clock);
  let opened: { queue: Bull.Queue; waiting: Redis } | null = null;
  let registering: NodeJS.Timeout | undefined;

  const register = async (queue: Bull.Queue, timers: readonly Timer[]): Promise<void> => {
    const everyMs = new Map(timers.map((timer) => [timer.name, timer.everyMs]));
    for (const { name, every, key } of await queue.getRepeatableJobs()) {
      if (everyMs.get(name) !== Number(every)) await queue.removeRepeatableByKey(key);
    }
    for (const [name, every] of everyMs) await queue.add(name, {}, { ...jobOptions, repeat: { every } });
  };

  const start = (timers: readonly Timer[], wake: Wake): void => {
    local.start(timers, wake);
    opened = openQueue(redis, prefix, logger);
    const { queue } = opened;
    const registerOrComplain = () => {
      register(queue, timers).catch((error) => logger.debug({ error }, 'The timers are not known to Redis yet'));
    };
    registering = setInterval(registerOrComplain, registerEveryMs);
    redis.commands().on('ready', registerOrComplain);
    registerOrComplain(); // it may have been ready before
    queue.process('*', async ({ name }) => wake(name)).catch((error) => logger.warn({ error }, 'Bull takes no jobs'));
  };

  const wakeAt = async (timerName: string, at: Date): Promise<void> => {
    const delay = Math.max(0, at.getTime() - clock.now().getTime());
    try {
      if (!opened) throw new Error('The queue is not open');
      const jobId = `${timerName}@${at.getTime()}`; // asked for twice, it wakes once
      await withTimeout(
        'Adding to the clock',
        answerWithinMs,
        opened.queue.add(timerName, {}, { ...jobOptions, delay, jobId }),
      );
    } catch {
      await local.wakeAt(timerName, at);
    }
  };

  const close = async (): Promise<void> => {
    await local.close();
    clearInterval(registering);
    if (!opened) return;
    await withTimeout('Closing Bull', closeWithinMs, opened.queue.close()).catch(() => undefined);
    opened.waiting.disconnect();
  };

  return { start, wakeAt, close };
}

// Bull would open three connections: for commands, to hear of new jobs, and to wait for them. Only the last must be its own.
function openQueue(redis: RedisConnections, prefix: string, logger: Logger): { queue: Bull.Queue; waiting: Redis } {
  const waiting = redis.waiting('clock');
  // Its types do not know the first: asking for the version would fail unheard while Redis is away.
  const options: Bull.QueueOptions & { skipVersionCheck: boolean } = {
    skipVersionCheck: true,
    prefix: `${prefix}bull`,
    createClient: (type) => {
      if (type === 'client') return redis.commands();
      return type === 'subscriber' ? redis.hearing() : waiting;
    },
  };
  const queue = new Bull('clock', options);
  // Our connections have names; and where Bull gives one, nobody hears that it failed.
  Object.assign(queue, { setWorkerName: async () => undefined });
  queue.on('error', (error) => logger.debug({ error }, 'Bull met an error'));
  return { queue, waiting };
}
