import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { isAction, type Role, roles, tokenScopes } from '../../src/modules/access';
import { createCache } from '../../src/platform/cache';
import { loadConfig } from '../../src/platform/config';
import {
  type Actor,
  anonymous,
  createHttpServer,
  type HttpServer,
  type LeanCall,
  methodsOf,
  type RawRoute,
  type Route,
  type RouteCall,
} from '../../src/platform/http';
import { createHealth, createMetrics, silentLogger } from '../../src/platform/observability';
import { createAuthorize } from '../../src/processes/authorize';
import { canWait } from '../../src/processes/can-wait';
import { compose } from '../../src/processes/compose';
import { everyRoute } from '../../src/processes/every-route';
import { contentOf } from './source-files';

const tableFile = 'routes.table.json';

interface Entry {
  action: string;
  /** Who gets through the door, as whom they act on the object's channel. */
  roles: string;
  /** The owner's tokens that get through, by their only scope. */
  tokens: string;
  /** It is refused first when web is behind. */
  canWait?: true;
}

// Nothing is asked of this database: routes are listed, and their work is replaced before they are called.
const source = { SHOWRUNNER_MAIL_PAGE: '1', DATABASE_URL: 'postgres://nobody@127.0.0.1:1/none', LOG_LEVEL: 'silent' };
const composition = compose(loadConfig('web', source), silentLogger);
const { routes } = everyRoute(composition);

const reachedHeader = 'x-reached';
let server: HttpServer;
let origin: string;

beforeAll(async () => {
  server = createHttpServer({
    routes: routes.map(withoutWork),
    authenticate: async ({ bearer }) => actorOf(bearer ?? 'anonymous'),
    authorize: createAuthorize({
      channels: { roleOf: async (accountId: string) => (isTeamRole(accountId) ? accountId : null) },
      identity: { noteRefusal: async () => undefined },
    } as never),
    cache: createCache({ redis: null, logger: silentLogger, metrics: createMetrics('test', false) } as never),
    idempotency: { once: async (_: unknown, work: () => Promise<unknown>) => work() } as never,
    logger: silentLogger,
    metrics: createMetrics('test', false),
    health: createHealth(),
    production: false,
    publicUrl: 'http://localhost',
    trustedProxyHops: 0,
  });
  origin = `http://127.0.0.1:${await server.listen(0)}`;
});

afterAll(async () => {
  await server.close(0);
  await composition.closers.closeAll().catch(() => undefined);
});

const isTeamRole = (name: string): name is 'owner' | 'editor' | 'moderator' | 'analyst' =>
  ['owner', 'editor', 'moderator', 'analyst'].includes(name);

/** `owner`, or `owner~videos` for the owner's token with that one scope. */
function actorOf(who: string): Actor {
  const [role = '', scope] = who.split('~');
  if (role === 'anonymous') return anonymous;
  const token =
    scope === undefined
      ? null
      : { tokenId: 't', scopes: scope === 'none' ? [] : [scope.replace('.', ':')], channelIds: null };
  return { kind: 'account', accountId: role, operator: role === 'operator', sessionId: token ? null : 's', token };
}

/** The same door; behind it, instead of the room, a mark that somebody came through. */
function withoutWork(route: Route): Route {
  if (route.kind === 'lean') {
    return {
      ...route,
      handle: ({ res, head }: LeanCall) => {
        head(200, { [reachedHeader]: '1' });
        res.end();
      },
    };
  }
  const owner = route.owner ? { owner: async () => ({ channelId: 'c' }) } : {};
  if (route.kind === 'raw') {
    return {
      ...route,
      ...owner,
      limits: [],
      handle: async ({ res }: Parameters<RawRoute['handle']>[0]) => void res.set(reachedHeader, '1').end(),
    };
  }
  const { paramsSchema: _p, querySchema: _q, bodySchema: _b, versionOf: _v, ...rest } = route;
  return {
    ...rest,
    ...owner,
    limits: [],
    handle: async ({ reply }: RouteCall<unknown, unknown, unknown>) => {
      reply.setHeader(reachedHeader, '1');
      return {};
    },
  };
}

const patternOf = (route: Route): string => (route.root ? route.path : `/api/v1${route.path}`);
const doors = routes.flatMap((route) =>
  methodsOf(route).map((method) => ({ method, pattern: patternOf(route), route })),
);
const nameOf = ({ method, pattern }: { method: string; pattern: string }) => `${method.toUpperCase()} ${pattern}`;

async function getsThrough(method: string, pattern: string, who: string): Promise<boolean> {
  const path = pattern.replace(/\{([^}]*)\}/g, '$1').replace(/[:*]\w+/g, 'x');
  const answer = await fetch(`${origin}${path}`, {
    method: method.toUpperCase(),
    redirect: 'manual',
    headers: { origin: 'http://localhost', ...(who === 'anonymous' ? {} : { authorization: `Bearer ${who}` }) },
  });
  await answer.arrayBuffer();
  if (answer.status >= 500) throw new Error(`${method} ${path} as ${who}: ${answer.status}`);
  return answer.headers.get(reachedHeader) === '1';
}

async function describeDoor({ method, pattern, route }: (typeof doors)[number]): Promise<Entry> {
  const allowed = async (candidates: readonly string[]): Promise<string> => {
    const through = await Promise.all(candidates.map((who) => getsThrough(method, pattern, who)));
    return candidates.filter((_, i) => through[i]).join(' ');
  };
  const tokens = ['none', ...tokenScopes].map((scope) => `owner~${scope.replace(':', '.')}`);
  return {
    action: route.action,
    roles: await allowed(roles as readonly Role[]),
    tokens: (await allowed(tokens)).replaceAll('owner~', '').replaceAll('.', ':'),
    ...(canWait(route) ? { canWait: true } : {}),
  };
}

test('every route asks about an action that a rule knows', () => {
  expect(doors.filter(({ route }) => !isAction(route.action)).map(nameOf)).toEqual([]);
});

test('no two routes answer the same address', () => {
  const names = doors.map(nameOf);
  expect(names.filter((name, i) => names.indexOf(name) !== i)).toEqual([]);
});

test('the router holds the routes of the list and no other', () => {
  interface Layer {
    route?: { path: string; methods: Record<string, boolean> };
  }
  const { stack } = server.app.router as unknown as { stack: Layer[] };
  const mounted = stack.flatMap(({ route }) =>
    route ? Object.keys(route.methods).map((method) => nameOf({ method, pattern: route.path })) : [],
  );
  expect([...mounted].sort()).toEqual(doors.map(nameOf).sort());
});

test('who gets through which door is as the committed table says', async () => {
  const table: Record<string, Entry> = {};
  for (const door of [...doors].sort((a, b) => nameOf(a).localeCompare(nameOf(b)))) {
    table[nameOf(door)] = await describeDoor(door);
  }
  if (process.env.UPDATE_ROUTES) {
    writeFileSync(join(__dirname, tableFile), `${JSON.stringify(table, null, 2)}\n`);
  }
  expect(table).toEqual(JSON.parse(contentOf(`test/boundaries/${tableFile}`)));
}, 120_000);
