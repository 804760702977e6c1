import type { Channels } from '../../modules/channels';
import type { Discovery, WatchPage as WatchFacts } from '../../modules/discovery';
import type { Playback, Viewer } from '../../modules/playback';
import { problemOf, type RawRoute, type Route, rawRoute } from '../../platform/http';
import type { Logger } from '../../platform/observability';
import { withTimeout } from '../../platform/resilience';
import { messages } from '../messages';
import { readSiteAssets } from './assets';
import { ChannelPage } from './channel-page';
import { EmbedPage } from './embed-page';
import { channelHead, homeHead, noticeHead, watchHead } from './heads';
import { HomePage } from './home-page';
import { type ChangedVideos, createLastGood } from './last-good';
import { Notice } from './notice-page';
import type { PageCall } from './page-call';
import { type Site, sendEmbed, sendPage } from './page-reply';
import { problemPage } from './problem-page';
import { WatchPage } from './watch-page';

export interface ViewerDependencies {
  discovery: Pick<Discovery, 'newest' | 'ofChannel' | 'watchPage'>;
  channels: Pick<Channels, 'findByHandle'>;
  playback: Pick<Playback, 'viewerOf'>;
  onVideoChanged: ChangedVideos;
  logger: Logger;
  /** Origin without trailing slash. */
  publicUrl: string;
  /** Where Vite put the site's files, with `manifest.json`; pages stay plain while it is empty. */
  assetsDirectory: string;
}

type SiteDependencies = Pick<ViewerDependencies, 'publicUrl' | 'assetsDirectory' | 'onVideoChanged'>;
type Answer = (call: PageCall) => Promise<void>;

const filmsOnAPage = 24;
const filmsBeside = 8;
const videoId = /^vid_[0-9A-Za-z]{22}$/;

/** The public site: home, channels, films, embeds. */
export function viewerRoutes(dependencies: ViewerDependencies): Route[] {
  const site = siteOf(dependencies);
  const page = (path: string, answer: Answer) => pageRoute(path, guarded(answer, site, dependencies.logger));
  return [
    page('/', home(dependencies, site)),
    page('/@:handle', channel(dependencies, site)),
    page('/watch/:id', watch(dependencies, site)),
    page('/embed/:id', embed(dependencies, site)),
  ];
}

/** For every address that no route answers. */
export function viewerNotFoundPage(dependencies: SiteDependencies): RawRoute['handle'] {
  const site = siteOf(dependencies);
  return async (call) => sendNotice(call, site, messages.notFound);
}

function siteOf({ assetsDirectory, publicUrl, onVideoChanged }: SiteDependencies): Site {
  return { assets: readSiteAssets(assetsDirectory), publicUrl, lastGood: createLastGood(onVideoChanged) };
}

function pageRoute(path: string, handle: Answer): Route {
  return rawRoute({ method: 'get', path, root: true, action: 'site.browse', strangersWhenAway: true, handle });
}

/** Where there is a page to send instead, nobody waits longer for a new one. */
const patienceMs = 2_000;

/** A page that cannot be made is sent as strangers saw it last, or becomes a page that says so. */
function guarded(answer: Answer, site: Site, logger: Logger): Answer {
  return async (call) => {
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

function home({ discovery, playback }: ViewerDependencies, site: Site): Answer {
  return async (call) => {
    const cursor = cursorOf(call);
    const page = await discovery.newest(playback.viewerOf(call.actor, call.request), {
      limit: filmsOnAPage + 1,
      cursor,
    });
    const continued = cursor !== null;
    sendPage(call, site, { head: homeHead(continued), content: <HomePage page={page} continued={continued} /> });
  };
}

function channel({ channels, discovery, playback }: ViewerDependencies, site: Site): Answer {
  return async (call) => {
    const handle = String(call.req.params.handle);
    const found = await channels.findByHandle(handle);
    if (!found) return sendNotice(call, site, messages.channelNotFound);
    if (found.handle !== handle) return call.res.redirect(301, `/@${found.handle}`);
    const cursor = cursorOf(call);
    const page = await discovery.ofChannel(playback.viewerOf(call.actor, call.request), found.id, {
      limit: filmsOnAPage,
      cursor,
    });
    const content = <ChannelPage channel={found} page={page} continued={cursor !== null} />;
    sendPage(call, site, { head: channelHead(found, cursor !== null), content });
  };
}

function watch({ channels, discovery, playback }: ViewerDependencies, site: Site): Answer {
  return async (call) => {
    const viewer = playback.viewerOf(call.actor, call.request);
    const facts = await watchFacts(discovery, viewer, call);
    if (!facts) return sendNotice(call, site, messages.videoNotFound);
    const owner = await channels.findByHandle(facts.video.channel.handle);
    const others = owner
      ? await discovery.ofChannel(viewer, owner.id, { limit: filmsBeside + 1, cursor: null })
      : { items: [] };
    const more = others.items.filter(({ publicId }) => publicId !== facts.video.publicId).slice(0, filmsBeside);
    sendPage(call, site, {
      status: facts.decision.decision === 'allowed' ? 200 : 403,
      head: watchHead(facts, site.publicUrl),
      entries: ['player'],
      until: untilOf(facts),
      content: <WatchPage facts={facts} more={more} />,
    });
  };
}

function embed({ discovery, playback }: ViewerDependencies, site: Site): Answer {
  return async (call) => {
    const facts = await watchFacts(discovery, playback.viewerOf(call.actor, call.request), call);
    sendEmbed(call, site, {
      status: facts ? (facts.decision.decision === 'allowed' ? 200 : 403) : 404,
      head: facts
        ? { ...watchHead(facts, site.publicUrl), indexed: false, structuredData: undefined }
        : noticeHead(messages.videoNotFound.title),
      until: facts && untilOf(facts),
      content: <EmbedPage facts={facts} publicUrl={site.publicUrl} />,
    });
  };
}

async function watchFacts(discovery: ViewerDependencies['discovery'], viewer: Viewer, { req }: PageCall) {
  const id = String(req.params.id);
  return videoId.test(id) ? discovery.watchPage(viewer, id) : null;
}

function untilOf({ decision }: WatchFacts): Date | null {
  return decision.decision === 'allowed' ? decision.until : null;
}

function cursorOf({ req }: PageCall): string | null {
  const { cursor } = req.query;
  return typeof cursor === 'string' && cursor !== '' && cursor.length <= 500 ? cursor : null;
}

function sendNotice(call: PageCall, site: Site, words: { title: string; text: string }): void {
  const action = { href: '/', label: messages.goHome };
  const content = <Notice title={words.title} text={words.text} action={action} />;
  sendPage(call, site, { status: 404, head: noticeHead(words.title), content });
}
