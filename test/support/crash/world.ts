import { randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Child, startChild } from '../../../bin/services/child';
import { createDatabase, type Database } from '../../../src/platform/db';
import { silentLogger } from '../../../src/platform/observability';
import { freePort } from '../ports';
import { startPart, untilReady } from '../product';
import { redisUrl } from '../services';
import { waitFor } from '../wait-for';
import { createEffects } from './questions';
import { type MortalService, mortalPostgres, mortalRabbit } from './services';

export type Target = 'web' | 'worker' | 'witness' | 'postgres' | 'rabbitmq';
export type ProductPart = 'web' | 'worker' | 'witness';

/** The built processes on a PostgreSQL and a RabbitMQ of their own, all of which may be ended with kill -9. */
export interface World {
  urls: readonly string[];
  dataDir: string;
  /** The harness' own way to ask; it outlives every kill. */
  db: Database;
  /** Those alive of a kind, by number. */
  alive(part: ProductPart): readonly number[];
  child(part: ProductPart, index: number): Child;
  start(part: ProductPart, index: number, more?: StartOptions): Promise<void>;
  /** Ends it without warning. Resolves when it is gone. */
  kill(target: Target, index: number): Promise<void>;
  /** Brings back what was killed. */
  revive(target: Target, index: number): Promise<void>;
  /** What ended without being told to, and its last words. */
  crashes(): readonly string[];
  /** Messages handed to the witness a second time that its inbox dropped. */
  absorbed(): number;
  /** Log lines of all processes that hold `sentence`. */
  said(sentence: string): number;
  stop(): Promise<void>;
}

export interface StartOptions {
  env?: Record<string, string>;
  /** A checkout whose sources to run instead of what is built here. */
  from?: string;
}

export interface WorldOptions {
  webs: number;
  workers: number;
  env?: Record<string, string>;
}

const root = join(__dirname, '..', '..', '..');

export async function openWorld({ webs, workers, env = {} }: WorldOptions): Promise<World> {
  const [postgres, rabbitmq, redis] = await Promise.all([mortalPostgres(), mortalRabbit(), redisUrl()]);
  const services: Record<'postgres' | 'rabbitmq', MortalService> = { postgres, rabbitmq };
  const dataDir = await mkdtemp(join(tmpdir(), 'showrunner-crash-data-'));
  const ports = await Promise.all(Array.from({ length: webs }, () => freePort()));
  const common = { ...environment(dataDir, ports[0] ?? 0), ...env };
  const addresses = { DATABASE_URL: postgres.url, CLOUDAMQP_URL: rabbitmq.url, REDIS_URL: redis };
  const children = new Map<string, Child>();
  const output = listenToOutput();
  const doomed = new Set<Child>();
  const crashes: string[] = [];
  const db = createDatabase({ url: postgres.url, poolMax: 3, logger: silentLogger, applicationName: 'crash-harness' });

  const start: World['start'] = async (part, index, { env: more = {}, from } = {}) => {
    const port = ports[index] ?? 0;
    const settings: Record<string, string> = {
      ...common,
      ...addresses,
      ...(part === 'web' ? { PORT: String(port) } : {}),
      ...more,
    };
    const listen = output.of(`${part}${index}`);
    const child =
      from || part === 'witness'
        ? await startSources(from ?? root, part, settings, listen)
        : await startPart(part, settings, listen);
    children.set(`${part}${index}`, child);
    void child.exited.then(({ code, signal }) => {
      if (!doomed.has(child) && !settings.SHOWRUNNER_FAILPOINT)
        crashes.push(`${part} ${index} ended by itself, ${code ?? signal}: ${child.tail().slice(-500)}`);
    });
    if (part === 'web' && !settings.SHOWRUNNER_FAILPOINT) await untilReady(`http://localhost:${port}`, child);
  };
  const child: World['child'] = (part, index) => {
    const found = children.get(`${part}${index}`);
    if (!found) throw new Error(`There is no ${part} ${index}`);
    return found;
  };
  const kill: World['kill'] = async (target, index) => {
    if (target === 'postgres' || target === 'rabbitmq') return services[target].kill();
    const victim = child(target, index);
    doomed.add(victim);
    process.kill(-victim.pid, 'SIGKILL');
    await victim.exited;
  };

  await (await startPart('release', { ...common, ...addresses })).exited;
  await createEffects(db);
  await Promise.all([
    start('witness', 0),
    ...Array.from({ length: webs }, (_, index) => start('web', index)),
    ...Array.from({ length: workers }, (_, index) => start('worker', index)),
  ]);
  const everyone = [...children.values()].filter(({ name }) => name !== 'web');
  await waitFor('every queue to be there', () => everyone.every(isAtWork), { withinMs: 90_000 });
  return {
    urls: ports.map((port) => `http://localhost:${port}`),
    dataDir,
    db,
    alive: (part) =>
      [...children].flatMap(([name, { hasExited }]) =>
        name.startsWith(part) && !hasExited() ? [Number(name.slice(part.length))] : [],
      ),
    child,
    start,
    kill,
    revive: (target, index) =>
      target === 'postgres' || target === 'rabbitmq' ? services[target].restart() : start(target, index),
    crashes: () => crashes,
    absorbed: output.absorbed,
    said: output.said,
    stop: async () => {
      for (const each of children.values()) doomed.add(each);
      await Promise.all([...children.values()].map((each) => each.stop()));
      await db.close();
      await Promise.all([postgres.stop(), rabbitmq.stop()]);
      await rm(dataDir, { recursive: true, force: true });
    },
  };
}

/** Only then are its queues bound: what is published before reaches it no sooner than the reconciler looks. */
function isAtWork(child: Child): boolean {
  return /listening|"Started"/.test(child.tail());
}

function environment(dataDir: string, port: number): Record<string, string> {
  return {
    PATH: process.env.PATH ?? '',
    HOME: dataDir,
    NODE_ENV: 'test',
    LOG_LEVEL: 'info',
    SHOWRUNNER_DATA_DIR: dataDir,
    SHOWRUNNER_SECRET: 'a-secret-for-tests-that-is-long-enough',
    SHOWRUNNER_NAMESPACE: `crash${randomBytes(4).toString('hex')}`,
    WORKER_CONCURRENCY: '1',
    SHED_ABOVE_MS: '60000', // a busy machine that runs tests is late for reasons of its own
    PUBLIC_URL: `http://localhost:${port}`,
  };
}

const sourceOf = {
  witness: 'test/support/crash/witness-process.ts',
  web: 'src/processes/web.ts',
  worker: 'src/processes/worker.ts',
};

function startSources(
  from: string,
  part: ProductPart,
  env: Record<string, string>,
  onOutput: (text: string) => void,
): Promise<Child> {
  return startChild({
    name: part,
    command: process.execPath,
    args: ['--import', 'tsx', join(from, sourceOf[part])],
    env,
    cwd: from,
    stopWithinMs: 26_000,
    onOutput,
  });
}

function listenToOutput() {
  const absorbed = new Map<string, number>();
  let lives = 0;
  const lines: string[] = [];
  return {
    of: (name: string) => {
      const life = `${name}#${lives++}`;
      return (text: string): void => {
        lines.push(text);
        const told = [...text.matchAll(/absorbed (\d+)/g)].at(-1)?.[1];
        if (told && name.startsWith('witness')) absorbed.set(life, Number(told));
      };
    },
    absorbed: () => [...absorbed.values()].reduce((sum, each) => sum + each, 0),
    said: (sentence: string) => lines.join('').split(sentence).length - 1,
  };
}
