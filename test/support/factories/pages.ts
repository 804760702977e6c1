import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { PlaybackDecision, Refusal } from '../../../src/modules/access';
import type { ChannelFacts } from '../../../src/modules/channels';
import type { ListedVideo, StatedVideo, WatchPage } from '../../../src/modules/discovery';
import type { Viewer } from '../../../src/modules/playback';
import { type Actor, anonymous, createHttpServer, type HttpServer } from '../../../src/platform/http';
import { createHealth, createMetrics, silentLogger } from '../../../src/platform/observability';
import { viewerNotFoundPage, viewerRoutes } from '../../../src/viewer/pages/routes';
import type { GivenPassword } from '../../../src/viewer/pages/unlock-routes';

export const publicUrl = 'https://showrunner.test';

export const seafarers: ChannelFacts = {
  id: 'c1',
  publicId: 'chn_1',
  handle: 'seafarers',
  name: 'Seafarers <3',
  description: 'Two people, one boat.\n\nSee https://example.org/log.',
  avatarUrl: null,
  bannerUrl: '/images/banner/2560.webp',
  version: 1,
  createdAt: new Date('2026-05-01T12:00:00Z'),
};

export const member: Actor = { kind: 'account', accountId: 'a1', operator: false, sessionId: null, token: null };

export function aListed(number: number, overrides: Partial<ListedVideo> = {}): ListedVideo {
  return {
    publicId: `vid_${String(number).padStart(22, '0')}`,
    title: `A day at sea, part ${number}`,
    durationMs: 3_729_000,
    posterUrl: `/images/poster-${number}.jpg`,
    publishedAt: new Date('2026-05-01T12:00:00Z'),
    channel: { handle: seafarers.handle, name: seafarers.name, avatarUrl: null },
    locked: null,
    ...overrides,
  };
}

export function aStated(number: number, overrides: Partial<StatedVideo> = {}): StatedVideo {
  return { ...aListed(number), description: 'We left at four.', until: null, countries: 'everywhere', ...overrides };
}

export function refusedFor(...refusals: Refusal[]): PlaybackDecision {
  return { decision: 'refused', refusals, existencePublic: true, until: null };
}

/** What the site's neighbours say; change it between two pages. */
export function neighboursOfPages() {
  return {
    listed: [aListed(1), aListed(2)],
    stated: [aStated(1), aStated(2)],
    cuts: [] as string[],
    watched: {
      video: { ...aListed(1), description: 'We left at four.', tags: ['sailing'] },
      decision: { decision: 'allowed', why: 'public', until: null },
      countries: 'everywhere',
    } as WatchPage | null,
    asking: anonymous as Actor,
    /** Thrown by every list. */
    failure: null as Error | null,
    /** The password of every video; null: none can be tried any more. */
    unlock: async (_given: GivenPassword): Promise<string> => 'cookie',
    confirmed: [] as [accountId: string, years: number][],
  };
}

export type PagesNeighbours = ReturnType<typeof neighboursOfPages>;

/** The pages behind the real door, with everything they ask held in memory. `built`: with scripts and styles, named only or from this folder. */
export async function servePages(says: PagesNeighbours, { built = true as boolean | string } = {}) {
  const folder = mkdtempSync(join(tmpdir(), 'site-'));
  if (built === true) writeManifest(folder);
  const dependencies = dependenciesOf(says, typeof built === 'string' ? built : folder);
  const server: HttpServer = createHttpServer({
    routes: viewerRoutes(dependencies),
    notFoundPage: viewerNotFoundPage(dependencies),
    authenticate: async () => says.asking,
    authorize: async () => undefined,
    cache: { consume: async () => ({ allowed: true, retryAfterSeconds: 0 }) } as never,
    idempotency: { once: (_, create) => create() },
    logger: silentLogger,
    metrics: createMetrics('test', false),
    health: createHealth(),
    production: false,
    publicUrl,
    ...(typeof built === 'string' ? { assets: { '/assets': join(built, 'assets') } } : {}),
    trustedProxyHops: 0,
  });
  const base = `http://127.0.0.1:${await server.listen(0)}`;
  const ask = async (path: string, init: RequestInit = {}) => {
    const response = await fetch(base + path, { headers: { Accept: 'text/html' }, redirect: 'manual', ...init });
    return { status: response.status, headers: response.headers, html: await response.text() };
  };
  return {
    url: base,
    page: (path: string) => ask(path),
    /** As a browser sends a form; `origin` is whose page it stood on. */
    send: (path: string, fields: Record<string, string>, origin = publicUrl) =>
      ask(path, { method: 'POST', body: new URLSearchParams(fields), headers: { origin } }),
    close: async () => {
      await server.close(100);
      rmSync(folder, { recursive: true });
    },
  };
}

export type ServedPages = Awaited<ReturnType<typeof servePages>>;

function dependenciesOf(says: PagesNeighbours, assetsDirectory: string) {
  const lists = async (_viewer: Viewer, { limit, cursor }: { limit: number; cursor: string | null }) => {
    if (says.failure) throw says.failure;
    const from = Number(cursor ?? 0);
    const { listed } = says;
    return {
      items: listed.slice(from, from + limit),
      nextCursor: listed.length > from + limit ? `${from + limit}` : null,
    };
  };
  return {
    discovery: {
      newest: lists,
      ofChannel: (viewer: Viewer, _channelId: string, page: { limit: number; cursor: string | null }) =>
        lists(viewer, page),
      watchPage: async () => says.watched,
      stated: async () => ({ items: says.stated, nextCursor: null }),
      statedPart: async () => says.stated,
      statedPage: async () => says.watched,
      parts: async () => says.cuts,
    },
    channels: {
      findByHandle: async (handle: string) => (handle.toLowerCase() === seafarers.handle ? seafarers : null),
    },
    playback: { viewerOf: (actor: Actor): Viewer => ({ actor, country: null, passwordIds: [] }) },
    unlock: async (given: GivenPassword, reply: { setCookie(name: string, value: string, seconds: number): void }) =>
      reply.setCookie('entered', await says.unlock(given), 60),
    confirmAge: async (accountId: string, years: number) => void says.confirmed.push([accountId, years]),
    onVideoChanged: () => undefined,
    logger: silentLogger,
    publicUrl,
    assetsDirectory,
  };
}

function writeManifest(folder: string): void {
  const chunk = {
    file: 'assets/site-1.js',
    css: ['assets/site-1.css'],
    assets: ['assets/x-latin-wght-normal-1.woff2'],
  };
  writeFileSync(
    join(folder, 'manifest.json'),
    JSON.stringify({
      'islands/site.ts': { ...chunk, imports: ['_words.js'] },
      'islands/player.ts': { file: 'assets/player-1.js', imports: ['_words.js'], dynamicImports: ['stream'] },
      'islands/theme.ts': { file: 'assets/theme-1.js' },
      '_words.js': { file: 'assets/words-1.js' },
      stream: { file: 'assets/stream-1.js' },
    }),
  );
}
