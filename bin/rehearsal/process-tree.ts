import { readdirSync, readFileSync } from 'node:fs';

interface Member {
  pid: number;
  parent: number;
  threads: number;
  residentPages: number;
}

export interface TreeFigures {
  /** Processes and their threads, each of which counts for a dyno's limit. */
  tasks: number;
  /** Resident memory, in which what they share counts several times. */
  residentBytes: number;
}

const pageBytes = 4_096;

/** The figures of `pid` and all that descend from it. */
export function measureTree(pid: number): TreeFigures {
  const members = readdirSync('/proc')
    .filter((entry) => /^\d+$/.test(entry))
    .flatMap((entry) => memberOf(entry));
  const below = (parent: number): Member[] =>
    members.filter((member) => member.parent === parent).flatMap((child) => [child, ...below(child.pid)]);
  const family = [...members.filter((member) => member.pid === pid), ...below(pid)];
  return {
    tasks: family.reduce((sum, { threads }) => sum + threads, 0),
    residentBytes: family.reduce((sum, { residentPages }) => sum + residentPages * pageBytes, 0),
  };
}

function memberOf(entry: string): Member[] {
  try {
    // The name stands in brackets and may hold anything, spaces too; the state comes after it.
    const stat = readFileSync(`/proc/${entry}/stat`, 'utf8');
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    const [parent, threads, residentPages] = [Number(fields[1]), Number(fields[17]), Number(fields[21])];
    return [{ pid: Number(entry), parent, threads, residentPages }];
  } catch {
    return []; // ended while we looked
  }
}
