import type { Channels } from '../../modules/channels';
import type { Discovery } from '../../modules/discovery';
import { type RawRoute, type Route, rawRoute } from '../../platform/http';
import { renderOembed, videoIdIn } from './oembed';
import { renderFeed } from './rss';
import { renderSitemap, renderSitemapIndex } from './sitemap';

export interface FetcherDependencies {
  discovery: Pick<Discovery, 'stated' | 'statedPart' | 'statedPage' | 'parts'>;
  channels: Pick<Channels, 'findByHandle'>;
  /** Origin without trailing slash. */
  publicUrl: string;
}

type Call = Parameters<RawRoute['handle']>[0];

/** So long may others keep a feed or a map: a withdrawn video is named for so much longer, and plays for nobody. */
const keptFor = 'public, max-age=60';
const videosInAFeed = 50;
/** Candidates of one part of the site map; a part of fifty thousand would be too long to wait for. */
export const videosInAPart = 1_000;

/**
 * oEmbed, the site map of videos, and a feed for each channel: for those who fetch for many. Where they happen to be
 * decides nothing; what they get states its countries.
 */
export function fetcherRoutes(dependencies: FetcherDependencies): Route[] {
  return [
    fetched('/oembed', (call) => oembed(dependencies, call)),
    fetched('/sitemap.xml', (call) => sitemap(dependencies, call)),
    fetched('/@:handle/feed.rss', (call) => feed(dependencies, call)),
  ];
}

function fetched(path: string, handle: RawRoute['handle']): Route {
  return rawRoute({
    method: 'get',
    path,
    root: true,
    action: 'site.browse',
    authenticate: false,
    limits: [{ name: 'fetchers', points: 300, perSeconds: 60, by: 'ip' }],
    handle,
  });
}

async function oembed({ discovery, publicUrl }: FetcherDependencies, call: Call): Promise<void> {
  const { url, format = 'json', maxwidth, maxheight } = call.req.query;
  call.res.setHeader('Access-Control-Allow-Origin', '*');
  if (format !== 'json') return say(call, 501, 'Only format=json is offered.');
  const id = typeof url === 'string' ? videoIdIn(url, publicUrl) : null;
  const facts = id && (await discovery.statedPage(id));
  if (!facts) return say(call, 404, 'There is no such video, or it is not for everybody to see.');
  const most = { width: lengthIn(maxwidth), height: lengthIn(maxheight) };
  send(call, 'application/json; charset=utf-8', JSON.stringify(renderOembed(facts, publicUrl, most)));
}

async function sitemap({ discovery, publicUrl }: FetcherDependencies, call: Call): Promise<void> {
  const { below } = call.req.query;
  const cuts = below === undefined ? await discovery.parts(videosInAPart) : [];
  if (cuts.length > 0) {
    const paths = ['start', ...cuts].map((cut) => `/sitemap.xml?below=${encodeURIComponent(cut)}`);
    return send(call, xmlType, renderSitemapIndex(paths, publicUrl));
  }
  const cursor = typeof below === 'string' && below !== 'start' && below.length <= 500 ? below : null;
  const videos = await discovery.statedPart({ limit: videosInAPart, cursor });
  send(call, xmlType, renderSitemap(videos, publicUrl));
}

async function feed({ channels, discovery, publicUrl }: FetcherDependencies, call: Call): Promise<void> {
  const channel = await channels.findByHandle(String(call.req.params.handle));
  if (!channel) return say(call, 404, 'There is no such channel.');
  const { items } = await discovery.stated(channel.id, { limit: videosInAFeed, cursor: null });
  send(call, 'application/rss+xml; charset=utf-8', renderFeed(channel, items, publicUrl));
}

const xmlType = 'application/xml; charset=utf-8';

function send({ req, res }: Call, type: string, text: string): void {
  if (res.headersSent) return;
  res.setHeader('Cache-Control', keptFor);
  res.setHeader('Content-Type', type);
  res.status(200).end(req.method === 'HEAD' ? undefined : text);
}

function say({ req, res }: Call, status: number, text: string): void {
  res.setHeader('Cache-Control', 'no-store');
  res.setHeader('Content-Type', 'text/plain; charset=utf-8');
  res.status(status).end(req.method === 'HEAD' ? undefined : `${text}\n`);
}

function lengthIn(value: unknown): number | null {
  const length = typeof value === 'string' ? Number(value) : Number.NaN;
  return Number.isInteger(length) && length > 0 ? length : null;
}
