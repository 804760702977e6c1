import { randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Child, startChild } from '../../bin/services/child';
import { createTestDatabase } from './database';
import { freePort } from './ports';
import { rabbitUrl, redisUrl } from './services';
import { waitFor } from './wait-for';

export type Part = 'everything' | 'web' | 'worker' | 'billing';

export interface ProductOptions {
  /** `embedded`: one process; `services`: real RabbitMQ and Redis, web, worker and billing apart. */
  mode: 'embedded' | 'services';
  /** Web processes side by side; more than one only with services. */
  webs?: number;
  /** Where the database is reached instead, as through a line that can be broken. */
  databasePort?: number;
  env?: Record<string, string>;
}

/** Showrunner as it is deployed: the built processes on a database of their own. */
export interface Product {
  /** One address a web process. */
  urls: readonly string[];
  url: string;
  dataDir: string;
  databaseUrl: string;
  processes(part: Part): readonly Child[];
  /** Ends one process at once, unless it has ended, and starts it again with the same settings. */
  killAndRestart(part: Part, index?: number): Promise<void>;
  stop(): Promise<void>;
}

const dist = join(__dirname, '..', '..', 'dist', 'processes');
const partsOf = { embedded: ['everything'], services: ['worker', 'billing'] } as const;

export async function startProduct({ mode, webs = 1, databasePort, env = {} }: ProductOptions): Promise<Product> {
  const database = await createTestDatabase();
  const dataDir = await mkdtemp(join(tmpdir(), 'showrunner-product-'));
  const ports = await Promise.all(Array.from({ length: webs }, () => freePort()));
  const common = {
    PATH: process.env.PATH ?? '',
    HOME: dataDir,
    NODE_ENV: 'test',
    LOG_LEVEL: 'info',
    DATABASE_URL: databasePort ? throughPort(database.url, databasePort) : database.url,
    SHOWRUNNER_DATA_DIR: dataDir,
    SHOWRUNNER_SECRET: 'a-secret-for-tests-that-is-long-enough',
    SHOWRUNNER_MAIL_PAGE: '1',
    METRICS_TOKEN: 'metrics-token-for-tests',
    SHOWRUNNER_NAMESPACE: `t${randomBytes(6).toString('hex')}`,
    SHED_ABOVE_MS: '60000', // a busy machine that runs tests is late for reasons of its own
    PUBLIC_URL: `http://localhost:${ports[0]}`,
    ...(mode === 'services' ? await brokers() : {}),
    ...env,
  };
  const running = new Map<Part, { child: Child; port: number | null }[]>();
  const start = async (part: Part, port: number | null): Promise<void> => {
    const child = await startPart(part, { ...common, ...(port ? { PORT: String(port) } : {}) });
    running.set(part, [...(running.get(part) ?? []), { child, port }]);
    if (port) await untilReady(`http://localhost:${port}`, child);
  };
  await Promise.all([
    ...partsOf[mode].map((part) => start(part, part === 'everything' ? (ports[0] ?? null) : null)),
    ...(mode === 'services' ? ports.map((port) => start('web', port)) : []),
  ]);
  return {
    urls: ports.map((port) => `http://localhost:${port}`),
    url: `http://localhost:${ports[0]}`,
    dataDir,
    databaseUrl: database.url,
    processes: (part) => (running.get(part) ?? []).map(({ child }) => child),
    killAndRestart: async (part, index = 0) => {
      const [entry] = running.get(part)?.splice(index, 1) ?? [];
      if (!entry) throw new Error(`No ${part} process is running`);
      if (!entry.child.hasExited()) process.kill(-entry.child.pid, 'SIGKILL');
      await entry.child.exited;
      await start(part, entry.port);
    },
    stop: async () => {
      await Promise.all([...running.values()].flat().map(({ child }) => child.stop()));
      await database.close();
      await rm(dataDir, { recursive: true, force: true });
    },
  };
}

function throughPort(url: string, port: number): string {
  const address = new URL(url);
  [address.hostname, address.port] = ['127.0.0.1', String(port)];
  return address.href;
}

async function brokers(): Promise<Record<string, string>> {
  return { CLOUDAMQP_URL: await rabbitUrl(), REDIS_URL: await redisUrl() };
}

/** One built process with this environment and no other. */
export function startPart(
  part: Part | 'release',
  env: NodeJS.ProcessEnv,
  onOutput?: (text: string) => void,
): Promise<Child> {
  return startChild({
    name: part,
    command: process.execPath,
    args: [join(dist, `${part}.js`)],
    env,
    stopWithinMs: 26_000,
    ...(onOutput ? { onOutput } : {}),
  });
}

export async function untilReady(url: string, child: Child): Promise<void> {
  await waitFor(
    `${child.name} to be ready; it said: ${child.tail()}`,
    async () => {
      if (child.hasExited()) throw new Error(child.tail());
      return (await fetch(`${url}/readyz`)).ok;
    },
    { withinMs: 60_000, everyMs: 50 },
  );
}
