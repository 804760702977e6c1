import { Secret } from '../platform/config';
import { anonymous, createHttpServer, type HttpServer } from '../platform/http';
import { createHealth, createMetrics, type Health, silentLogger } from '../platform/observability';
import { operationsRoutes } from './operations-routes';

let server: HttpServer;
let health: Health;
let base: string;

async function start(metricsToken: Secret | null): Promise<void> {
  health = createHealth();
  const metrics = createMetrics('test', false);
  server = createHttpServer({
    routes: operationsRoutes({ health, metrics, metricsToken }),
    authenticate: async () => anonymous,
    authorize: async () => undefined,
    cache: { consume: async () => ({ allowed: true, retryAfterSeconds: 0 }) } as never,
    idempotency: { once: (_, create) => create() },
    logger: silentLogger,
    metrics,
    health,
    production: true,
    publicUrl: 'http://showrunner.test',
    trustedProxyHops: 1,
  });
  base = `http://127.0.0.1:${await server.listen(0)}`;
}

beforeEach(() => start(new Secret('the metrics token')));
afterEach(() => server.close(100));

async function readiness(): Promise<[number, unknown]> {
  const answer = await fetch(`${base}/readyz`);
  return [answer.status, await answer.json()];
}

const well = async () => undefined;
const ill = async () => {
  throw new Error('connection to 10.0.0.7 refused');
};

describe('/readyz', () => {
  it('names every part, and says no when a required one fails, without its secrets', async () => {
    health.register({ name: 'database', required: true, check: well });
    health.register({ name: 'cache', required: false, check: ill });
    expect(await readiness()).toEqual([200, { ready: true, parts: { database: 'ok', cache: 'failing' } }]);
    health.register({ name: 'migrations', required: true, check: ill });
    expect(await readiness()).toEqual([
      503,
      { ready: false, parts: { database: 'ok', cache: 'failing', migrations: 'failing' } },
    ]);
  });

  it('does not wait longer than two seconds for a part that is silent', async () => {
    health.register({ name: 'database', required: true, check: () => new Promise(() => undefined) });
    const asked = Date.now();
    expect(await readiness()).toEqual([503, { ready: false, parts: { database: 'failing' } }]);
    expect(Date.now() - asked).toBeLessThan(3_000);
  });

  it('says no from the moment the server is asked to stop', async () => {
    let release: () => void = () => undefined;
    let asked: () => void = () => undefined;
    const reached = new Promise<void>((resolve) => {
      asked = resolve;
    });
    const check = () =>
      new Promise<void>((resolve) => {
        release = resolve;
        asked();
      });
    health.register({ name: 'database', required: true, check });
    const underWay = readiness();
    await reached;
    const closing = server.close();
    release();
    expect(await underWay).toEqual([503, { ready: false, parts: { database: 'ok' } }]);
    await closing;
  });
});

it('/livez asks nobody', async () => {
  health.register({ name: 'database', required: true, check: ill });
  health.startDraining();
  const answer = await fetch(`${base}/livez`);
  expect([answer.status, await answer.text()]).toEqual([200, 'alive\n']);
});

describe('/metrics', () => {
  const ask = (authorization?: string) =>
    fetch(`${base}/metrics`, authorization ? { headers: { authorization } } : undefined);

  it('opens to the right token', async () => {
    await fetch(`${base}/livez`);
    const answer = await ask('Bearer the metrics token');
    expect([answer.status, answer.headers.get('content-type')]).toEqual([200, expect.stringContaining('text/plain')]);
    expect(await answer.text()).toMatch(/^showrunner_http_request_seconds_count\{.*route="\/livez".*\} 1$/m);
  });

  it.each([
    ['no token', undefined],
    ['another token', 'Bearer another token!!!'],
    ['another token of the same length', 'Bearer the metrics tokem'],
    ['the beginning of it', 'Bearer the metrics'],
    ['an empty token', 'Bearer '],
  ])('is closed to %s', async (_, authorization) => {
    const answer = await ask(authorization);
    expect([answer.status, await answer.text()]).toEqual([401, expect.not.stringContaining('showrunner_http')]);
  });

  it('is closed to everybody where no token is set', async () => {
    await server.close(100);
    await start(null);
    for (const authorization of [undefined, 'Bearer ', 'Bearer null', 'Bearer undefined']) {
      expect((await ask(authorization)).status).toBe(401);
    }
  });
});
