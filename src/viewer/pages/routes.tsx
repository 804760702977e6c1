import type { Channels } from '../../modules/channels';
import type { Discovery } from '../../modules/discovery';
import type { Playback } from '../../modules/playback';
import { problemOf, type RawRoute, type Route, rawRoute } from '../../platform/http';
import type { Logger } from '../../platform/observability';
import { withTimeout } from '../../platform/resilience';
import { type FetcherDependencies, fetcherRoutes } from '../fetchers/routes';
import { messages } from '../messages';
import { readSiteAssets } from './assets';
import { ChannelPage } from './channel-page';
import { channelHead, homeHead } from './heads';
import { HomePage } from './home-page';
import { type ChangedVideos, createLastGood } from './last-good';
import type { Answer, PageCall, RawCall } from './page-call';
import { type Site, sendNotice, sendPage } from './page-reply';
import { problemPage } from './problem-page';
import { type UnlockDependencies, unlockRoutes } from './unlock-routes';
import { embed, watch } from './watch-routes';

export interface ViewerDependencies extends UnlockDependencies {
  discovery: Pick<Discovery, 'newest' | 'ofChannel' | 'watchPage'> & FetcherDependencies['discovery'];
  channels: Pick<Channels, 'findByHandle'>;
  playback: Pick<Playback, 'viewerOf'>;
  onVideoChanged: ChangedVideos;
  logger: Logger;
  /** Origin without trailing slash. */
  publicUrl: string;
  /** Where Vite put the site's files, with `manifest.json`; pages stay plain while it is empty. */
  assetsDirectory: string;
}

type SiteDependencies = Pick<ViewerDependencies, 'publicUrl' | 'assetsDirectory' | 'onVideoChanged' | 'playback'>;

const filmsOnAPage = 24;

/** The public site: home, channels, films, embeds; what opens them; and what those read who fetch for many. */
export function viewerRoutes(dependencies: ViewerDependencies): Route[] {
  const site = siteOf(dependencies);
  const page = (path: string, answer: Answer) => pageRoute(path, guarded(answer, site, dependencies));
  return [
    page('/', home(dependencies, site)),
    page('/@:handle', channel(dependencies, site)),
    page('/watch/:id', watch(dependencies, site)),
    page('/embed/:id', embed(dependencies, site)),
    ...unlockRoutes(dependencies, (answer) => guarded(answer, site, dependencies), site),
    ...fetcherRoutes(dependencies),
  ];
}

/** For every address that no route answers. */
export function viewerNotFoundPage(dependencies: SiteDependencies): RawRoute['handle'] {
  const site = siteOf(dependencies);
  return async (call) => sendNotice(withViewer(call, dependencies), site, messages.notFound);
}

function siteOf({ assetsDirectory, publicUrl, onVideoChanged }: SiteDependencies): Site {
  return { assets: readSiteAssets(assetsDirectory), publicUrl, lastGood: createLastGood(onVideoChanged) };
}

function pageRoute(path: string, handle: RawRoute['handle']): Route {
  return rawRoute({ method: 'get', path, root: true, action: 'site.browse', strangersWhenAway: true, handle });
}

function withViewer(call: RawCall, { playback }: Pick<ViewerDependencies, 'playback'>): PageCall {
  return Object.assign(call, { viewer: playback.viewerOf(call.actor, call.request) });
}

/** Where there is a page to send instead, nobody waits longer for a new one. */
const patienceMs = 2_000;

/** A page that cannot be made is sent as strangers saw it last, or becomes a page that says so. */
function guarded(answer: Answer, site: Site, dependencies: ViewerDependencies): RawRoute['handle'] {
  const { logger } = dependencies;
  return async (raw) => {
    const call = withViewer(raw, dependencies);
    try {
      await (site.lastGood.has(call) ? withTimeout('A page', patienceMs, answer(call)) : answer(call));
    } catch (error) {
      if (problemOf(error).status >= 500 && site.lastGood.send(call)) {
        logger.error({ error }, 'A page could not be made; the last one stands');
        return;
      }
      sendPage(call, site, problemPage(error, call, logger));
    }
  };
}

function home({ discovery }: ViewerDependencies, site: Site): Answer {
  return async (call) => {
    const cursor = cursorOf(call);
    const page = await discovery.newest(call.viewer, { limit: filmsOnAPage + 1, cursor });
    const continued = cursor !== null;
    sendPage(call, site, { head: homeHead(continued), content: <HomePage page={page} continued={continued} /> });
  };
}

function channel({ channels, discovery }: ViewerDependencies, site: Site): Answer {
  return async (call) => {
    const handle = String(call.req.params.handle);
    const found = await channels.findByHandle(handle);
    if (!found) return sendNotice(call, site, messages.channelNotFound);
    if (found.handle !== handle) return call.res.redirect(301, `/@${found.handle}`);
    const cursor = cursorOf(call);
    const page = await discovery.ofChannel(call.viewer, found.id, { limit: filmsOnAPage, cursor });
    const content = <ChannelPage channel={found} page={page} continued={cursor !== null} />;
    sendPage(call, site, { head: channelHead(found, cursor !== null), content });
  };
}

function cursorOf({ req }: PageCall): string | null {
  const { cursor } = req.query;
  return typeof cursor === 'string' && cursor !== '' && cursor.length <= 500 ? cursor : null;
}
