import { readFileSync } from 'node:fs';

export interface ConnectionWatch<Name extends string> {
  /** The most at one time since the last call. */
  takePeak(): Record<Name, number>;
  stop(): void;
}

const lookEveryMs = 100;

/** Counts the connections that servers on these ports of loopback hold, ten times a second, as their hoster would. */
export function watchConnections<Name extends string>(ports: Record<Name, number>): ConnectionWatch<Name> {
  const entries = Object.entries(ports) as [Name, number][];
  const count = () => {
    const held = establishedByPort(readFileSync('/proc/net/tcp', 'utf8'));
    return Object.fromEntries(entries.map(([name, port]) => [name, held.get(port) ?? 0])) as Record<Name, number>;
  };
  let peak = count();
  const look = () => {
    const now = count();
    for (const [name] of entries) peak[name] = Math.max(peak[name], now[name]);
  };
  const timer = setInterval(look, lookEveryMs);
  return {
    takePeak: () => {
      look();
      const taken = peak;
      peak = count();
      return taken;
    },
    stop: () => clearInterval(timer),
  };
}

/** Local port → established connections, from the kernel's table: number, local, remote, state (01: established), all hex. */
export function establishedByPort(table: string): Map<number, number> {
  const held = new Map<number, number>();
  for (const line of table.split('\n').slice(1)) {
    const [, local = '', , state] = line.trim().split(/\s+/);
    if (state !== '01') continue;
    const port = Number.parseInt(local.split(':')[1] ?? '', 16);
    held.set(port, (held.get(port) ?? 0) + 1);
  }
  return held;
}
