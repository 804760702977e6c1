import { type Child, startChild } from '../services/child';
import type { ServerAccount } from '../services/postgres-binaries';
import type { Box, Limits } from './limits';
import { measureTree } from './process-tree';
import type { Slug } from './slug';

export interface DynoOptions {
  slug: Slug;
  /** The line of the Procfile. */
  line: string;
  name: string;
  env: Record<string, string>;
  /** As whom to run; null: as ourselves. */
  account: ServerAccount | null;
  limits: Limits;
}

export interface Dyno {
  readonly name: string;
  readonly startedAt: number;
  readonly exited: Child['exited'];
  hasExited(): boolean;
  /** Every line it printed. */
  lines(): string[];
  /** Heroku's SIGTERM goes to every process of the dyno. */
  terminate(): void;
  /** Ends all of it without a warning, as when its machine fails. */
  crash(): void;
  /** The most memory at one time of all its processes, looked at ten times a second. */
  peakMemoryMb(): number;
  /** The most processes and threads at one time, looked at ten times a second unless the kernel counts. */
  peakTasks(): number;
  /** Times the kernel killed something for memory. */
  kills(): number;
  /** Ends what is left and takes the box away; safe to call twice. */
  clear(): Promise<void>;
}

/** One process of the Procfile as a dyno runs it: a clean environment, an account that may write nothing of the slug, limits. */
export async function startDyno(options: DynoOptions): Promise<Dyno> {
  const { slug, line, name, env, account, limits } = options;
  const box = limits.box(name);
  const become = account ? `setpriv --reuid=${account.uid} --regid=${account.gid} --clear-groups` : '';
  const heap = limits.enforced ? {} : { NODE_OPTIONS: '--max-old-space-size=256' };
  const script = [box?.enter, 'ulimit -n 10000', `exec ${become} ${line}`].filter(Boolean).join(' && ');
  let output = '';
  const startedAt = Date.now();
  const child = await startChild({
    name,
    command: '/bin/bash',
    args: ['-c', script],
    cwd: slug.directory,
    env: { PATH: `${slug.nodeFolder}:/usr/local/bin:/usr/bin:/bin`, ...heap, ...env },
    onOutput: (text) => {
      output += text;
    },
  });
  let cleared: Promise<void> | null = null;
  const watch = watchFigures(child.pid, box);
  child.exited.then(() => watch.stop());
  return {
    name,
    startedAt,
    exited: child.exited,
    hasExited: child.hasExited,
    lines: () => output.split('\n').filter((text) => text !== ''),
    terminate: () => {
      for (const pid of box?.pids() ?? [child.pid]) signal(pid);
    },
    crash: () => {
      for (const pid of box?.pids() ?? [child.pid]) signal(pid, 'SIGKILL');
    },
    peakMemoryMb: () => watch.peakBytes() / 1024 ** 2,
    peakTasks: () => Math.max(watch.peakTasks(), box?.peakTasks() ?? 0),
    kills: () => box?.kills() ?? 0,
    clear: () => {
      cleared ??= clear(child, box);
      return cleared;
    },
  };
}

async function clear(child: Child, box: Box | null): Promise<void> {
  await child.stop();
  for (const pid of box?.pids() ?? []) signal(pid, 'SIGKILL');
  for (let tries = 0; box && box.pids().length > 0 && tries < 50; tries++) {
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  box?.remove();
}

function signal(pid: number, name: NodeJS.Signals = 'SIGTERM'): void {
  try {
    process.kill(pid, name);
  } catch {
    // it has ended by itself
  }
}

interface Watch {
  peakBytes(): number;
  peakTasks(): number;
  stop(): void;
}

function watchFigures(pid: number, box: Box | null): Watch {
  let bytes = 0;
  let tasks = 0;
  const timer = setInterval(() => {
    const now = box ? { residentBytes: box.ownMemoryBytes(), tasks: box.tasks() } : measureTree(pid);
    bytes = Math.max(bytes, now.residentBytes);
    tasks = Math.max(tasks, now.tasks);
  }, 100);
  return { peakBytes: () => bytes, peakTasks: () => tasks, stop: () => clearInterval(timer) };
}
