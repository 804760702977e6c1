import { accessSync, constants, existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { startChild } from '../services/child';
import { isRoot } from '../services/postgres-binaries';
import { CommandFailure, run } from './run';

export type Tool = 'ffmpeg' | 'redis-server' | 'rabbitmq-server' | 'chromium' | 'nginx' | 'openssl';

type PackageManager = 'apt-get' | 'dnf' | 'apk' | 'pacman' | 'brew';

const managers: Record<PackageManager, { install: string[]; refresh: string[] | null; sudo: boolean }> = {
  'apt-get': { install: ['install', '-y', '--no-install-recommends'], refresh: ['update'], sudo: true },
  dnf: { install: ['install', '-y'], refresh: null, sudo: true },
  apk: { install: ['add'], refresh: ['update'], sudo: true },
  pacman: { install: ['-S', '--noconfirm'], refresh: ['-Sy'], sudo: true },
  brew: { install: ['install'], refresh: null, sudo: false },
};

const packageNames: Record<Tool, Partial<Record<PackageManager, string>>> = {
  ffmpeg: {},
  'redis-server': { dnf: 'redis', apk: 'redis', pacman: 'redis', brew: 'redis' },
  'rabbitmq-server': { pacman: 'rabbitmq', brew: 'rabbitmq' },
  chromium: {},
  nginx: {},
  openssl: {},
};

/** Other names a program goes by, and folders that are not always on the path. */
const otherNames: Partial<Record<Tool, string[]>> = {
  nginx: ['/usr/sbin/nginx', '/usr/local/sbin/nginx'],
  chromium: ['chromium-browser', 'google-chrome', 'google-chrome-stable'],
  'rabbitmq-server': ['/usr/lib/rabbitmq/bin/rabbitmq-server', '/usr/sbin/rabbitmq-server'],
};

/** Where a program is, or null. */
export function findTool(tool: Tool): string | null {
  const names = [tool, ...(otherNames[tool] ?? [])];
  const folders = (process.env.PATH ?? '').split(delimiter);
  const places = names.flatMap((name) =>
    name.startsWith('/') ? [name] : folders.filter((folder) => folder !== '').map((folder) => join(folder, name)),
  );
  return places.find(isExecutable) ?? null;
}

/** Installs what is missing by the system's package manager. @throws CommandFailure naming the command to type. */
export async function ensureTools(tools: readonly Tool[], say: (line: string) => void): Promise<void> {
  const missing = tools.filter((tool) => !findTool(tool));
  if (missing.length === 0) return;
  const manager = (Object.keys(managers) as PackageManager[]).find((name) => onPath(name));
  if (!manager) throw new CommandFailure(`Missing: ${missing.join(', ')}. Install it, then run this again.`);
  const packages = missing.map((tool) => packageNames[tool][manager] ?? tool);
  const { install, refresh, sudo } = managers[manager];
  const byHand = [...(sudo ? ['sudo'] : []), manager, ...install, ...packages].join(' ');
  const prefix = await privilege(sudo);
  if (!prefix) throw new CommandFailure(`Missing: ${missing.join(', ')}. Install it with: ${byHand}`);
  say(`Installing ${packages.join(', ')} by ${manager} (up to a few minutes)…`);
  const execute = (args: string[]) => runVisibly([...prefix, manager, ...args], say);
  const installed =
    (await execute([...install, ...packages])) || (await refreshAndRetry(refresh, install, packages, execute));
  const absent = missing.filter((tool) => !findTool(tool));
  if (!installed || absent.length > 0) {
    throw new CommandFailure(
      `${manager} could not install ${(absent.length ? absent : missing).join(', ')}. Try: ${byHand}`,
    );
  }
}

async function refreshAndRetry(
  refresh: string[] | null,
  install: string[],
  packages: string[],
  execute: (args: string[]) => Promise<boolean>,
): Promise<boolean> {
  return refresh !== null && (await execute(refresh)) && (await execute([...install, ...packages]));
}

// Root needs nothing; others need a sudo that either asks nothing or has a person to ask.
async function privilege(needed: boolean): Promise<string[] | null> {
  if (!needed || isRoot()) return [];
  if (!onPath('sudo')) return null;
  const silent = await run({ name: 'sudo', command: 'sudo', args: ['-n', 'true'] });
  if (silent.ok) return ['sudo', '-n'];
  return process.stdin.isTTY ? ['sudo'] : null;
}

async function runVisibly([command = '', ...args]: string[], say: (line: string) => void): Promise<boolean> {
  const started = Date.now();
  const child = await startChild({
    name: command,
    command,
    args,
    env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' },
    stopWithinMs: 60_000,
  });
  const ticker = setInterval(() => say(`  still at it (${Math.round((Date.now() - started) / 1000)} s)`), 10_000);
  const { code } = await child.exited;
  clearInterval(ticker);
  if (code !== 0) say(child.tail().trim().split('\n').slice(-3).join('\n'));
  return code === 0;
}

function onPath(name: string): boolean {
  return (process.env.PATH ?? '').split(delimiter).some((folder) => isExecutable(join(folder, name)));
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return existsSync(path);
  } catch {
    return false;
  }
}
