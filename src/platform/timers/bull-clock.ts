import Bull from 'bull';
import type Redis from 'ioredis';
import { openRedis } from '../cache/redis';
import type { Clock } from '../clock';
import type { Secret } from '../config';
import type { Logger } from '../observability';
import { withTimeout } from '../resilience';
import { createEmbeddedClock } from './embedded-clock';
import type { PreciseClock, Wake } from './precise-clock';
import type { Timer } from './timers';

export interface BullClockOptions {
  redisUrl: Secret;
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
export function createBullClock({ redisUrl, clock, logger, prefix }: BullClockOptions): PreciseClock {
  const local = createEmbeddedClock(clock);
  let opened: { queue: Bull.Queue; connections: Redis[] } | null = null;
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
    opened = openQueue(redisUrl, prefix, logger);
    const { queue, connections } = opened;
    const registerOrComplain = () => {
      register(queue, timers).catch((error) => logger.debug({ error }, 'The timers are not known to Redis yet'));
    };
    registering = setInterval(registerOrComplain, registerEveryMs);
    connections[0]?.on('ready', registerOrComplain);
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
    for (const connection of opened.connections) connection.disconnect();
  };

  return { start, wakeAt, close };
}

// Three connections: Bull needs one for commands, one that hears of new jobs and one that waits for them.
function openQueue(url: Secret, prefix: string, logger: Logger): { queue: Bull.Queue; connections: Redis[] } {
  const connections: Redis[] = [];
  const queue = new Bull('clock', {
    prefix: `${prefix}bull`,
    createClient: (type) => {
      const connection = openRedis(url, `${prefix}clock-${type}`, logger, {
        enableReadyCheck: false,
        ...(type === 'client'
          ? { enableOfflineQueue: false, maxRetriesPerRequest: 0, commandTimeout: answerWithinMs, socketTimeout: 5_000 }
          : { maxRetriesPerRequest: null }),
        // It is answered at least every 5 s, when no job came; silent for longer, the server is gone.
        ...(type === 'bclient' ? { socketTimeout: 15_000 } : {}),
      });
      connections.push(connection);
      return connection;
    },
  });
  queue.on('error', (error) => logger.debug({ error }, 'Bull met an error'));
  return { queue, connections };
}
