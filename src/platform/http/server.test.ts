import { connect } from 'node:net';
import { z } from 'zod';
import { AppError } from '../errors';
import { createHealth, createMetrics, silentLogger } from '../observability';
import { anonymous } from './actor';
import { type Route, rawRoute, route } from './route';
import { createHttpServer, type HttpServer } from './server';
import { safeText } from './text';

const publicUrl = 'http://showrunner.test';
const note = { method: 'post', path: '/notes', action: 'note.write', summary: 'Write a note', tag: 'notes' } as const;

let ownersAsked = 0;
const routes: Route[] = [
  route({
    ...note,
    bodySchema: z.strictObject({ text: safeText({ min: 1, max: 20 }) }),
    status: 201,
    handle: async ({ body, request }) => ({ text: body.text, ip: request.ip }),
  }),
  route({
    ...note,
    method: 'get',
    path: '/notes/:id',
    paramsSchema: z.object({ id: z.string() }),
    versionOf: (found: { version: number }) => found.version,
    handle: async ({ expectedVersion }) => ({ version: 7, expectedVersion }),
  }),
  route({
    ...note,
    path: '/broken',
    handle: async () => {
      throw new Error('the password is hunter2');
    },
  }),
  route({
    ...note,
    path: '/refused',
    handle: async () => {
      throw new AppError({
        kind: 'forbidden',
        code: 'no',
        publicMessage: 'No.',
        details: { refusals: [{ reason: 'private' }] },
      });
    },
  }),
  route({
    ...note,
    path: '/owned/:id',
    owner: async () => {
      ownersAsked += 1;
      return null;
    },
    handle: async () => ({}),
  }),
  route({ ...note, path: '/slow', deadlineMs: 50, handle: () => new Promise(() => undefined) }),
  rawRoute({
    method: 'get',
    path: '/wait',
    root: true,
    action: 'note.read',
    handle: ({ res }) => new Promise((done) => setTimeout(() => done(void res.send('done')), 300)),
  }),
];

let server: HttpServer;
let base: string;

beforeEach(async () => {
  server = createHttpServer({
    routes,
    authenticate: async () => anonymous,
    authorize: async ({ channelId }) => {
      if (channelId === undefined) throw new AppError({ kind: 'unauthenticated', code: 'first', publicMessage: 'No.' });
    },
    cache: { consume: async () => ({ allowed: true, retryAfterSeconds: 0 }) } as never,
    idempotency: { once: (_, create) => create() },
    logger: silentLogger,
    metrics: createMetrics('test', false),
    health: createHealth(),
    production: true,
    publicUrl,
    connectOrigins: ['https://bucket.test'],
    mediaOrigins: ['https://films.test'],
    trustedProxyHops: 1,
  });
  base = `http://127.0.0.1:${await server.listen(0)}`;
});

afterEach(() => server.close(100));

function post(path: string, body: unknown, headers: Record<string, string> = {}): Promise<Response> {
  return fetch(`${base}/api/v1${path}`, {
    method: 'POST',
    body: typeof body === 'string' ? body : JSON.stringify(body),
    headers: { 'content-type': 'application/json', ...headers },
  });
}

async function codeOf(answer: Response): Promise<string> {
  return ((await answer.json()) as { code: string }).code;
}

