import { randomUUID } from 'node:crypto';
import type { RunningService } from '../../bin/services/postgres';
import { startRedis } from '../../bin/services/redis';
import { type Cache, createCache, openRedis } from '../../src/platform/cache';
import { Secret } from '../../src/platform/config';
import { silentLogger } from '../../src/platform/observability';
import { redisUrl } from '../support/services';
import { waitFor } from '../support/wait-for';

const logger = silentLogger;
const signIns = { name: 'sign-in', points: 3, perSeconds: 60 };
// What is tested is the answer; a busy machine must not turn it into a miss.
const patientMs = 5_000;
const quiet = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

async function timed<T>(work: () => Promise<T>): Promise<{ ms: number; answer: T }> {
  const began = performance.now();
  const answer = await work();
  return { ms: performance.now() - began, answer };
}

async function connected(cache: Cache): Promise<Cache> {
  await waitFor('a cache that answers', async () => {
    await cache.ping();
    return true;
  });
  return cache;
}

describe.each(['memory', 'Redis'])('the cache in %s', (kind) => {
  const caches: Cache[] = [];

  const open = async (prefix = `${randomUUID()}:`): Promise<Cache> => {
    const redis = kind === 'Redis' ? openRedis(new Secret(await redisUrl()), prefix, logger) : null;
    const cache = createCache({ redis, logger, prefix, answerWithinMs: patientMs });
    caches.push(cache);
    return connected(cache);
  };

  afterEach(async () => {
    for (const cache of caches.splice(0)) await cache.close();
  });

  test('a value is read back until it is deleted', async () => {
    const cache = await open();
    expect(await cache.get('pie')).toBeNull();
    await cache.set('pie', 'apple', 60_000);
    expect(await cache.get('pie')).toBe('apple');
    await cache.set('pie', '', 60_000);
    expect(await cache.get('pie')).toBe('');
    await cache.delete('pie');
    expect(await cache.get('pie')).toBeNull();
  });

  test('a value vanishes after its time, and one without time is not kept', async () => {
    const cache = await open();
    await cache.set('pie', 'hot', 400);
    await cache.set('ghost', 'boo', 0);
    await cache.set('ghost', 'boo', -5);
    expect(await cache.get('pie')).toBe('hot');
    expect(await cache.get('ghost')).toBeNull();
    await quiet(450);
    expect(await cache.get('pie')).toBeNull();
  });

  test('a limit refuses what is over it and says when to come back', async () => {
    const cache = await open();
    for (let i = 0; i < 3; i++) expect((await cache.consume(signIns, 'ann')).allowed).toBe(true);
    const refusal = await cache.consume(signIns, 'ann');
    expect(refusal.allowed).toBe(false);
    expect(refusal.retryAfterSeconds).toBeGreaterThan(50);
    expect(refusal.retryAfterSeconds).toBeLessThanOrEqual(60);
    expect((await cache.consume(signIns, 'bob')).allowed).toBe(true);
    expect((await cache.consume({ ...signIns, name: 'sign-up' }, 'ann')).allowed).toBe(true);
  });

  test('a limit frees itself when its time is over', async () => {
    const cache = await open();
    const quick = { name: 'knock', points: 1, perSeconds: 1 };
    expect((await cache.consume(quick, 'ann')).allowed).toBe(true);
    expect((await cache.consume(quick, 'ann')).allowed).toBe(false);
    await quiet(1_100);
    expect((await cache.consume(quick, 'ann')).allowed).toBe(true);
  });

  test('a broadcast reaches every listener of its channel until it stops listening', async () => {
    const cache = await open();
    const heard: string[] = [];
    cache.listen('kitchen', () => {
      throw new Error('a deaf cook');
    });
    const stop = cache.listen('kitchen', (message) => heard.push(`first ${message}`));
    cache.listen('kitchen', (message) => heard.push(`second ${message}`));
    cache.listen('cellar', (message) => heard.push(`cellar ${message}`));
    await waitFor('the subscription', async () => {
      await cache.broadcast('kitchen', 'ready');
      return heard.includes('second ready');
    });
    await quiet(50);
    heard.length = 0;
    stop();
    await cache.broadcast('kitchen', 'dinner');
    await waitFor('the second listener', () => heard.length > 0);
    await quiet(50);
    expect(heard).toEqual(['second dinner']);
  });
});

