import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import sharp from 'sharp';
import { bFrames30, makeClip } from '../support/clips';
import { openChannel, whenSettled } from '../support/creator';
import { type Product, startProduct } from '../support/product';
import { Visitor } from '../support/visitor';
import { waitFor } from '../support/wait-for';

// Every address that answers GET is asked for, and what it says of caching compared with the table of docs/playback.md.

const root = join(__dirname, '../..');
/** The committed table of doors, which a test in test/boundaries holds against the router. */
const routes = Object.keys(JSON.parse(readFileSync(join(root, 'test/boundaries/routes.table.json'), 'utf8')))
  .filter((route) => route.startsWith('GET '))
  .map((route) => route.slice('GET '.length));

/** Pattern of an address → what the document promises of it. */
const promised = new Map(
  (readFileSync(join(root, 'docs/playback.md'), 'utf8').split('## Cache headers')[1] ?? '')
    .split('\n')
    .filter((line) => line.startsWith('| `'))
    .flatMap((line) => {
      const [addresses = '', cacheControl = '', etag = '', vary = ''] = line.split('|').slice(1, -1).map(plain);
      return addresses.split(' ').map((address) => [address, { cacheControl, etag, vary }] as const);
    }),
);

/** Refused to whoever has a channel, or not there for a film without such a thing. */
const refused = ['/api/v1/operations/', '/api/v1/videos/:id/multipart/:upload'];

/** What has to be asked along, by route. */
const queries: Record<string, () => string> = {
  '/oembed': () => `?url=${encodeURIComponent(`${product.url}/watch/${videoId}`)}`,
  '/api/v1/channels/:handle/rights/videos': () => `?ids=${videoId}`,
};

let product: Product;
let creator: Visitor;
/** Parameter → value, for the film that is there. */
let known: Record<string, string>;
let videoId: string;

beforeAll(async () => {
  product = await startProduct({
    mode: 'embedded',
    env: { CDN_SHARED_SECRET: 'a-secret-that-the-cdn-knows' }, // so that public media have a path of their own
  });
  const opened = await openChannel(product.url);
  creator = opened.creator;
  const { body } = await creator.post<{ id: string }>(`/channels/${opened.handle}/videos`, { title: 'A film' });
  videoId = body.id;
  await creator.upload(videoId, await makeClip(bFrames30(4)));
  await whenSettled(creator, videoId);
  await creator.put(`/videos/${videoId}/publication`, { visibility: 'public' });
  known = { handle: opened.handle, id: videoId, ...(await mediaParts()), ...(await pictureParts(opened.handle)) };
}, 240_000);
afterAll(() => product?.stop(), 60_000);

function plain(cell: string): string {
  return cell.replaceAll('`', '').trim();
}

async function text(path: string): Promise<string> {
  return (await fetch(`${product.url}${path}`)).text();
}

async function mediaParts(): Promise<Record<string, string>> {
  const started = await new Visitor(product.url).post<{ manifestUrl: string }>(`/videos/${videoId}/playback`, {});
  const { manifestUrl } = started.body;
  const [, , token = ''] = manifestUrl.split('/');
  const shared = /^(?!#).+m3u8$/m.exec(await text(manifestUrl))?.[0] ?? '';
  const [, , , key = '', generation = '', rendition = ''] = shared.split('/');
  const list = await text(`/p/${token}/${generation}/${rendition}/index.m3u8`);
  const [fence = '', file = ''] = /^(?!#).+\.m4s$/m.exec(list)?.[0].split('/') ?? [];
  return { token, key, generation, rendition, fence, file };
}

async function pictureParts(handle: string): Promise<Record<string, string>> {
  const avatar = await sharp({ create: { width: 64, height: 64, channels: 3, background: 'teal' } })
    .png()
    .toBuffer();
  const answer = await creator.fetch(`/api/v1/channels/${handle}/avatar`, {
    method: 'PUT',
    body: new Uint8Array(avatar),
  });
  const { avatarUrl } = (await answer.json()) as { avatarUrl: string };
  const [, , channel = '', picture = '', file = ''] = avatarUrl.split('/');
  const poster = await waitFor(
    'the posters',
    async () => (await creator.get<{ items: { url: string }[] }>(`/videos/${videoId}/posters`)).body.items[0],
    { withinMs: 60_000 },
  );
  return { channel, picture, pictureFile: file, name: poster.url.split('/').at(-1) ?? '' };
}

function addressOf(route: string): string {
  const file = route.startsWith('/images') ? known.pictureFile : known.file;
  return route.replace(/[:*](\w+)/g, (_, name) => (name === 'file' ? file : known[name]) ?? name);
}

async function ask(path: string) {
  const headers: Record<string, string> = path.startsWith('/metrics')
    ? { authorization: 'Bearer metrics-token-for-tests' }
    : { cookie: creator.cookieHeader };
  const answer = await fetch(`${product.url}${path}`, { headers });
  await answer.body?.cancel();
  const etag = answer.headers.get('etag');
  return {
    status: answer.status,
    cacheControl: answer.headers.get('cache-control') ?? 'nothing',
    etag: etag === null ? 'none' : etag.startsWith('W/') ? 'weak' : 'strong',
    vary: answer.headers.get('vary') ?? 'nothing',
  };
}

const rowOf = (route: string) =>
  promised.get(route) ?? (route.startsWith('/api/v1/') ? promised.get('/api/v1/…') : undefined);

it.each(routes)('%s is cached as the table says', async (route) => {
  const { status, ...told } = await ask(addressOf(route) + (queries[route]?.() ?? ''));
  expect(status).toBe(refused.some((start) => route.startsWith(start)) ? 404 : 200);
  const row = rowOf(route);
  expect(told).toEqual({ ...row, etag: row?.etag === 'some' ? expect.any(String) : row?.etag });
});

it('built files are kept for a year, whether the site’s or the studio’s', async () => {
  const paths = [...(await text(`/watch/${videoId}`)).matchAll(/(?:src|href)="(\/assets\/[^"]+)"/g)]
    .concat([...(await text('/studio')).matchAll(/(?:src|href)="(\/studio\/assets\/[^"]+)"/g)])
    .map(([, path = '']) => path);
  expect(paths.filter((path) => path.startsWith('/assets/')).length).toBeGreaterThan(0);
  expect(paths.filter((path) => path.startsWith('/studio/')).length).toBeGreaterThan(0);
  for (const path of paths) {
    const { cacheControl, etag } = await ask(path);
    const row = promised.get(path.startsWith('/studio') ? '/studio/assets/…' : '/assets/…');
    expect([path, cacheControl, etag]).toEqual([path, row?.cacheControl, row?.etag]);
  }
});

it('what is refused, broken or not there is kept by nobody', async () => {
  const { token, generation } = known;
  const nowhere = ['/nowhere', '/assets/none.js', `/p/${token}/${generation}/x/f/1.m4s`];
  for (const path of [...nowhere, `/p/${'A'.repeat(96)}/master.m3u8`, '/api/v1/nowhere', '/posters/none']) {
    const { status, cacheControl } = await ask(path);
    expect([path, status, cacheControl]).toEqual([path, 404, 'no-store']);
  }
});

it('the table speaks of nothing that is not there', () => {
  const spoken = [...promised.keys()].filter((address) => !address.endsWith('…'));
  expect(spoken.filter((address) => !routes.includes(address))).toEqual([]);
});
