import type { IncomingMessage } from 'node:http';
import { connect } from 'node:net';
import type { Duplex } from 'node:stream';
import { towardsDyno } from './router-headers';
import type { RouterContext } from './router-line';

/** A WebSocket: bytes both ways, until one side ends it or nobody says anything for too long. */
export function tunnel(req: IncomingMessage, client: Duplex, head: Buffer, context: RouterContext): void {
  const startedAt = Date.now();
  const [dyno] = context.candidates();
  if (!dyno) return void client.destroy();
  const headers: Record<string, unknown> = {
    ...towardsDyno(req, context.protocol),
    connection: 'Upgrade',
    upgrade: req.headers.upgrade,
  };
  const socket = connect(dyno.port, '127.0.0.1');
  let bytes = 0;
  let idle = false;
  let timer: NodeJS.Timeout;
  const rest = () => {
    clearTimeout(timer);
    timer = setTimeout(() => {
      idle = true;
      client.destroy();
    }, context.times.idleMs);
  };
  rest();
  socket.write(`${req.method} ${req.url} HTTP/1.1\r\n${linesOf(headers)}\r\n`);
  socket.write(head);
  socket.on('data', (chunk: Buffer) => {
    bytes += chunk.length;
    rest();
  });
  client.on('data', rest);
  client.pipe(socket).pipe(client);
  for (const side of [client, socket]) side.on('error', () => side.destroy());
  socket.once('close', () => client.destroy());
  client.once('close', () => {
    clearTimeout(timer);
    socket.destroy();
    context.log({
      code: idle ? 'H15' : null,
      method: req.method ?? '',
      path: req.url ?? '',
      dyno: dyno.name,
      status: 101,
      serviceMs: Date.now() - startedAt,
      bytes,
      requestId: String(headers['x-request-id']),
    });
  });
}

function linesOf(headers: Record<string, unknown>): string {
  return Object.entries(headers)
    .filter(([, value]) => value !== undefined)
    .map(([name, value]) => `${name}: ${Array.isArray(value) ? value.join(', ') : value}\r\n`)
    .join('');
}
