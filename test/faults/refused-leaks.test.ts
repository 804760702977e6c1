import { type Action, mayDo } from '../../src/modules/access';
import {
  createHttpServer,
  createIdempotencyStore,
  type HttpServer,
  type JsonRoute,
  type LeanCall,
  type RawRoute,
  type Route,
} from '../../src/platform/http';
import { createMetrics, silentLogger } from '../../src/platform/observability';
import { createAuthorize } from '../../src/processes/authorize';
import { type Address, everyAddress } from '../support/every-address';
import { freePort } from '../support/ports';
import { forSubscribers, guest, openToAll, openToGermany, refusedCases, type Stage } from '../support/refused-cases';
import { createRefusedWorld, fromGermany, type RefusedWorld, sessionOf } from '../support/refused-world';
import { type Site, startSite } from '../support/site';
import { Visitor } from '../support/visitor';
import { waitFor } from '../support/wait-for';

let site: Site;
let world: RefusedWorld;
let stage: Stage;

beforeAll(async () => {
  // Behind a CDN media that anybody may watch have an address of their own, too.
  site = await startSite((config) => ({ ...config, cdn: { secretHeader: 'x-cdn-secret', countryHeader: null } }));
  world = await createRefusedWorld(site);
  stage = { site, world };
}, 180_000);
afterAll(() => site?.close());

/** What betrays the video in this answer, wherever it stands in it. */
async function canariesIn(answer: Response): Promise<string[]> {
  const { words, team, media } = world.canaries;
  const head = JSON.stringify([...answer.headers]);
  const isStream = answer.headers.get('content-type')?.includes('event-stream') ?? false;
  const body = isStream ? '' : Buffer.from(await answer.arrayBuffer()).toString('latin1');
  if (isStream) await answer.body?.cancel();
  return [...words, ...team, ...media].filter((canary) => head.includes(canary) || body.includes(canary));
}

async function ask(visitor: Visitor, { method, path }: Pick<Address, 'method' | 'path'>, client = fromGermany()) {
  const withBody = ['POST', 'PUT', 'PATCH'].includes(method);
  return visitor.fetch(path, {
    method,
    headers: { ...client, ...(withBody ? { 'content-type': 'application/json' } : {}) },
    ...(withBody ? { body: '{}' } : {}),
  });
}

const watchUrl = () => encodeURIComponent(`${site.url}/watch/${world.videoId}`);

/** Every address, its parameters filled with what belongs to the video; asked for by name where a query names it. */
function addresses(media = world.media): Address[] {
  return everyAddress(site.routes, world.things, media)
    .filter(({ route }) => route.action !== 'session.end') // whoever asks stays who they are
    .map((address) => (address.path === '/oembed' ? { ...address, path: `/oembed?url=${watchUrl()}` } : address));
}

/** What this viewer gets to see of the video, address by address. */
async function walk(visitor: Visitor, token: string, through = addresses): Promise<Map<string, string[]>> {
  const seen = new Map<string, string[]>();
  for (const address of through({ ...world.media, token })) {
    const found = await canariesIn(await ask(visitor, address));
    if (found.length > 0) seen.set(`${address.method} ${address.path}`, found);
  }
  return seen;
}

const readings: typeof addresses = (media) => addresses(media).filter(({ method }) => method === 'GET');

/** What asks for no viewer in particular ignores where it is asked from: it states the countries. */
const tellsAbroad = (address: string) => /^(GET|HEAD) \/(@[^/]+\/feed\.rss|oembed|sitemap)/.test(address);

/** Of a session of this viewer. */
async function tokenOf(visitor: Visitor, videoId: string): Promise<string> {
  const base = await sessionOf(visitor, videoId, fromGermany());
  if (!base) throw new Error('The video did not start');
  return base.split('/').at(-1) ?? '';
}

/** What was open to all is known to be closed within ten seconds, and stays so. */
async function untilPublicPathIsClosed(): Promise<void> {
  const { key, generation, rendition, fence, file } = world.media;
  const path = `/m/${key}/${generation}/${rendition}/${fence}/${file}`;
  await waitFor('the public path to be closed', async () => (await world.owner.fetch(path)).status >= 400, {
    withinMs: 20_000,
  });
}