describe('the door of the API', () => {
  it('answers what the handler returns', async () => {
    const answer = await post('/notes', { text: 'hello' });
    expect(answer.status).toBe(201);
    expect(await answer.json()).toMatchObject({ text: 'hello' });
  });

  it('names each field that is wrong, and refuses unknown ones', async () => {
    const answer = await post('/notes', { text: '', extra: 1 });
    expect(answer.status).toBe(422);
    expect(answer.headers.get('content-type')).toContain('application/problem+json');
    const problem = (await answer.json()) as { errors: { path: string }[]; requestId: string };
    expect(problem.errors.map((field) => field.path)).toEqual(expect.arrayContaining(['body.text', 'body']));
    expect(problem.requestId).toBe(answer.headers.get('x-request-id'));
  });

  it.each([
    ['SQL-008: a NUL character', '{"text":"a\\u0000b"}'],
    ['SQL-009: a lone surrogate', '{"text":"\\ud800"}'],
    ['AUTHZ-004: __proto__', '{"text":"a","__proto__":{"polluted":1}}'],
    ['AUTHZ-004: constructor.prototype', '{"text":"a","constructor":{"prototype":{"polluted":1}}}'],
  ])('%s is refused as invalid', async (_, body) => {
    expect((await post('/notes', body)).status).toBe(422);
    expect(({} as { polluted?: number }).polluted).toBeUndefined();
  });

  it('calls broken JSON malformed', async () => {
    expect(await codeOf(await post('/notes', '{"text":'))).toBe('malformed_json');
  });

  it('says nothing about the inside when something breaks', async () => {
    const answer = await post('/broken', {});
    expect(answer.status).toBe(500);
    expect(await answer.text()).not.toContain('hunter2');
  });

  it('carries the details of a refusal', async () => {
    expect(await (await post('/refused', {})).json()).toMatchObject({
      status: 403,
      code: 'no',
      refusals: [{ reason: 'private' }],
    });
  });

  it('ends a request at its deadline with advice to try again', async () => {
    const answer = await post('/slow', {});
    expect([answer.status, await codeOf(answer)]).toEqual([503, 'deadline_passed']);
    expect(answer.headers.get('retry-after')).toBe('5');
  });

  it('gives the version as ETag and reads it back from If-Match', async () => {
    const answer = await fetch(`${base}/api/v1/notes/1`, { headers: { 'if-match': '"6"' } });
    expect(answer.headers.get('etag')).toBe('"7"');
    expect(await answer.json()).toMatchObject({ expectedVersion: 6 });
  });

  it('keeps a well-formed request id and replaces any other', async () => {
    const kept = await post('/notes', { text: 'a' }, { 'x-request-id': 'router-made-this-1' });
    const replaced = await post('/notes', { text: 'a' }, { 'x-request-id': 'a b"c' });
    expect(kept.headers.get('x-request-id')).toBe('router-made-this-1');
    expect(replaced.headers.get('x-request-id')).not.toContain('"');
  });

  it('looks for an object only for those who may ask, so that a refusal does not tell what exists', async () => {
    const answer = await post('/owned/1', {});
    expect([answer.status, await codeOf(answer), ownersAsked]).toEqual([401, 'first', 0]);
  });

  it('cuts the line of a sender who goes on after the answer', async () => {
    const { hostname, port } = new URL(base);
    const socket = connect(Number(port), hostname);
    socket.on('error', () => undefined);
    socket.write(
      'POST /api/v1/owned/1 HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 999999\r\n\r\n',
    );
    const drip = setInterval(() => socket.write(' '), 100).unref();
    await new Promise((resolve) => socket.once('close', resolve)); // writing to a cut line is an error, too
    clearInterval(drip);
    expect(socket.bytesRead).toBeGreaterThan(0);
  });

  it('AUTHN-007: takes the client address from the last hop, which a client cannot forge', async () => {
    const answer = await post('/notes', { text: 'a' }, { 'x-forwarded-for': '6.6.6.6, 203.0.113.9' });
    expect(await answer.json()).toMatchObject({ ip: '203.0.113.9' });
  });
});

describe('writes from other sites', () => {
  it.each([
    ['another origin', { origin: 'https://evil.test' }],
    ['an origin that only starts like ours', { origin: `${publicUrl}.evil.test` }],
    ['the null origin', { origin: 'null' }],
    ['no origin but a cookie', { cookie: 'session=x' }],
  ])('CSRF-001: %s is refused', async (_, headers) => {
    const answer = await post('/notes', { text: 'a' }, headers as Record<string, string>);
    expect([answer.status, await codeOf(answer)]).toEqual([403, 'foreign_origin']);
  });

  it.each(['text/plain', 'application/x-www-form-urlencoded', 'multipart/form-data; boundary=x'])(
    'CSRF-001: a body of %s is refused',
    async (contentType) => {
      const answer = await post('/notes', '{"text":"a"}', { 'content-type': contentType });
      expect(answer.status).toBe(415);
    },
  );

  it('our own origin with a cookie is fine', async () => {
    expect((await post('/notes', { text: 'a' }, { origin: publicUrl, cookie: 'session=x' })).status).toBe(201);
  });

  it('CSRF-004: no foreign origin is allowed to read answers', async () => {
    const answer = await fetch(`${base}/api/v1/notes/1`, { headers: { origin: 'https://evil.test' } });
    expect(answer.headers.get('access-control-allow-origin')).toBeNull();
  });

  it('CSRF-005: pages may not be framed', async () => {
    const answer = await fetch(`${base}/wait`);
    expect(answer.headers.get('content-security-policy')).toContain("frame-ancestors 'none'");
    expect(answer.headers.get('content-security-policy')).toContain("script-src 'self'");
  });

  it('pages connect to us, to where they are told to send files and fetch films, and nowhere else', async () => {
    const policy = (await fetch(`${base}/wait`)).headers.get('content-security-policy');
    expect(policy).toContain("connect-src 'self' https://bucket.test https://films.test;");
    expect(policy).toContain("media-src 'self' blob: https://films.test;");
  });
});

describe('stopping', () => {
  it('lets a request under way finish and refuses new ones', async () => {
    const underWay = fetch(`${base}/wait`);
    await new Promise((resolve) => setTimeout(resolve, 50));
    const closing = server.close();
    expect((await underWay).status).toBe(200);
    await closing;
    await expect(fetch(`${base}/wait`)).rejects.toThrow();
  });
});
