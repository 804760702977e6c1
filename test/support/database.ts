import { createHash, randomBytes } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import knex from 'knex';
import { Client } from 'pg';
import { createDatabase, type Database, migrateToLatest } from '../../src/platform/db';
import { silentLogger } from '../../src/platform/observability';
import { postgresUrl } from './services';

export interface TestDatabase {
  db: Database;
  url: string;
  /** Closes the pool and drops the database. */
  close(): Promise<void>;
}

export interface TestDatabaseOptions {
  poolMax?: number;
  /** False: an empty database without the product's tables. */
  migrated?: boolean;
}

const migrations = join(__dirname, '..', '..', 'migrations');

/** A database of one's own with every migration applied: 50 ms after the first, which makes the template. */
export async function createTestDatabase(options: TestDatabaseOptions = {}): Promise<TestDatabase> {
  const { poolMax = 5, migrated = true } = options;
  const server = await postgresUrl();
  const name = `test_${randomBytes(8).toString('hex')}`;
  await withClient(server, async (client) => {
    const template = migrated ? await ensureTemplate(client, server) : 'template0';
    await client.query(`create database ${name} template ${template} strategy file_copy`);
  });
  const url = databaseUrl(server, name);
  const db = createDatabase({ url, poolMax, logger: silentLogger, applicationName: 'test' });
  return {
    db,
    url,
    close: async () => {
      await db.close();
      await withClient(server, (client) => client.query(`drop database if exists ${name} with (force)`));
    },
  };
}

// The lock lets one jest worker build it while the others wait; a template is renamed into place only when whole.
async function ensureTemplate(client: Client, server: string): Promise<string> {
  const name = `template_${fingerprint()}`;
  await client.query('select pg_advisory_lock(4711)');
  try {
    const { rowCount } = await client.query('select 1 from pg_database where datname = $1', [name]);
    if (rowCount) return name;
    await client.query(`drop database if exists ${name}_building with (force)`);
    await client.query(`create database ${name}_building template template0`);
    await migrate(databaseUrl(server, `${name}_building`));
    await client.query(`alter database ${name}_building rename to ${name}`);
    return name;
  } finally {
    await client.query('select pg_advisory_unlock(4711)');
  }
}

async function migrate(url: string): Promise<void> {
  const pool = knex({ client: 'pg', connection: url, pool: { min: 0, max: 1 } });
  try {
    await migrateToLatest(pool, migrations);
  } finally {
    await pool.destroy();
  }
}

function fingerprint(): string {
  const hash = createHash('sha256');
  for (const file of readdirSync(migrations).sort()) hash.update(file).update(readFileSync(join(migrations, file)));
  return hash.digest('hex').slice(0, 16);
}

function databaseUrl(server: string, name: string): string {
  const url = new URL(server);
  url.pathname = `/${name}`;
  return url.href;
}

async function withClient<T>(url: string, work: (client: Client) => Promise<T>): Promise<T> {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}
