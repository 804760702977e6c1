import { Agent, createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Duplex } from 'node:stream';
import { exchange, refuse } from './router-exchange';
import type { RouterLine, RouterTimes } from './router-line';
import { tunnel } from './router-tunnel';

/** A web process that the router may choose. */
export interface WebDyno {
  name: string;
  port: number;
}

export interface RouterOptions {
  /** 1 is Heroku's own; 0.01 makes 30 seconds 0.3. */
  scale?: number;
  /** What the client typed before the host; the router ends TLS, so the dyno hears of it by header only. */
  protocol?: 'http' | 'https';
  onLine?: (line: RouterLine) => void;
}

export interface Router {
  port: number;
  /** From now on requests go to these. With none, or none that listens yet, they wait for one. */
  route(dynos: readonly WebDyno[]): void;
  /** What it logged so far, a line a request. */
  lines(): readonly RouterLine[];
  stop(): Promise<void>;
}

const heroku: RouterTimes = {
  firstByteMs: 30_000,
  idleMs: 55_000,
  keepAliveMs: 90_000,
  bootMs: 75_000,
};

/**
 * A router as Heroku describes its own: a random dyno for every request, no stickiness, HTTP/1.1 kept alive to
 * the dyno, 30 s from the last byte of the request to the first of the answer, then 55 s between any two.
 */
export async function startRouter({ scale = 1, protocol = 'https', onLine }: RouterOptions = {}): Promise<Router> {
  const times = Object.fromEntries(
    Object.entries(heroku).map(([name, ms]) => [name, ms * scale]),
  ) as unknown as RouterTimes;
  const agent = new Agent({ keepAlive: true, timeout: times.keepAliveMs, scheduling: 'lifo' });
  const lines: RouterLine[] = [];
  let dynos: readonly WebDyno[] = [];
  const context = {
    times,
    agent,
    protocol,
    candidates: () => shuffle(dynos),
    log: (line: RouterLine) => {
      lines.push(line);
      onLine?.(line);
    },
  };
  const server = createServer(
    { maxHeaderSize: 8 * 1024, requestTimeout: 0, keepAliveTimeout: times.keepAliveMs },
    (req: IncomingMessage, res: ServerResponse) => {
      exchange(req, res, context).catch(() => refuse(res, 'H99'));
    },
  );
  server.on('upgrade', (req: IncomingMessage, socket: Duplex, head: Buffer) => tunnel(req, socket, head, context));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    port: (server.address() as AddressInfo).port,
    route: (next) => {
      dynos = next;
    },
    lines: () => lines,
    stop: async () => {
      const closed = new Promise((resolve) => server.close(resolve));
      server.closeAllConnections();
      agent.destroy();
      await closed;
    },
  };
}

function shuffle<T>(items: readonly T[]): T[] {
  return items
    .map((item) => ({ item, at: Math.random() }))
    .sort((a, b) => a.at - b.at)
    .map(({ item }) => item);
}
