import { monitorEventLoopDelay } from 'node:perf_hooks';
import type { Config } from '../platform/config';
import type { Composition } from './compose';
import type { Platform } from './platform';
import type { Role } from './roles';

const everyMs = 60_000;

/** What the parts of a process open on Redis: commands are shared, so is hearing; Bull waits on one of its own. */
const redisOf = { commands: 1, hearing: 1, waiting: 1 };

/** The connections this process may open on each service, so that an operator can add up the dynos. */
export function connectionBudget(
  { database, redisUrl, amqpUrl }: Pick<Config, 'database' | 'redisUrl' | 'amqpUrl'>,
  roles: readonly Role[],
) {
  const listens = roles.includes('web') || roles.includes('worker');
  const redis = redisOf.commands + (listens ? redisOf.hearing : 0) + (roles.includes('worker') ? redisOf.waiting : 0);
  return { postgres: database.poolMax, redis: redisUrl ? redis : 0, amqp: amqpUrl ? 1 : 0 };
}

export function logBudget({ config, logger }: Pick<Composition, 'config' | 'logger'>, roles: readonly Role[]): void {
  const connections = connectionBudget(config, roles);
  const embedded = [!config.amqpUrl && 'bus', !config.redisUrl && 'cache and timers', !config.smtpUrl && 'mail'].filter(
    Boolean,
  );
  const storage = config.bucket ? `bucket ${config.bucket.bucket}` : 'local disk';
  logger.info({ connections, embedded, storage }, 'Opening connections');
}

/** A router samples one dyno when asked for metrics, so every process also logs its figures once a minute. Returns how to stop. */
export function logFigures({ logger, metrics }: Pick<Platform, 'logger' | 'metrics'>): () => void {
  const delay = monitorEventLoopDelay({ resolution: 20 });
  delay.enable();
  const lag = metrics.gauge('event_loop_delay_p99_seconds', 'How long the event loop kept work waiting, last minute');
  const timer = setInterval(() => {
    const p99Ms = Math.round(delay.percentile(99) / 1e6);
    delay.reset();
    lag.set(p99Ms / 1000);
    const { rss, heapUsed } = process.memoryUsage();
    logger.info(
      { rssMb: Math.round(rss / 1048576), heapMb: Math.round(heapUsed / 1048576), loopDelayP99Ms: p99Ms },
      'Figures',
    );
  }, everyMs);
  timer.unref();
  return () => {
    clearInterval(timer);
    delay.disable();
  };
}
