import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { demoAccounts } from '../../src/processes/seed-demo';
import type { Child } from '../services/child';
import { startPostgres } from '../services/postgres';
import { startRabbit } from '../services/rabbitmq';
import { untilReady } from '../services/readiness';
import { startRedis } from '../services/redis';
import { dist, root } from './paths';
import { mustRun } from './run';
import type { Supervisor } from './supervisor';

export interface SignIn {
  role: string;
  email: string;
  password: string;
}

export interface ApplicationOptions {
  port: number;
  secret: string;
  dataDir: string;
  demo: boolean;
  /** Real services and the three processes apart, instead of everything in one. */
  services: boolean;
  supervisor: Supervisor;
  say(line: string): void;
}

/** Starts what Showrunner stands on, migrates, starts Showrunner and fills in the demo. Returns the demo's sign-ins. */
export async function startApplication(options: ApplicationOptions): Promise<SignIn[]> {
  const { say } = options;
  const env = await environment(options);
  noteEnvironment(options.dataDir, env);
  await mustRun({ name: 'Migrating the database', ...script('release'), env });
  say(options.services ? 'Starting web, worker and billing…' : 'Starting Showrunner…');
  const children = await startProcesses(options, env);
  const failed = options.supervisor.failed;
  await Promise.race([webReady(children, options.port), failed]);
  return options.demo ? await Promise.race([seed(options, env), failed]) : [];
}

const noted = [
  'DATABASE_URL',
  'REDIS_URL',
  'CLOUDAMQP_URL',
  'SHOWRUNNER_SECRET',
  'SHOWRUNNER_DATA_DIR',
  'SHOWRUNNER_NAMESPACE',
  'PORT',
] as const;

/** What the operator's commands need to reach a running installation; there only while it runs, readable by its owner. */
export function environmentFile(dataDir: string): string {
  return join(dataDir, 'environment.json');
}

function noteEnvironment(dataDir: string, env: NodeJS.ProcessEnv): void {
  const facts = Object.fromEntries(noted.flatMap((name) => (env[name] ? [[name, env[name]]] : [])));
  writeFileSync(environmentFile(dataDir), JSON.stringify(facts), { mode: 0o600 });
}

async function environment({ port, secret, dataDir, services, supervisor, say }: ApplicationOptions) {
  const given = process.env;
  const env: NodeJS.ProcessEnv = { SHOWRUNNER_SECRET: secret, ...given, PORT: String(port) };
  env.SHOWRUNNER_DATA_DIR = dataDir;
  env.SHOWRUNNER_MAIL_PAGE = '1';
  if (!given.DATABASE_URL) {
    say('Starting PostgreSQL…');
    const postgres = await startPostgres({ dataDir: join(dataDir, 'postgres'), say });
    supervisor.adopt({ name: 'postgres', ...postgres });
    env.DATABASE_URL = postgres.url;
  }
  if (services && !given.REDIS_URL) {
    const redis = await startRedis({ dataDir: join(dataDir, 'redis') });
    supervisor.adopt({ name: 'redis', ...redis });
    env.REDIS_URL = redis.url;
  }
  if (services && !given.CLOUDAMQP_URL) {
    say('Starting RabbitMQ (5 to 30 s)…');
    const rabbit = await startRabbit({ dataDir: join(dataDir, 'rabbitmq') });
    supervisor.adopt({ name: 'rabbitmq', ...rabbit });
    env.CLOUDAMQP_URL = rabbit.url;
  }
  return env;
}

function script(name: string): { command: string; args: string[]; cwd: string } {
  return { command: process.execPath, args: [join(dist, 'processes', `${name}.js`)], cwd: root };
}

async function startProcesses({ services, supervisor }: ApplicationOptions, env: NodeJS.ProcessEnv): Promise<Child[]> {
  const names = services ? ['web', 'worker', 'billing'] : ['everything'];
  const children: Child[] = [];
  for (const name of names) {
    children.push(await supervisor.start({ name, ...script(name), env, stopWithinMs: 29_000 }));
  }
  return children;
}

async function webReady([web]: Child[], port: number): Promise<void> {
  if (!web) return;
  await untilReady(web, () => answersReady(port), 60_000);
}

async function answersReady(port: number): Promise<boolean> {
  try {
    return (await fetch(`http://127.0.0.1:${port}/readyz`)).ok;
  } catch {
    return false;
  }
}

async function seed({ port, say }: ApplicationOptions, env: NodeJS.ProcessEnv): Promise<SignIn[]> {
  const { command, args, cwd } = script('seed-demo');
  await mustRun({
    name: 'Adding the demo channel',
    command,
    args: [...args, `http://localhost:${port}`],
    cwd,
    env,
    onOutput: (text) => say(text.trimEnd()),
  });
  return Object.entries(demoAccounts).map(([role, { email, password }]) => ({ role, email, password }));
}
