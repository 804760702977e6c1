import { readdirSync, readFileSync } from 'node:fs';

interface Member {
  pid: number;
  parent: number;
  threads: number;
}

/** Processes and their threads, each of which counts for a dyno's limit, of `pid` and all that descend from it. */
export function countTasks(pid: number): number {
  const members = readdirSync('/proc')
    .filter((entry) => /^\d+$/.test(entry))
    .flatMap((entry) => memberOf(entry));
  const tasksBelow = (parent: number): number =>
    members
      .filter((member) => member.parent === parent)
      .reduce((sum, child) => sum + child.threads + tasksBelow(child.pid), 0);
  return (members.find((member) => member.pid === pid)?.threads ?? 0) + tasksBelow(pid);
}

function memberOf(entry: string): Member[] {
  try {
    // The name stands in brackets and may hold anything, spaces too; the state comes after it.
    const stat = readFileSync(`/proc/${entry}/stat`, 'utf8');
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    return [{ pid: Number(entry), parent: Number(fields[1]), threads: Number(fields[17]) }];
  } catch {
    return []; // ended while we looked
  }
}
