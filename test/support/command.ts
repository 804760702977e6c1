import { type ChildProcess, spawn } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const root = join(__dirname, '..', '..');

export interface Ended {
  code: number | null;
  out: string;
  err: string;
}

/** One of the programs in bin/, started as a person would, in a process group of its own. */
export interface RunningCommand {
  pid: number;
  ended: Promise<Ended>;
  /** What it printed so far. */
  said(): string;
}

/** Nothing of this test's environment reaches it but the path and `env`. */
export function startCommand(name: string, args: readonly string[], env: Record<string, string> = {}): RunningCommand {
  const child = spawn(join(root, 'bin', name), args, {
    cwd: root,
    detached: true,
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { PATH: process.env.PATH, HOME: process.env.HOME, ...env },
  });
  const printed = { out: '', err: '' };
  child.stdout.on('data', (chunk) => {
    printed.out += chunk;
  });
  child.stderr.on('data', (chunk) => {
    printed.err += chunk;
  });
  return { pid: child.pid ?? 0, said: () => printed.out + printed.err, ended: endOf(child, printed) };
}

function endOf(child: ChildProcess, printed: { out: string; err: string }): Promise<Ended> {
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code) => resolve({ code, ...printed }));
  });
}

/** A process and everything that descends from it, in this moment. */
export function familyOf(pid: number): number[] {
  const parents = new Map(processes().map((member) => [member.pid, member.parent]));
  const descends = (member: number): boolean =>
    member === pid || (parents.has(member) && descends(parents.get(member) ?? 0));
  return [...parents.keys()].filter(descends);
}

/** Of these, and of those in the process groups they lead, who is alive; one that nobody has collected yet is not. */
export function alive(pids: readonly number[]): string[] {
  return processes()
    .filter(({ pid, group }) => pids.includes(pid) || pids.includes(group))
    .filter(({ state }) => state !== 'Z')
    .map(({ pid, name }) => `${name} ${pid}`);
}

interface ProcessFacts {
  pid: number;
  name: string;
  state: string;
  parent: number;
  group: number;
}

function processes(): ProcessFacts[] {
  return readdirSync('/proc')
    .filter((entry) => /^\d+$/.test(entry))
    .flatMap((entry) => factsOf(entry));
}

function factsOf(entry: string): ProcessFacts[] {
  try {
    // The name stands in brackets and may hold anything.
    const [, name = '', rest = ''] = /\((.*)\) (.*)$/s.exec(readFileSync(`/proc/${entry}/stat`, 'utf8')) ?? [];
    const [state = '', parent, group] = rest.split(' ');
    return [{ pid: Number(entry), name, state, parent: Number(parent), group: Number(group) }];
  } catch {
    return []; // ended while we looked
  }
}