describe.each(Object.entries(refusedCases))('PLAY-010: %s', (_name, { arrange, who, isSecret = false }) => {
  it('learns nothing anywhere beyond what the page of the video tells, and gets no bytes', async () => {
    await openToAll(stage);
    await arrange(stage);
    const visitor = await who(stage);
    const { words } = world.canaries;
    const page = await ask(visitor, { method: 'GET', path: `/watch/${world.videoId}` });
    const told = await canariesIn(page);
    expect([page.status, told.length > 0]).toEqual(isSecret ? [404, false] : [403, true]);
    expect(told.filter((canary) => !words.includes(canary))).toEqual([]);
    await untilPublicPathIsClosed();

    const seen = await walk(visitor, await tokenOf(visitor, world.openVideoId));
    const beyond = [...seen].flatMap(([address, found]) => {
      const may = isSecret || !tellsAbroad(address) ? told : words;
      return found.filter((canary) => !may.includes(canary)).map((canary) => `${address}: ${canary}`);
    });
    expect(beyond).toEqual([]);
  }, 120_000);
});

test('PLAY-002: whoever began while it was allowed gets no more bytes ten seconds after it is not', async () => {
  await openToGermany(stage);
  const viewer = new Visitor(site.url);
  const token = await tokenOf(viewer, world.videoId);
  const segment = readings({ ...world.media, token }).find(
    ({ path }) => path.startsWith('/p/') && path.endsWith(world.media.file),
  );
  if (!segment) throw new Error('There is no address for segments');
  expect(await canariesIn(await ask(viewer, segment))).not.toEqual([]);
  await forSubscribers(stage);
  const changedAt = Date.now();
  const refused = async () => (await ask(viewer, segment)).status === 403;
  await waitFor('the bytes to be refused', refused, { withinMs: 20_000 });
  expect(Date.now() - changedAt).toBeLessThan(12_000);
  const seen = await walk(viewer, token);
  expect([...seen.values()].flat().filter((canary) => world.canaries.media.includes(canary))).toEqual([]);
}, 120_000);

test('the owner sees every canary, and who may watch gets the bytes: the walk would find them', async () => {
  await openToGermany(stage);
  await guest(stage);
  const viewer = new Visitor(site.url);
  const [words, media] = [
    await walk(world.owner, await tokenOf(world.owner, world.videoId), readings),
    await walk(viewer, await tokenOf(viewer, world.videoId), readings),
  ];
  const ofOwner = new Set([...words.values()].flat());
  expect([...world.canaries.words, ...world.canaries.team].filter((canary) => !ofOwner.has(canary))).toEqual([]);
  const ofViewer = new Set([...media.values()].flat());
  expect(world.canaries.media.filter((canary) => !ofViewer.has(canary))).toEqual([]);
}, 120_000);

describe('a leak', () => {
  let leaking: Route | null = null;
  let server: HttpServer;
  let leaky: Visitor;

  beforeAll(async () => {
    const { rooms, platform } = site.composition;
    const port = await freePort();
    server = createHttpServer({
      routes: site.routes.map(plantable),
      authenticate: (credentials) => rooms.identity.authenticate(credentials),
      authorize: createAuthorize(rooms),
      cache: platform.cache,
      idempotency: createIdempotencyStore(platform.db),
      ...{ logger: silentLogger, metrics: createMetrics('test', false), health: platform.health },
      ...{ production: false, publicUrl: site.url, trustedProxyHops: 1 },
    });
    await server.listen(port);
    leaky = new Visitor([`http://localhost:${port}`]);
  });
  afterAll(() => server?.close(0));

  /** The same route, which tells one canary as soon as it is the one that leaks. */
  function plantable(route: Route): Route {
    const canary = String(world.canaries.words[1]);
    const leaks = () => leaking?.path === route.path;
    if (route.kind === 'lean') {
      const handle = (call: LeanCall) => {
        if (!leaks()) return route.handle(call);
        call.head(200, {});
        call.res.end(canary);
      };
      return { ...route, handle };
    }
    if (route.kind === 'raw') {
      const handle: RawRoute['handle'] = async (call) => {
        if (leaks()) call.res.end(canary);
        else await route.handle(call);
      };
      return { ...route, handle };
    }
    const handle: JsonRoute['handle'] = async (call) => {
      if (leaks()) call.reply.setHeader('x-leak', canary);
      return route.handle(call);
    };
    return { ...route, handle };
  }

  it('planted into any route that strangers reach is found', async () => {
    const open = addresses().filter(
      ({ method, route }) => method === 'GET' && mayDo('anonymous', route.action as Action),
    );
    const kinds = new Set(open.map(({ route }) => `${route.kind} ${route.action}`));
    const missed: string[] = [];
    await refusedCases['nobody, of a draft']?.arrange(stage);
    for (const address of open) {
      leaking = address.route;
      const found = await canariesIn(await ask(leaky, address));
      leaking = null;
      if (found.length === 0) missed.push(`${address.method} ${address.path}`);
    }
    expect(missed).toEqual([]);
    expect(kinds.size).toBeGreaterThan(5);
  }, 60_000);
});
