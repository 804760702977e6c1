import { createGeo } from '../../src/modules/geo';
import { Secret } from '../../src/platform/config';
import {
  anonymous,
  createCdnCheck,
  createHttpServer,
  type HttpServer,
  type HttpServerOptions,
  leanRoute,
  rawRoute,
} from '../../src/platform/http';
import { createHealth, createMetrics, silentLogger } from '../../src/platform/observability';

const secret = 'only-the-cdn-knows-this';
const isSender = createCdnCheck({ secretHeader: 'x-cdn-secret', secret: new Secret(secret) });
const cdn = { countryHeader: 'cf-ipcountry', isSender };
const known = { 'x-cdn-secret': secret };
const [german, icelandic, google] = ['193.99.144.85', '193.4.1.1', '8.8.8.8'];

let server: HttpServer | null = null;
afterEach(() => server?.close(100));

/** A web that says in which country it thinks you are, on a page and where media are. */
async function openDoor(options: Pick<HttpServerOptions, 'trustedProxyHops' | 'isFromCdn'>) {
  const geo = createGeo({
    storage: null as never,
    logger: silentLogger,
    databaseFile: null,
    cdn: options.isFromCdn ? cdn : null,
  });
  server = createHttpServer({
    routes: [
      rawRoute({
        method: 'get',
        path: '/page',
        root: true,
        action: 'country.read',
        handle: async ({ request, res }) =>
          void res.json(geo.countryOf({ address: request.ip, header: request.header })),
      }),
      leanRoute({
        methods: ['get'],
        path: '/media',
        action: 'country.read',
        headers: {},
        handle: (call) => {
          const body = JSON.stringify(geo.countryOf({ address: call.ip, header: call.header }));
          call.head(200, { 'Content-Length': body.length });
          call.res.end(body);
        },
      }),
    ],
    ...options,
    authenticate: async () => anonymous,
    authorize: async () => undefined,
    cache: {} as never,
    idempotency: { once: (_, create) => create() },
    logger: silentLogger,
    metrics: createMetrics('test', false),
    health: createHealth(),
    production: false,
    publicUrl: 'http://showrunner.test',
  });
  const base = `http://127.0.0.1:${await server.listen(0)}`;
  return async (path: string, headers: Record<string, string>) =>
    (await (await fetch(base + path, { headers })).json()) as unknown;
}

describe.each(['/page', '/media'])('at %s', (path) => {
  it('PLAY-012: with an address of another country put before its own, a client is where the last trusted hop saw it', async () => {
    const ask = await openDoor({ trustedProxyHops: 1 });
    const forged = { 'x-forwarded-for': `${google}, ${icelandic}` };
    expect(await ask(path, forged)).toEqual({ country: 'IS', by: 'address' });
    expect(await ask(path, { ...forged, forwarded: `for=${google}`, 'x-real-ip': google })).toEqual({
      country: 'IS',
      by: 'address',
    });
  });

  it('PLAY-012: without a proxy before us nothing that a client sends names it', async () => {
    const ask = await openDoor({ trustedProxyHops: 0 });
    expect(await ask(path, { 'x-forwarded-for': google })).toEqual({ country: null, by: 'private' });
  });

  it('PLAY-012: behind a CDN it is the hop before that counts, and for who goes around it the last', async () => {
    const ask = await openDoor({ trustedProxyHops: 2, isFromCdn: isSender });
    const through = { 'x-forwarded-for': `${google}, ${german}, ${icelandic}`, 'cf-ipcountry': 'FR' };
    expect(await ask(path, { ...through, ...known })).toEqual({ country: 'FR', by: 'cdn' });
    expect(await ask(path, { ...through, ...known, 'cf-ipcountry': '' })).toEqual({ country: 'DE', by: 'address' });
    expect(await ask(path, through)).toEqual({ country: 'IS', by: 'address' });
    expect(await ask(path, { ...through, 'x-cdn-secret': 'only-the-cdn-knows-thiz' })).toEqual({
      country: 'IS',
      by: 'address',
    });
  });
});
