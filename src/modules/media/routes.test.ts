import { anonymous, createHttpServer, type HttpServer } from '../../platform/http';
import { createHealth, createMetrics, silentLogger } from '../../platform/observability';
import { mediaRoutes } from './routes';

let server: HttpServer;
let base: string;

beforeAll(async () => {
  server = createHttpServer({
    routes: mediaRoutes({ posterKey: (name: string) => (name === 'gone.jpg' ? 'posters/gone.jpg' : null) } as never, {
      storage: { stat: async () => null } as never,
      videos: { findByPublicId: async () => null },
    }),
    authenticate: async () => anonymous,
    authorize: async () => undefined,
    cache: { consume: async () => ({ allowed: true, retryAfterSeconds: 0 }) } as never,
    idempotency: { once: (_, create) => create() },
    logger: silentLogger,
    metrics: createMetrics('test', false),
    health: createHealth(),
    production: true,
    publicUrl: 'http://showrunner.test',
    trustedProxyHops: 1,
  });
  base = `http://127.0.0.1:${await server.listen(0)}`;
});
afterAll(() => server.close(100));

test.each(['gone.jpg', 'never-was.jpg'])('a poster that is not there (%s) is told as a problem', async (name) => {
  const answer = await fetch(`${base}/posters/${name}`);
  expect(answer.status).toBe(404);
  expect(answer.headers.get('content-type')).toContain('application/problem+json');
  expect(await answer.json()).toMatchObject({ code: 'picture_not_found' });
});
