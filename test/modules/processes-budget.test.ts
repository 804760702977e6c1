import { randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Redis from 'ioredis';
import { loadConfig, type ProcessName } from '../../src/platform/config';
import { silentLogger } from '../../src/platform/observability';
import { compose } from '../../src/processes/compose';
import { connectionBudget } from '../../src/processes/figures';
import { type Role, startRoles } from '../../src/processes/roles';
import { createTestDatabase, type TestDatabase } from '../support/database';
import { freePort } from '../support/ports';
import { redisUrl } from '../support/services';
import { waitFor } from '../support/wait-for';

let database: TestDatabase;
let dataDir: string;
beforeAll(async () => {
  database = await createTestDatabase();
  dataDir = await mkdtemp(join(tmpdir(), 'showrunner-budget-'));
});
afterAll(async () => {
  await database.close();
  await rm(dataDir, { recursive: true, force: true });
});

const processes: [ProcessName, Role[], number][] = [
  ['worker', ['worker'], 3],
  ['billing', ['billing'], 1],
];

test.each(processes)('%s opens on Redis what its budget says', async (name, roles, redis) => {
  const namespace = `t${randomUUID().slice(0, 13)}`;
  const loaded = loadConfig(name, {
    ...{ PATH: process.env.PATH, NODE_ENV: 'test', DATABASE_URL: database.url, REDIS_URL: await redisUrl() },
    ...{ SHOWRUNNER_DATA_DIR: dataDir, SHOWRUNNER_SECRET: 'a-secret-for-tests-that-is-long-enough' },
    ...{ SHOWRUNNER_NAMESPACE: namespace, PORT: String(await freePort()) },
  });
  const composition = compose(loaded, silentLogger);
  const observer = new Redis(await redisUrl());
  try {
    await startRoles(roles, composition);
    await waitFor('the connections', async () => (await ours(observer, namespace)) >= redis);
    await new Promise((resolve) => setTimeout(resolve, 300));
    expect(await ours(observer, namespace)).toBe(redis);
    expect(connectionBudget(loaded.config, roles).redis).toBe(redis);
  } finally {
    observer.disconnect();
    await composition.closers.closeAll();
  }
});

test('the parts of a process that does everything share their connections', () => {
  const { config } = loadConfig('everything', { DATABASE_URL: database.url, REDIS_URL: 'redis://localhost:1' });
  expect(connectionBudget(config, ['web', 'worker', 'billing']).redis).toBe(3);
  expect(connectionBudget(config, ['web']).redis).toBe(2);
});

async function ours(redis: Redis, namespace: string): Promise<number> {
  const clients = (await redis.client('LIST')) as string;
  return clients.split('\n').filter((line) => line.includes(` name=${namespace}:`)).length;
}
