import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { type AddressInfo, connect } from 'node:net';
import { Readable } from 'node:stream';
import type { Request, Response } from 'express';
import { sendObject } from './send-object';

let server: Server;
let outcome: Promise<unknown>;
let open: () => Readable;

beforeAll(async () => {
  server = createServer((req: IncomingMessage, res: ServerResponse) => {
    outcome = sendObject(req as Request, withStatus(res), {
      type: 'image/jpeg',
      sizeBytes: 50_000_000,
      cacheControl: 'public',
      open: () => open(),
    }).then(
      () => 'no error',
      (error: Error) => error.message,
    );
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
});
afterAll(() => new Promise((resolve) => server.close(resolve)));

function withStatus(res: ServerResponse): Response {
  return Object.assign(res, {
    status: (code: number) => {
      res.statusCode = code;
    },
  }) as unknown as Response;
}

/** Asks, and leaves at the first byte of the answer. */
async function leaveEarly(): Promise<void> {
  const socket = connect((server.address() as AddressInfo).port, '127.0.0.1');
  socket.on('error', () => undefined);
  socket.write('GET / HTTP/1.1\r\nHost: x\r\n\r\n');
  await new Promise((resolve) => socket.once('data', resolve));
  socket.destroy();
}

test('somebody who goes away in the middle is no error', async () => {
  const block = Buffer.alloc(65_536);
  const endless = new Readable({
    read() {
      this.push(block);
    },
  });
  open = () => endless;
  await leaveEarly();
  expect(await outcome).toBe('no error');
  expect(endless.destroyed).toBe(true);
});

test('storage that breaks in the middle is one', async () => {
  open = () =>
    Readable.from(
      (async function* () {
        yield Buffer.alloc(1_000);
        throw new Error('the disk is gone');
      })(),
    );
  await leaveEarly();
  expect(await outcome).toBe('the disk is gone');
});
