import { existsSync, mkdirSync, readFileSync, rmdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { isRoot } from '../services/postgres-binaries';

/** The box one dyno runs in. */
export interface Box {
  /** Shell words that put the shell itself into the box. */
  enter: string;
  pids(): number[];
  /** What its processes hold now and nobody can take from them. */
  ownMemoryBytes(): number;
  /** Processes and threads in it now. */
  tasks(): number;
  /** The most there ever were, where the kernel keeps count. */
  peakTasks(): number | null;
  /** Times the kernel killed something in it for memory. */
  kills(): number;
  remove(): void;
}

export interface Limits {
  /** What is real on this machine, in words. */
  describe: string;
  /** Whether the kernel enforces them; otherwise memory and processes are only watched. */
  enforced: boolean;
  box(name: string): Box | null;
}

const memoryLimit = 512 * 1024 ** 2;
const pidLimit = 256;

/** Finds what this machine can enforce of Heroku's 512 MB and 256 processes. */
export function findLimits(): Limits {
  const [memory, pids] = ['/sys/fs/cgroup/memory', '/sys/fs/cgroup/pids'];
  if (isRoot() && existsSync(join(memory, 'memory.limit_in_bytes')) && existsSync(join(pids, 'cgroup.procs'))) {
    return {
      describe: 'cgroup v1: 512 MB of memory and 256 processes enforced by the kernel; 10,000 open files by ulimit',
      enforced: true,
      box: (name) => boxVersion1(memory, pids, name),
    };
  }
  const unified = '/sys/fs/cgroup';
  const controllers = join(unified, 'cgroup.subtree_control');
  if (isRoot() && existsSync(controllers) && /memory.*pids/.test(readFileSync(controllers, 'utf8'))) {
    return {
      describe: 'cgroup v2: 512 MB of memory and 256 processes enforced by the kernel; 10,000 open files by ulimit',
      enforced: true,
      box: (name) => boxVersion2(unified, name),
    };
  }
  return {
    describe:
      'no cgroup can be made here: memory and the number of processes and threads are sampled, Node gets --max-old-space-size=256; 10,000 open files by ulimit',
    enforced: false,
    box: () => null,
  };
}

function boxVersion1(memory: string, pids: string, name: string): Box {
  const folders = [memory, pids].map((parent) => join(parent, `showrunner-${process.pid}-${name}`));
  for (const folder of folders) mkdirSync(folder);
  const [inMemory = '', inPids = ''] = folders;
  writeFileSync(join(inMemory, 'memory.limit_in_bytes'), String(memoryLimit));
  writeFileSync(join(inPids, 'pids.max'), String(pidLimit));
  return {
    ...common(folders),
    ownMemoryBytes: () => counter(join(inMemory, 'memory.stat'), 'total_rss'),
    tasks: () => Number(readFileSync(join(inPids, 'pids.current'), 'utf8')),
    peakTasks: () =>
      existsSync(join(inPids, 'pids.peak')) ? Number(readFileSync(join(inPids, 'pids.peak'), 'utf8')) : null,
    kills: () => counter(join(inMemory, 'memory.oom_control'), 'oom_kill'),
  };
}

function boxVersion2(unified: string, name: string): Box {
  const folder = join(unified, `showrunner-${process.pid}-${name}`);
  mkdirSync(folder);
  writeFileSync(join(folder, 'memory.max'), String(memoryLimit));
  writeFileSync(join(folder, 'pids.max'), String(pidLimit));
  const read = (file: string) =>
    existsSync(join(folder, file)) ? Number(readFileSync(join(folder, file), 'utf8')) : null;
  return {
    ...common([folder]),
    ownMemoryBytes: () => counter(join(folder, 'memory.stat'), 'anon'),
    tasks: () => read('pids.current') ?? 0,
    peakTasks: () => read('pids.peak'),
    kills: () => counter(join(folder, 'memory.events'), 'oom_kill'),
  };
}

function common(folders: string[]): Pick<Box, 'enter' | 'pids' | 'remove'> {
  const [first = ''] = folders;
  return {
    enter: folders.map((folder) => `echo $$ > ${join(folder, 'cgroup.procs')}`).join(' && '),
    pids: () => readFileSync(join(first, 'cgroup.procs'), 'utf8').trim().split('\n').filter(Boolean).map(Number),
    remove: () => {
      for (const folder of folders) rmdirSync(folder);
    },
  };
}

function counter(file: string, name: string): number {
  const line = readFileSync(file, 'utf8')
    .split('\n')
    .find((entry) => entry.startsWith(`${name} `));
  return Number(line?.split(' ')[1] ?? 0);
}