test('two processes share a Redis cache: values, limits and broadcasts', async () => {
  const url = new Secret(await redisUrl());
  const prefix = `${randomUUID()}:`;
  const [web, worker] = [
    createCache({ redis: openRedis(url, prefix, logger), logger, prefix, answerWithinMs: patientMs }),
    createCache({ redis: openRedis(url, prefix, logger), logger, prefix, answerWithinMs: patientMs }),
  ];
  await Promise.all([connected(web), connected(worker)]);
  await web.set('pie', 'apple', 10_000);
  expect(await worker.get('pie')).toBe('apple');
  for (let i = 0; i < 3; i++) await web.consume(signIns, 'ann');
  expect((await worker.consume(signIns, 'ann')).allowed).toBe(false);
  let heard = '';
  worker.listen('kitchen', (message) => {
    heard = message;
  });
  await waitFor('the message', async () => {
    await web.broadcast('kitchen', 'dinner');
    return heard === 'dinner';
  });
  await Promise.all([web.close(), worker.close()]);
});

test('the memory cache is bounded: what was used longest ago goes first', async () => {
  const cache = createCache({ redis: null, logger });
  const megabyte = 'x'.repeat(1024 * 1024);
  for (let i = 0; i < 40; i++) await cache.set(`film ${i}`, megabyte, 60_000);
  expect(await cache.get('film 0')).toBeNull();
  expect(await cache.get('film 39')).toBe(megabyte);
});

describe('when Redis is gone', () => {
  // The promise is 100 ms; the margin is for a busy machine.
  const atMostMs = 500;
  const servers: RunningService[] = [];
  const caches: Cache[] = [];

  afterEach(async () => {
    for (const cache of caches.splice(0)) await cache.close();
    for (const server of servers.splice(0)) {
      thaw(server);
      await server.stop();
    }
  });

  const serve = async (port?: number): Promise<RunningService> => {
    const server = await startRedis(port ? { port } : {});
    servers.push(server);
    return server;
  };

  const open = (url: string): Cache => {
    const cache = createCache({ redis: openRedis(new Secret(url), 'showrunner:', logger), logger });
    caches.push(cache);
    return cache;
  };

  async function answersQuickly(cache: Cache): Promise<void> {
    const first = await timed(() => cache.get('pie'));
    expect(first.answer).toBeNull();
    expect(first.ms).toBeLessThan(atMostMs);
    const calls: (() => Promise<unknown>)[] = [
      () => cache.get('pie'),
      () => cache.set('pie', 'apple', 10_000),
      () => cache.delete('pie'),
      () => cache.consume(signIns, 'bob'),
      () => cache.broadcast('kitchen', 'dinner'),
    ];
    for (const call of calls) expect((await timed<unknown>(call)).ms).toBeLessThan(atMostMs);
  }

  test.each([
    ['killed', 'SIGKILL'],
    ['frozen', 'SIGSTOP'],
  ] as const)('a server that is %s holds up no call, and limits are counted here', async (_how, signal) => {
    const server = await serve();
    const cache = await connected(open(server.url));
    cache.listen('kitchen', () => undefined);
    await cache.set('pie', 'apple', 10_000);
    process.kill(server.pid, signal);
    await quiet(50);
    await answersQuickly(cache);
    const verdicts: boolean[] = [];
    for (let i = 0; i < 4; i++) verdicts.push((await cache.consume(signIns, 'carol')).allowed);
    expect(verdicts).toEqual([true, true, true, false]);
    await expect(cache.ping()).rejects.toThrow();
    expect((await timed(() => cache.close())).ms).toBeLessThan(2_000);
  });

  test('a server that comes back is used again, listeners too', async () => {
    const first = await serve();
    const port = Number(new URL(first.url).port);
    const cache = await connected(open(first.url));
    let heard = 0;
    cache.listen('kitchen', () => heard++);
    await first.stop();
    await answersQuickly(cache);
    await serve(port);
    await waitFor('a value that stays', async () => {
      await cache.set('pie', 'apple', 10_000);
      return (await cache.get('pie')) === 'apple';
    });
    await waitFor('a message', async () => {
      await cache.broadcast('kitchen', 'dinner');
      return heard > 0;
    });
  });

  test('a frozen server that goes on is used again', async () => {
    const server = await serve();
    const cache = await connected(open(server.url));
    process.kill(server.pid, 'SIGSTOP');
    for (let i = 0; i < 20; i++) await cache.get('pie');
    thaw(server);
    await waitFor('a value that stays', async () => {
      await cache.set('pie', 'apple', 10_000);
      return (await cache.get('pie')) === 'apple';
    });
  });

  test('a cache whose server was never there works without it', async () => {
    const cache = open('redis://127.0.0.1:1');
    await answersQuickly(cache);
  });
});

function thaw({ pid }: RunningService): void {
  try {
    process.kill(pid, 'SIGCONT');
  } catch {
    // it was killed
  }
}
