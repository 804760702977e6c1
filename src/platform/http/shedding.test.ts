import { createHealth, createMetrics, type Metrics, silentLogger } from '../observability';
import { anonymous } from './actor';
import { route } from './route';
import { createHttpServer, type HttpServer } from './server';

const note = { path: '/notes', action: 'note.read', summary: 'Notes', tag: 'notes' } as const;

let server: HttpServer;
let base: string;
let metrics: Metrics;

beforeEach(async () => {
  metrics = createMetrics('test', false);
  server = createHttpServer({
    routes: [
      route({ ...note, method: 'get', handle: async () => ({}) }),
      route({ ...note, method: 'post', handle: async () => ({}) }),
    ],
    authenticate: async () => anonymous,
    authorize: async () => undefined,
    cache: { consume: async () => ({ allowed: true, retryAfterSeconds: 0 }) } as never,
    idempotency: { once: (_, create) => create() },
    logger: silentLogger,
    metrics,
    health: createHealth(),
    production: true,
    publicUrl: 'http://showrunner.test',
    trustedProxyHops: 1,
    shedding: { lateAboveMs: 400, canWait: ({ method }) => method === 'get' },
  });
  base = `http://127.0.0.1:${await server.listen(0)}`;
});

afterEach(() => server.close(100));

const ask = (method: string, accept = '*/*') => fetch(`${base}/api/v1/notes`, { method, headers: { accept } });

/** As by work that does not let go: what is asked meanwhile waits in the system. */
function block(ms: number): void {
  const until = performance.now() + ms;
  while (performance.now() < until);
}

async function untilAnswered(): Promise<void> {
  while ((await ask('GET')).status !== 200) await new Promise((resolve) => setTimeout(resolve, 50));
}

it('refuses what can wait while the process is behind, in words, answers the rest, and soon answers everything', async () => {
  await untilAnswered();
  const asked = [ask('GET'), ask('POST'), ask('GET', 'text/html,application/xhtml+xml,*/*;q=0.8'), ask('POST')];
  block(1_000);
  const [problem, post, page, another] = await Promise.all(asked);
  expect([problem, post, page, another].map((answer) => answer?.status)).toEqual([503, 200, 503, 200]);
  for (const answer of [problem, page]) {
    expect(answer?.headers.get('retry-after')).toMatch(/^[1-5]$/);
    expect(answer?.headers.get('cache-control')).toBe('no-store');
  }
  const requestId = problem?.headers.get('x-request-id');
  expect(await problem?.json()).toMatchObject({ status: 503, code: 'busy', requestId });
  expect(page?.headers.get('content-type')).toBe('text/html; charset=utf-8');
  expect(await page?.text()).toContain('Load this page again');
  const figures = await metrics.registry.metrics();
  expect(figures).toContain('showrunner_http_shed_total{route="/api/v1/notes",process="test"} 2');
  expect(Number(/^showrunner_event_loop_late_seconds\{.*\} (.*)$/m.exec(figures)?.[1])).toBeGreaterThan(0.4);
  await untilAnswered();
});
