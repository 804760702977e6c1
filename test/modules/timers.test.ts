import { randomUUID } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import { startRedis } from '../../bin/services/redis';
import { type Cache, createCache, openRedis } from '../../src/platform/cache';
import { systemClock } from '../../src/platform/clock';
import { Secret } from '../../src/platform/config';
import { createMetrics, silentLogger } from '../../src/platform/observability';
import { createTimers, type Timers } from '../../src/platform/timers';
import { redisUrl } from '../support/services';
import { waitFor } from '../support/wait-for';

const logger = silentLogger;
const anHourMs = 3_600_000;
const quiet = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));
const inMs = (ms: number) => new Date(Date.now() + ms);

interface Stage {
  timers: Timers;
  cache: Cache;
  /** When the bell rang. */
  rung: number[];
}

type Ring = (stopping?: AbortSignal) => Promise<unknown>;

const stages: Stage[] = [];

// The bell is the one timer: it rings every `everyMs`.
function aStage(url: string | null, prefix: string, everyMs: number, ring: Ring = async () => undefined): Stage {
  const redis = url === null ? null : openRedis(new Secret(url), prefix, logger);
  const cache = createCache({ redis, logger, prefix });
  const timers = createTimers({
    redis,
    cache,
    clock: systemClock,
    logger,
    metrics: createMetrics('test', false),
    prefix,
  });
  const rung: number[] = [];
  timers.register({
    name: 'kitchen.ring-bell',
    everyMs,
    run: async (stopping) => {
      rung.push(Date.now());
      await ring(stopping);
    },
  });
  const stage = { timers, cache, rung };
  stages.push(stage);
  return stage;
}

afterEach(async () => {
  for (const { timers, cache } of stages.splice(0)) {
    await timers.close();
    await cache.close();
  }
});

describe.each(['embedded', 'Bull'])('the %s clock', (kind) => {
  const open = async (everyMs: number, ring?: Ring, prefix = `${randomUUID()}:`) =>
    aStage(kind === 'Bull' ? await redisUrl() : null, prefix, everyMs, ring);

  test('a timer runs in its rhythm', async () => {
    const { timers, rung } = await open(200);
    await timers.start();
    await waitFor('five rings', () => rung.length >= 5, { withinMs: 5_000 });
    await quiet(1_000);
    expect(rung.length).toBeLessThanOrEqual(20);
  });

  test('a timer with a long rhythm runs soon after the start, for what fell due meanwhile', async () => {
    const { timers, rung } = await open(anHourMs);
    await timers.start();
    await waitFor('the first ring', () => rung.length === 1, { withinMs: 4_000 });
  });

  test('a timer runs at the instant asked for', async () => {
    const { timers, rung } = await open(anHourMs);
    await timers.start();
    await waitFor('the first ring', () => rung.length === 1);
    await quiet(500);
    rung.length = 0;
    const at = inMs(700);
    await timers.wakeAt('kitchen.ring-bell', at);
    await waitFor('the ring', () => rung.length > 0);
    expect(rung[0]).toBeGreaterThanOrEqual(at.getTime() - 50);
    expect(rung[0]).toBeLessThan(at.getTime() + 1_000);
  });

  test('an instant that has passed wakes at once', async () => {
    const { timers, rung } = await open(anHourMs);
    await timers.start();
    await waitFor('the first ring', () => rung.length === 1);
    rung.length = 0;
    await timers.wakeAt('kitchen.ring-bell', inMs(-60_000));
    await waitFor('the ring', () => rung.length > 0, { withinMs: 2_000 });
  });

  test('a run that fails does not stop the rhythm', async () => {
    const { timers, rung } = await open(100, async () => {
      throw new Error('the rope broke');
    });
    await timers.start();
    await waitFor('three rings', () => rung.length >= 3);
  });

  test('runs of one timer never overlap in a process, and close waits for the last', async () => {
    let inside = 0;
    let most = 0;
    const { timers, rung } = await open(50, async () => {
      most = Math.max(most, ++inside);
      await quiet(200);
      inside--;
    });
    await timers.start();
    await waitFor('a run', () => inside > 0);
    for (let i = 0; i < 5; i++) await timers.wakeAt('kitchen.ring-bell', new Date());
    await waitFor('more runs', () => rung.length >= 2);
    await waitFor('a run under way', () => inside > 0);
    await timers.close();
    expect(inside).toBe(0);
    expect(most).toBe(1);
    const rings = rung.length;
    await quiet(300);
    expect(rung.length).toBe(rings);
  });

  test('a run under way hears that its process stops', async () => {
    let heard = false;
    const { timers, rung } = await open(anHourMs, async (stopping) => {
      heard = await pause(10_000, false, { signal: stopping }).catch(() => true);
    });
    await timers.start();
    await waitFor('the first ring', () => rung.length === 1);
    await timers.close();
    expect(heard).toBe(true);
  });

  test('a process that runs no timers can ask for a wake-up', async () => {
    const prefix = `${randomUUID()}:`;
    const worker = await open(anHourMs, undefined, prefix);
    await worker.timers.start();
    await waitFor('the first ring', () => worker.rung.length === 1);
    worker.rung.length = 0;
    // Without Redis there is one process, hence one cache.
    const web = kind === 'Bull' ? await open(anHourMs, undefined, prefix) : null;
    const idle =
      web?.timers ??
      createTimers({
        redis: null,
        cache: worker.cache,
        clock: systemClock,
        logger,
        metrics: createMetrics('web', false),
      });
    await waitFor('a ring', async () => {
      await idle.wakeAt('kitchen.ring-bell', inMs(100));
      return worker.rung.length > 0;
    });
    expect(web?.rung ?? []).toEqual([]);
  });
});

