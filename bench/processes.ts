import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import type { Cost } from './measure';

const ticksPerSecond = 100; // USER_HZ, the same on every Linux

/** CPU seconds a living process and the children it has waited for have used. Linux only. */
export function cpuSecondsOf(pid: number): number {
  const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  const ticks = fields.slice(11, 15).reduce((sum, field) => sum + Number(field), 0);
  return ticks / ticksPerSecond;
}

/** The most memory a living process has had resident, in bytes. Linux only. */
export function peakMemoryOf(pid: number): number {
  const line = /^VmHWM:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'));
  return Number(line?.[1] ?? 0) * 1024;
}

/** Runs a command to its end. Returns wall clock and CPU of it and all its children. */
export async function costOfCommand(command: string, args: readonly string[]): Promise<Required<Cost>> {
  const script = 'TIMEFORMAT="%U %S %R"; time "$@" >/dev/null 2>&1 </dev/null || exit 1';
  const child = spawn('bash', ['-c', script, 'bash', command, ...args], { stdio: ['ignore', 'ignore', 'pipe'] });
  let text = '';
  child.stderr.on('data', (chunk: Buffer) => {
    text += chunk.toString();
  });
  const code = await new Promise<number | null>((resolve) => child.once('close', resolve));
  if (code !== 0) throw new Error(`${command} failed`);
  const [user = 0, system = 0, real = 0] = text.trim().split(' ').map(Number);
  return { seconds: real, cpuSeconds: user + system };
}
