import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Client } from 'pg';
import { type Child, startChild } from '../../bin/services/child';
import { createTestDatabase, type TestDatabase } from '../support/database';
import { freePort } from '../support/ports';
import { postgresUrl } from '../support/services';
import { waitFor } from '../support/wait-for';

const dist = join(__dirname, '..', '..', 'dist', 'processes');

let database: TestDatabase;
let dataDir: string;
let port: number;
let running: Child;

const start = (name: string): Promise<Child> =>
  startChild({
    name,
    command: process.execPath,
    args: [join(dist, `${name}.js`)],
    env: {
      PATH: process.env.PATH,
      NODE_ENV: 'test',
      DATABASE_URL: database.url,
      SHOWRUNNER_DATA_DIR: dataDir,
      SHOWRUNNER_SECRET: 'a-secret-for-tests-that-is-long-enough',
      PORT: String(port),
    },
    stopWithinMs: 26_000,
  });

// The product on a database that nobody has migrated yet.
beforeAll(async () => {
  database = await createTestDatabase({ migrated: false });
  dataDir = await mkdtemp(join(tmpdir(), 'showrunner-health-'));
  port = await freePort();
  running = await start('everything');
  await waitFor('the port', async () => (await ask('/livez')).status === 200, { withinMs: 30_000 });
}, 60_000);

afterAll(async () => {
  await running?.stop();
  await database?.close();
  await rm(dataDir, { recursive: true, force: true });
}, 40_000);

async function ask(path: string): Promise<{ status: number; body: unknown }> {
  const answer = await fetch(`http://localhost:${port}${path}`);
  const text = await answer.text();
  return { status: answer.status, body: text.startsWith('{') ? JSON.parse(text) : text };
}

const ready = () => waitFor('it to be ready', async () => (await ask('/readyz')).status === 200, { withinMs: 20_000 });

async function onTheServer(...statements: [string, unknown[]?][]): Promise<void> {
  const client = new Client({ connectionString: await postgresUrl() });
  await client.connect();
  for (const [text, values] of statements) await client.query(text, values);
  await client.end();
}

const name = () => new URL(database.url).pathname.slice(1);

const others = { cache: 'ok', storage: 'ok', geo: 'ok' };

it('while migrations are missing it lives, is not ready and says why; after the release phase it is', async () => {
  expect((await ask('/livez')).status).toBe(200);
  expect(await ask('/readyz')).toEqual({
    status: 503,
    body: { ready: false, parts: { ...others, database: 'ok', migrations: 'failing', bus: expect.any(String) } },
  });
  expect((await (await start('release')).exited).code).toBe(0);
  await ready();
  expect(await ask('/readyz')).toEqual({
    status: 200,
    body: { ready: true, parts: { ...others, database: 'ok', migrations: 'ok', bus: 'ok' } },
  });
}, 60_000);

it('while the database is away it lives, is not ready, and is again when the database is back', async () => {
  await onTheServer(
    [`alter database ${name()} allow_connections false`],
    ['select pg_terminate_backend(pid) from pg_stat_activity where datname = $1', [name()]],
  );
  const away = await waitFor('it to notice', async () => {
    const answer = await ask('/readyz');
    return answer.status === 503 ? answer : null;
  });
  expect(away.body).toMatchObject({ ready: false, parts: { database: 'failing' } });
  expect((await ask('/livez')).status).toBe(200);
  await onTheServer([`alter database ${name()} allow_connections true`]);
  await ready();
  expect(running.hasExited()).toBe(false);
}, 60_000);
