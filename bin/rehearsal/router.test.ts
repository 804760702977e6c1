import { createServer, type IncomingMessage, type RequestListener, request, type Server } from 'node:http';
import { type AddressInfo, connect } from 'node:net';
import { type Router, type RouterOptions, startRouter } from './router';

const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));
const open: { stop(): Promise<void> }[] = [];

afterEach(async () => {
  for (const each of open.splice(0)) await each.stop();
});

async function aDyno(
  name: string,
  listener: RequestListener,
  port = 0,
): Promise<{ name: string; port: number; server: Server }> {
  const server = createServer({ requestTimeout: 0, keepAliveTimeout: 60_000 }, listener);
  await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve));
  open.push({
    stop: () => {
      server.closeAllConnections();
      return new Promise((resolve) => server.close(() => resolve()));
    },
  });
  return { name, port: (server.address() as AddressInfo).port, server };
}

async function aRouter(listener: RequestListener, options: RouterOptions = {}): Promise<Router> {
  const router = await startRouter(options);
  open.unshift(router);
  router.route([await aDyno('web.1', listener)]);
  return router;
}

interface Answer {
  status: number;
  headers: IncomingMessage['headers'];
  body: string;
  /** Whether it came to its end. */
  whole: boolean;
}

function call(
  router: Router,
  path: string,
  options: {
    method?: string;
    headers?: Record<string, string>;
    body?: (write: (text: string) => void) => Promise<void>;
  } = {},
): Promise<Answer> {
  const { method = 'GET', headers = {}, body } = options;
  return new Promise((resolve, reject) => {
    const asked = request({ host: '127.0.0.1', port: router.port, path, method, headers }, (incoming) => {
      let text = '';
      incoming.on('data', (chunk: Buffer) => {
        text += chunk.toString();
      });
      incoming.on('error', () => undefined);
      incoming.on('close', () =>
        resolve({ status: incoming.statusCode ?? 0, headers: incoming.headers, body: text, whole: incoming.complete }),
      );
    });
    asked.on('error', reject);
    if (body) body((text) => void asked.write(text)).then(() => asked.end());
    else asked.end();
  });
}

const lineOf = async (router: Router, path: string) => {
  for (let tries = 0; tries < 200; tries++) {
    const line = router.lines().find((each) => each.path === path);
    if (line) return line;
    await pause(25);
  }
  throw new Error(`The router logged nothing for ${path}`);
};

test('every dyno gets its share, on connections that are kept, and hears who asked', async () => {
  const heard: IncomingMessage['headers'][] = [];
  const router = await startRouter();
  open.unshift(router);
  const answering = (name: string) =>
    aDyno(name, (req, res) => {
      heard.push(req.headers);
      res.end(name);
    });
  const dynos = [await answering('web.1'), await answering('web.2')];
  let connections = 0;
  for (const { server } of dynos) server.on('connection', () => connections++);
  router.route(dynos);
  const shares = { 'web.1': 0, 'web.2': 0 };
  for (let i = 0; i < 40; i++) {
    const { body, headers } = await call(router, '/', {
      headers: { host: 'films.example', 'x-forwarded-for': '203.0.113.9' },
    });
    shares[body as 'web.1']++;
    expect(headers.via).toBe('1.1 heroku-router');
  }
  // All 40 to one of two: once in 500 billion runs.
  expect(shares['web.1']).toBeGreaterThan(0);
  expect(shares['web.2']).toBeGreaterThan(0);
  expect(connections).toBe(2);
  expect(heard[0]).toMatchObject({
    host: 'films.example',
    'x-forwarded-for': '203.0.113.9, 127.0.0.1',
    'x-forwarded-proto': 'https',
    'x-forwarded-port': '443',
    'x-request-id': expect.stringMatching(/^[\w-]{36}$/),
    'x-request-start': expect.stringMatching(/^\d{13}$/),
  });
  expect(await lineOf(router, '/')).toMatchObject({ code: null, status: 200, bytes: 5 });
});

// Heroku's 30 and 55 seconds are 1.5 and 2.75 here; all cases run side by side.
test('time is measured from byte to byte: what drips passes, what stalls is cut', async () => {
  const routes: Record<string, RequestListener> = {
    '/silent': () => undefined,
    '/drips': async (_req, res) => {
      for (let i = 0; i < 12; i++) {
        res.write('.');
        await pause(300);
      }
      res.end();
    },
    '/stalls': (_req, res) => void res.write('once'),
    '/takes': (req, res) => {
      let bytes = 0;
      req.on('data', (chunk: Buffer) => {
        bytes += chunk.length;
      });
      req.on('end', () => res.end(String(bytes)));
    },
  };
  const router = await aRouter((req, res) => routes[req.url?.split('?')[0] ?? '']?.(req, res), { scale: 0.05 });
  const [silent, drips, stalls, slow, idle] = await Promise.all([
    call(router, '/silent'),
    call(router, '/drips'),
    call(router, '/stalls'),
    call(router, '/takes', {
      method: 'POST',
      body: async (write) => {
        for (let i = 0; i < 12; i++) {
          write('.');
          await pause(300);
        }
      },
    }),
    call(router, '/takes', {
      method: 'PUT',
      body: (write) => {
        write('.');
        return new Promise(() => undefined);
      },
    }),
  ]);
  expect(silent).toMatchObject({ status: 503, headers: { 'x-router-code': 'H12' } });
  expect(drips).toMatchObject({ status: 200, body: '.'.repeat(12), whole: true });
  expect(stalls).toMatchObject({ status: 200, body: 'once', whole: false });
  expect(slow).toMatchObject({ status: 200, body: '12' });
  expect(idle).toMatchObject({ status: 503, headers: { 'x-router-code': 'H28' } });
  expect(await lineOf(router, '/stalls')).toMatchObject({ code: 'H15' });
});

