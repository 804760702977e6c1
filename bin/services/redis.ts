import { mkdirSync } from 'node:fs';
import { connect, type Socket } from 'node:net';
import { connect as connectTls } from 'node:tls';
import type { Certificate } from './certificate';
import { startChild } from './child';
import { freePort } from './ports';
import type { RunningService } from './postgres';
import { untilReady } from './readiness';

export interface RedisOptions {
  port?: number;
  /** Absent: nothing is kept. */
  dataDir?: string;
  /** Speaks TLS and nothing else. */
  tls?: Certificate;
  password?: string;
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
      args: [
        ...listeningArgs(port, options),
        '--bind',
        '127.0.0.1',
        '--save',
        '',
        ...keeping,
        ...(options.extraArgs ?? []),
      ],
    });
    try {
      await untilReady(child, () => pings(port, options.tls !== undefined), 30_000);
      return { url: urlOf(port, options), pid: child.pid, stop: () => child.stop() };
    } catch (error) {
      if (tries === 3 || !String(error).includes('in use')) throw error;
    }
  }
}

function listeningArgs(port: number, { tls, password }: RedisOptions): string[] {
  const keyFiles = tls && ['--tls-cert-file', tls.certificate, '--tls-key-file', tls.key, '--tls-auth-clients', 'no'];
  return [
    ...(keyFiles ? ['--port', '0', '--tls-port', String(port), ...keyFiles] : ['--port', String(port)]),
    ...(password ? ['--requirepass', password] : []),
  ];
}

function urlOf(port: number, { tls, password }: RedisOptions): string {
  return `${tls ? 'rediss' : 'redis'}://${password ? `:${password}@` : ''}127.0.0.1:${port}`;
}

function pings(port: number, tls: boolean): Promise<boolean> {
  return new Promise((resolve) => {
    const host = '127.0.0.1';
    const socket: Socket = tls ? connectTls({ host, port, rejectUnauthorized: false }) : connect({ host, port });
    const answer = (ready: boolean) => {
      socket.destroy();
      resolve(ready);
    };
    socket.setTimeout(1_000, () => answer(false));
    socket.once('error', () => answer(false));
    socket.once('data', (data) => answer(/^(\+PONG|-NOAUTH)/.test(data.toString())));
    socket.once(tls ? 'secureConnect' : 'connect', () => socket.write('PING\r\n'));
  });
}
