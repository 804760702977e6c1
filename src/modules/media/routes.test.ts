import { anonymous, createHttpServer, type HttpServer } from '../../platform/http';
import { createHealth, createMetrics, silentLogger } from '../../platform/observability';
import { mediaRoutes } from './routes';

const known = `vid_${'a'.repeat(22)}`;
const unknown = `vid_${'b'.repeat(22)}`;
const asked: unknown[][] = [];
const choices = { items: [{ id: 'one', url: '/posters/one.jpg', atSeconds: 1.5, chosen: true }] };
const media = {
  posterKey: (name: string) => (name === 'gone.jpg' ? 'posters/gone.jpg' : null),
  posters: async (...words: unknown[]) => {
    asked.push(words);
    return choices;
  },
  choosePoster: async (...words: unknown[]) => {
    asked.push(words);
    return choices;
  },
  retryRendition: async (...words: unknown[]) => void asked.push(words),
};

let server: HttpServer;
let base: string;

beforeAll(async () => {
  server = createHttpServer({
    routes: mediaRoutes(media as never, {
      storage: { stat: async () => null } as never,
      videos: { findByPublicId: async (id) => (id === known ? ({ id: 'inside', channelId: 'its' } as never) : null) },
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

describe.each([
  ['GET', 'posters', undefined, 200, choices, ['inside']],
  ['PUT', 'poster', { posterId: 'one' }, 200, choices, ['inside', 'one']],
  ['POST', 'renditions/360p/retry', {}, 202, {}, ['inside', '360p']],
] as const)('%s …/%s', (method, path, body, status, answered, words) => {
  const call = (id: string) =>
    fetch(`${base}/api/v1/videos/${id}/${path}`, {
      method,
      headers: { 'content-type': 'application/json', origin: 'http://showrunner.test' },
      ...(body ? { body: JSON.stringify(body) } : {}),
    });
  test('asks the room by the id inside', async () => {
    asked.length = 0;
    const answer = await call(known);
    expect([answer.status, await answer.json()]).toEqual([status, answered]);
    expect(asked).toEqual([words]);
  });
  test('is a 404 for a video that is not there', async () => {
    asked.length = 0;
    expect((await call(unknown)).status).toBe(404);
    expect(asked).toEqual([]);
  });
});