test('a dyno that hangs up is H13 before its answer and H18 within it', async () => {
  const router = await aRouter((req, res) => {
    if (req.url === '/late') res.write('half', () => setTimeout(() => res.destroy(), 50));
    else req.socket.destroy();
  });
  expect(await call(router, '/early')).toMatchObject({ status: 503, headers: { 'x-router-code': 'H13' } });
  expect(await call(router, '/late')).toMatchObject({ status: 200, body: 'half', whole: false });
  expect(await lineOf(router, '/late')).toMatchObject({ code: 'H18' });
});

test('a request waits for a dyno that boots, and is refused when none does', async () => {
  const router = await startRouter({ scale: 0.01 });
  open.unshift(router);
  expect(await call(router, '/nobody')).toMatchObject({ status: 503, headers: { 'x-router-code': 'H20' } });
  const patient = await startRouter();
  open.unshift(patient);
  const waiting = call(patient, '/');
  const { port } = await aDyno('web.0', () => undefined);
  await open.pop()?.stop();
  patient.route([{ name: 'web.1', port }]);
  await pause(100);
  await aDyno('web.1', (_req, res) => res.end('here'), port);
  expect((await waiting).body).toBe('here');
});

test('a client that leaves frees its dyno', async () => {
  let left: () => void = () => undefined;
  const leaving = new Promise<void>((resolve) => {
    left = resolve;
  });
  const router = await aRouter((req, res) => {
    res.write('stay');
    req.once('close', left);
  });
  const asked = request({ host: '127.0.0.1', port: router.port, path: '/' }, () => asked.destroy());
  asked.on('error', () => undefined);
  asked.end();
  await leaving;
  expect((await lineOf(router, '/')).code).toBe('H27');
});

test('an event arrives when it is sent, not when the stream ends', async () => {
  const router = await aRouter((_req, res) => {
    res.writeHead(200, { 'content-type': 'text/event-stream' });
    res.write('data: first\n\n');
  });
  const first = await new Promise<string>((resolve) => {
    const asked = request({ host: '127.0.0.1', port: router.port, path: '/events' }, (incoming) => {
      incoming.once('data', (chunk: Buffer) => {
        resolve(chunk.toString());
        asked.destroy();
      });
    });
    asked.on('error', () => undefined);
    asked.end();
  });
  expect(first).toBe('data: first\n\n');
});

test('a body waits at the client while the dyno does not read', async () => {
  let reading: () => void = () => undefined;
  const router = await aRouter((req, res) => {
    let bytes = 0;
    req.pause();
    req.on('end', () => res.end(String(bytes)));
    reading = () => {
      req.on('data', (chunk: Buffer) => {
        bytes += chunk.length;
      });
      req.resume();
    };
  });
  const whole = 64 * 1024 ** 2;
  const piece = Buffer.alloc(1024 ** 2);
  let taken = 0;
  const answer = new Promise<string>((resolve, reject) => {
    const headers = { 'content-length': whole };
    const asked = request({ host: '127.0.0.1', port: router.port, method: 'POST', headers }, (incoming) => {
      incoming.once('data', (chunk: Buffer) => resolve(chunk.toString()));
    });
    asked.on('error', reject);
    const send = (left: number) => {
      if (left === 0) return void asked.end();
      asked.write(piece, () => {
        taken += piece.length;
        send(left - piece.length);
      });
    };
    send(whole);
  });
  // Sockets hold a few megabytes at most; the rest must not pile up in the router.
  let before = -1;
  while (taken !== before || taken === 0) {
    before = taken;
    await pause(300);
  }
  expect(taken).toBeLessThan(32 * 1024 ** 2);
  reading();
  expect(await answer).toBe(String(whole));
});

test('a WebSocket passes both ways and is closed when nobody speaks', async () => {
  const router = await startRouter({ scale: 0.02 });
  open.unshift(router);
  const dyno = await aDyno('web.1', (_req, res) => res.end());
  dyno.server.on('upgrade', (req, socket, head: Buffer) => {
    socket.write(`HTTP/1.1 101 Switching Protocols\r\nupgrade: ${req.headers.upgrade}\r\nconnection: Upgrade\r\n\r\n`);
    socket.on('error', () => undefined);
    socket.write(head);
    socket.pipe(socket);
  });
  router.route([dyno]);
  const socket = connect(router.port, '127.0.0.1');
  let heard = '';
  socket.on('data', (chunk) => {
    heard += chunk.toString();
  });
  socket.write('GET /chat HTTP/1.1\r\nhost: films.example\r\nconnection: Upgrade\r\nupgrade: websocket\r\n\r\nhello');
  await new Promise((resolve) => socket.once('close', resolve));
  expect(heard).toMatch(/^HTTP\/1\.1 101 .*hello$/s);
  expect(await lineOf(router, '/chat')).toMatchObject({ code: 'H15', status: 101 });
});
