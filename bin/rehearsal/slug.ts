import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { chmodSync, existsSync, lstatSync, mkdirSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { startChild } from '../services/child';
import { root } from '../tools/paths';
import { CommandFailure, mustRun } from '../tools/run';
import type { Claims } from './claims';

const execute = promisify(execFile);

export interface Slug {
  directory: string;
  /** Folder of the Node to run it with, for PATH. */
  nodeFolder: string;
}

const slugLimitMb = 500;
const ownLimitMb = 120;

/** What the build pack does: clone, `npm ci` with dev dependencies, `build`, prune; then size and read-only. */
export async function compileSlug(
  folder: string,
  nodeFolder: string,
  claims: Claims,
  say: (line: string) => void,
): Promise<Slug> {
  const directory = join(folder, 'slug');
  await mustRun({ name: 'git clone', command: 'git', args: ['clone', '--quiet', root, directory] });
  const dirty = (await execute('git', ['status', '--porcelain'], { cwd: root })).stdout.trim();
  if (dirty) say('  The working tree has changes that are not committed; the rehearsal does not see them.');
  removeIgnored(directory);
  const npm = (...args: string[]) => npmStep(directory, nodeFolder, args, say);
  const installed = await npm('ci', '--production=false', '--userconfig', join(directory, '.npmrc'));
  claims.check(
    'npm ci with dev dependencies',
    existsSync(join(directory, 'node_modules', 'typescript')),
    seconds(installed),
  );
  const built = await npm('run', 'build', '--if-present');
  claims.check('build', existsSync(join(directory, 'dist', 'processes', 'web.js')), seconds(built));
  const pruned = await npm('prune', '--userconfig', join(directory, '.npmrc'));
  claims.check(
    'dev dependencies are pruned',
    !existsSync(join(directory, 'node_modules', 'typescript')),
    seconds(pruned),
  );
  const megabytes = await packedSize(directory);
  claims.check(
    `slug under ${ownLimitMb} MB (Heroku: ${slugLimitMb})`,
    megabytes < ownLimitMb,
    `${megabytes.toFixed(0)} MB`,
  );
  withdrawWrites(directory);
  return { directory, nodeFolder };
}

/** The Node that Heroku would take, from npm; without a major version the one we run on. */
export async function provideNode(folder: string, major: string | null, say: (line: string) => void): Promise<string> {
  if (!major) return join(process.execPath, '..');
  const prefix = join(folder, 'node');
  mkdirSync(prefix, { recursive: true });
  const name = `node-linux-${process.arch}@${major}`;
  say(`Fetching ${name}…`);
  await mustRun({
    name: `npm install ${name}`,
    command: 'npm',
    args: ['install', '--no-audit', '--prefix', prefix, name],
  });
  return join(prefix, 'node_modules', `node-linux-${process.arch}`, 'bin');
}

function removeIgnored(directory: string): void {
  const file = join(directory, '.slugignore');
  const patterns = existsSync(file) ? readFileSync(file, 'utf8').trim().split('\n') : [];
  for (const pattern of patterns) rmSync(join(directory, pattern), { recursive: true, force: true });
}

async function npmStep(cwd: string, nodeFolder: string, args: string[], say: (line: string) => void): Promise<number> {
  say(`npm ${args.join(' ')}…`);
  const started = Date.now();
  const { HOME, NODE_EXTRA_CA_CERTS, NPM_CONFIG_REGISTRY } = process.env;
  const child = await startChild({
    name: `npm ${args[0]}`,
    command: 'npm',
    args,
    cwd,
    env: {
      ...definedOnly({ HOME, NODE_EXTRA_CA_CERTS, NPM_CONFIG_REGISTRY }),
      PATH: `${nodeFolder}:${process.env.PATH}`,
      NODE_ENV: 'production',
      NPM_CONFIG_LOGLEVEL: 'error',
      NODE_OPTIONS: '--max_old_space_size=2560',
    },
  });
  const ticker = setInterval(() => say(`  still at it (${Math.round((Date.now() - started) / 1000)} s)`), 20_000);
  const { code } = await child.exited;
  clearInterval(ticker);
  if (code !== 0) throw new CommandFailure(`npm ${args.join(' ')} failed:\n${child.tail()}`);
  return (Date.now() - started) / 1000;
}

function definedOnly(values: Record<string, string | undefined>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(values).filter((entry): entry is [string, string] => entry[1] !== undefined),
  );
}

async function packedSize(directory: string): Promise<number> {
  const { stdout } = await execute('bash', ['-c', 'tar cz --exclude=.git . | wc -c'], { cwd: directory });
  return Number(stdout) / 1024 ** 2;
}

function withdrawWrites(path: string): void {
  const stats = lstatSync(path);
  if (stats.isSymbolicLink()) return;
  if (stats.isDirectory()) for (const name of readdirSync(path)) withdrawWrites(join(path, name));
  chmodSync(path, stats.mode & ~0o222);
}

/** Gives the write permission back, so that the folder can be deleted. */
export function allowWrites(path: string): void {
  const stats = lstatSync(path);
  if (stats.isSymbolicLink()) return;
  chmodSync(path, stats.mode | 0o200);
  if (stats.isDirectory()) for (const name of readdirSync(path)) allowWrites(join(path, name));
}

/** Changes when any file of the slug was written, added or removed. */
export async function slugFingerprint(directory: string): Promise<string> {
  const { stdout } = await execute('bash', ['-c', 'find . -path ./.git -prune -o -printf "%p %s %T@\\n" | sort'], {
    cwd: directory,
    maxBuffer: 64 * 1024 ** 2,
  });
  return createHash('sha256').update(stdout).digest('hex');
}

const seconds = (value: number): string => `${value.toFixed(0)} s`;
