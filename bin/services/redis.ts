import { mkdirSync } from 'node:fs';
import { Socket } from 'node:net';
import { startChild } from './child';
import { freePort } from './ports';
import type { RunningService } from './postgres';
import { untilReady } from './readiness';

export interface RedisOptions {
  port?: number;
  /** Absent: nothing is kept. */
  dataDir?: string;
  extraArgs?: readonly string[];
}

/** A private Redis on loopback from the machine's `redis-server`. */
export async function startRedis(options: RedisOptions = {}): Promise<RunningService> {
  if (options.dataDir) mkdirSync(options.dataDir, { recursive: true });
  const keeping = options.dataDir ? ['--dir', options.dataDir, '--appendonly', 'yes'] : ['--appendonly', 'no'];
  for (let tries = 1; ; tries++) {
    const port = options.port ?? (await freePort());
    const child = await startChild({
      name: 'redis-server',
      command: 'redis-server',
      args: ['--port', String(port), '--bind', '127.0.0.1', '--save', '', ...keeping, ...(options.extraArgs ?? [])],
    });
    try {
      await untilReady(child, () => pings(port), 30_000);
      return { url: `redis://127.0.0.1:${port}`, pid: child.pid, stop: () => child.stop() };
    } catch (error) {
      if (tries === 3 || !String(error).includes('in use')) throw error;
    }
  }
}

function pings(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = new Socket();
    const answer = (ready: boolean) => {
      socket.destroy();
      resolve(ready);
    };
    socket.setTimeout(1_000, () => answer(false));
    socket.once('error', () => answer(false));
    socket.once('data', (data) => answer(data.toString().startsWith('+PONG')));
    socket.connect(port, '127.0.0.1', () => socket.write('PING\r\n'));
  });
}
