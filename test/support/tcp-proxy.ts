import { createConnection, createServer, type Socket } from 'node:net';
import { freePort } from './ports';

export interface TcpProxy {
  port: number;
  /** Breaks every connection and refuses new ones, until `mend`. */
  cut(): void;
  /** Takes what is sent and passes nothing on, as a line that drops every packet does, until `mend`. */
  silence(): void;
  /** A new connection passes again; those made during a silence are broken. */
  mend(): void;
  close(): Promise<void>;
}

/** A line to `target` on loopback that can be broken. */
export async function startTcpProxy(target: number): Promise<TcpProxy> {
  let state: 'whole' | 'cut' | 'silent' = 'whole';
  const ends = new Set<Socket>();
  const keep = (socket: Socket) => {
    ends.add(socket);
    socket.on('error', () => undefined).once('close', () => ends.delete(socket));
  };
  const breakAll = () => {
    for (const end of ends) end.destroy();
  };
  const server = createServer((near) => {
    keep(near);
    if (state === 'cut') return near.destroy();
    if (state === 'silent') return near.resume();
    const far = createConnection(target, '127.0.0.1');
    keep(far);
    for (const [from, to] of [
      [near, far],
      [far, near],
    ] as const) {
      from.on('data', (bytes) => state === 'whole' && to.write(bytes)).once('close', () => to.destroy());
    }
  });
  const port = await freePort();
  await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve));
  return {
    port,
    cut: () => {
      state = 'cut';
      breakAll();
    },
    silence: () => {
      state = 'silent';
    },
    mend: () => {
      if (state === 'silent') breakAll();
      state = 'whole';
    },
    close: () => {
      breakAll();
      return new Promise((resolve) => server.close(() => resolve()));
    },
  };
}