describe('Bull and Redis', () => {
  test('two processes share one rhythm', async () => {
    const [url, prefix] = [await redisUrl(), `${randomUUID()}:`];
    const [one, two] = [aStage(url, prefix, 500), aStage(url, prefix, 500)];
    await Promise.all([one.timers.start(), two.timers.start()]);
    await waitFor('rings', () => one.rung.length + two.rung.length >= 6);
  });

  test('with Redis gone the rhythm goes on, wake-ups too, and close does not hang', async () => {
    const server = await startRedis();
    const { timers, rung } = aStage(server.url, `${randomUUID()}:`, 300);
    await timers.start();
    await waitFor('two rings', () => rung.length >= 2);
    await server.stop();
    await quiet(500);
    rung.length = 0;
    await waitFor('three rings without Redis', () => rung.length >= 3, { withinMs: 5_000 });
    const at = inMs(150);
    await timers.wakeAt('kitchen.ring-bell', at);
    await waitFor('the wake-up', () => rung.some((ms) => ms >= at.getTime()));
    const began = Date.now();
    await timers.close();
    expect(Date.now() - began).toBeLessThan(5_000);
  });

  test('a Redis that comes back empty learns the rhythm again', async () => {
    const first = await startRedis();
    const port = Number(new URL(first.url).port);
    const prefix = `${randomUUID()}:`;
    const { timers, rung } = aStage(first.url, prefix, 300);
    await timers.start();
    await waitFor('two rings', () => rung.length >= 2);
    await first.stop();
    const second = await startRedis({ port });
    await waitFor('the registration', async () => {
      const score = await aRedisCall(second.url, ['zcard', `${prefix}bull:clock:repeat`]);
      return score === 1;
    });
    await timers.close();
    await second.stop();
  });

  test('Redis that is not there yet delays nothing', async () => {
    const { timers, rung } = aStage('redis://127.0.0.1:1', 'x:', 200);
    await timers.start();
    await waitFor('three rings', () => rung.length >= 3);
  });
});

async function aRedisCall(url: string, [command, ...args]: [string, ...string[]]): Promise<unknown> {
  const { Redis } = await import('ioredis');
  const redis = new Redis(url);
  try {
    return await redis.call(command, ...args);
  } finally {
    redis.disconnect();
  }
}
