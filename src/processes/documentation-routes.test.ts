import { z } from 'zod';
import { type RawRoute, rawRoute, route } from '../platform/http';
import { documentationRoutes } from './documentation-routes';

const described = [
  route({
    method: 'post',
    path: '/films/:id',
    action: 'film.make',
    summary: 'Make <a> film',
    tag: 'Films',
    paramsSchema: z.object({ id: z.string() }),
    bodySchema: z.strictObject({ title: z.string() }),
    responseSchema: z.object({ id: z.string() }),
    handle: async ({ params }) => params,
  }),
  rawRoute({
    method: 'post',
    path: '/p/:token/beat',
    root: true,
    action: 'film.watch',
    describe: { post: { summary: 'Keep watching', tag: 'Playback', gives: 'application/json' } },
    handle: async () => undefined,
  }),
  rawRoute({ method: 'get', path: '/hidden', action: 'film.watch', handle: async () => undefined }),
];
const [machine, page] = documentationRoutes(described, '1.2.3') as RawRoute[];

async function read(documented: RawRoute | undefined): Promise<string> {
  let sent = '';
  const keep = (body: unknown) => {
    sent = typeof body === 'string' ? body : JSON.stringify(body);
  };
  const res = { set: () => res, type: () => res, send: keep, json: keep };
  await documented?.handle({ res } as unknown as Parameters<RawRoute['handle']>[0]);
  return sent;
}

describe('the description of the API', () => {
  it('names every call with its schemas, and none that is not part of the API', async () => {
    const document = JSON.parse(await read(machine));
    expect(document).toMatchObject({ openapi: '3.1.0', info: { version: '1.2.3' } });
    expect(Object.keys(document.paths)).toEqual(['/films/{id}', '/p/{token}/beat']);
    expect(document.paths['/films/{id}'].post.requestBody.content['application/json'].schema).toMatchObject({
      required: ['title'],
      additionalProperties: false,
    });
    expect(document.paths['/p/{token}/beat'].servers).toEqual([{ url: '/' }]);
  });

  it('can be read as a page', async () => {
    const html = await read(page);
    for (const words of ['/films/{id}', 'Make &#60;a&#62; film', '/p/{token}/beat', 'Keep watching']) {
      expect(html).toContain(words);
    }
    expect(html).not.toContain('/hidden');
  });
});
