import type { Channels } from '../../modules/channels';
import type { Discovery } from '../../modules/discovery';
import { type RawRoute, type Route, rawRoute } from '../../platform/http';
import type { Logger } from '../../platform/observability';
import { messages } from '../messages';
import { readSiteAssets } from './assets';
import { ChannelPage } from './channel-page';
import type { PageFrame } from './document';
import { EmbedPage } from './embed-page';
import { channelHead, homeHead, noticeHead, watchHead } from './heads';
import { HomePage } from './home-page';
import { Notice } from './notice-page';
import { type PageCall, sendEmbed, sendPage } from './page-reply';
import { problemPage } from './problem-page';
import { WatchPage } from './watch-page';

export interface ViewerDependencies {
  discovery: Pick<Discovery, 'newest' | 'ofChannel' | 'watchPage'>;
  channels: Pick<Channels, 'findByHandle'>;
  logger: Logger;
  /** Origin without trailing slash. */
  publicUrl: string;
  /** Where Vite put the site's files, with `manifest.json`; pages stay plain while it is empty. */
  assetsDirectory: string;
}

type Answer = (call: PageCall) => Promise<void>;

const filmsOnAPage = 24;
const filmsBeside = 8;
const videoId = /^vid_[0-9A-Za-z]{22}$/;

/** The public site: home, channels, films, embeds. */
export function viewerRoutes(dependencies: ViewerDependencies): Route[] {
  const frame = frameOf(dependencies);
  const page = (path: string, answer: Answer) => pageRoute(path, guarded(answer, frame, dependencies.logger));
  return [
    page('/', home(dependencies, frame)),
    page('/@:handle', channel(dependencies, frame)),
    page('/watch/:id', watch(dependencies, frame)),
    page('/embed/:id', embed(dependencies, frame)),
  ];
}

/** For every address that no route answers. */
export function viewerNotFoundPage(
  dependencies: Pick<ViewerDependencies, 'publicUrl' | 'assetsDirectory'>,
): RawRoute['handle'] {
  const frame = frameOf(dependencies);
  return async (call) => sendNotice(call, frame, messages.notFound);
}

function frameOf({ assetsDirectory, publicUrl }: Pick<ViewerDependencies, 'publicUrl' | 'assetsDirectory'>): PageFrame {
  return { assets: readSiteAssets(assetsDirectory), publicUrl };
}

function pageRoute(path: string, handle: Answer): Route {
  return rawRoute({ method: 'get', path, root: true, action: 'site.browse', handle });
}

/** A page that cannot be made becomes a page that says so. */
function guarded(answer: Answer, frame: PageFrame, logger: Logger): Answer {
  return async (call) => {
    try {
      await answer(call);
    } catch (error) {
      sendPage(call, frame, problemPage(error, call, logger));
    }
  };
}

function home({ discovery }: ViewerDependencies, frame: PageFrame): Answer {
  return async (call) => {
    const cursor = cursorOf(call);
    const page = await discovery.newest(call.actor, { limit: filmsOnAPage + 1, cursor });
    const continued = cursor !== null;
    sendPage(call, frame, { head: homeHead(continued), content: <HomePage page={page} continued={continued} /> });
  };
}

function channel({ channels, discovery }: ViewerDependencies, frame: PageFrame): Answer {
  return async (call) => {
    const handle = String(call.req.params.handle);
    const found = await channels.findByHandle(handle);
    if (!found) return sendNotice(call, frame, messages.channelNotFound);
    if (found.handle !== handle) return call.res.redirect(301, `/@${found.handle}`);
    const cursor = cursorOf(call);
    const page = await discovery.ofChannel(call.actor, found.id, { limit: filmsOnAPage, cursor });
    const content = <ChannelPage channel={found} page={page} continued={cursor !== null} />;
    sendPage(call, frame, { head: channelHead(found, cursor !== null), content });
  };
}

function watch({ channels, discovery }: ViewerDependencies, frame: PageFrame): Answer {
  return async (call) => {
    const facts = await watchFacts(discovery, call);
    if (!facts) return sendNotice(call, frame, messages.videoNotFound);
    const owner = await channels.findByHandle(facts.video.channel.handle);
    const others = owner
      ? await discovery.ofChannel(call.actor, owner.id, { limit: filmsBeside + 1, cursor: null })
      : { items: [] };
    const more = others.items.filter(({ publicId }) => publicId !== facts.video.publicId).slice(0, filmsBeside);
    sendPage(call, frame, {
      status: facts.decision.decision === 'allowed' ? 200 : 403,
      head: watchHead(facts, frame.publicUrl),
      entries: ['player'],
      content: <WatchPage facts={facts} more={more} />,
    });
  };
}

function embed({ discovery }: ViewerDependencies, frame: PageFrame): Answer {
  return async (call) => {
    const facts = await watchFacts(discovery, call);
    sendEmbed(call, frame, {
      status: facts ? (facts.decision.decision === 'allowed' ? 200 : 403) : 404,
      head: facts
        ? { ...watchHead(facts, frame.publicUrl), indexed: false, structuredData: undefined }
        : noticeHead(messages.videoNotFound.title),
      content: <EmbedPage facts={facts} publicUrl={frame.publicUrl} />,
    });
  };
}

async function watchFacts(discovery: ViewerDependencies['discovery'], { actor, req }: PageCall) {
  const id = String(req.params.id);
  return videoId.test(id) ? discovery.watchPage(actor, id) : null;
}

function cursorOf({ req }: PageCall): string | null {
  const { cursor } = req.query;
  return typeof cursor === 'string' && cursor !== '' && cursor.length <= 500 ? cursor : null;
}

function sendNotice(call: PageCall, frame: PageFrame, words: { title: string; text: string }): void {
  const action = { href: '/', label: messages.goHome };
  const content = <Notice title={words.title} text={words.text} action={action} />;
  sendPage(call, frame, { status: 404, head: noticeHead(words.title), content });
}
