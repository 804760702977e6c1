import type { Channels } from '../../modules/channels';
import type { Discovery, WatchPage as WatchFacts } from '../../modules/discovery';
import { messages } from '../messages';
import { EmbedPage } from './embed-page';
import { noticeHead, watchHead } from './heads';
import type { Answer, PageCall } from './page-call';
import { type Site, sendEmbed, sendNotice, sendPage } from './page-reply';
import { WatchPage } from './watch-page';

const filmsBeside = 8;
export interface WatchDependencies {
  discovery: Pick<Discovery, 'ofChannel' | 'watchPage'>;
  channels: Pick<Channels, 'findByHandle'>;
}

export const videoId = /^vid_[0-9A-Za-z]{22}$/;

/** A film with its player, or why not and what would help (403). */
export function watch({ channels, discovery }: WatchDependencies, site: Site): Answer {
  return async (call) => {
    const facts = await watchFacts(discovery, call);
    if (!facts) return sendNotice(call, site, messages.videoNotFound);
    const owner = await channels.findByHandle(facts.video.channel.handle);
    const others = owner
      ? await discovery.ofChannel(call.viewer, owner.id, { limit: filmsBeside + 1, cursor: null })
      : { items: [] };
    const more = others.items.filter(({ publicId }) => publicId !== facts.video.publicId).slice(0, filmsBeside);
    const asked = { signedIn: call.actor.kind === 'account', wrongPassword: call.req.query.password === 'wrong' };
    sendPage(call, site, {
      status: facts.decision.decision === 'allowed' ? 200 : 403,
      head: watchHead(facts, site.publicUrl),
      entries: ['player'],
      until: untilOf(facts),
      content: <WatchPage facts={facts} more={more} {...asked} />,
    });
  };
}

/** The player alone, for frames on other sites. */
export function embed({ discovery }: Pick<WatchDependencies, 'discovery'>, site: Site): Answer {
  return async (call) => {
    const facts = await watchFacts(discovery, call);
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

async function watchFacts(discovery: Pick<Discovery, 'watchPage'>, { req, viewer }: PageCall) {
  const id = String(req.params.id);
  return videoId.test(id) ? discovery.watchPage(viewer, id) : null;
}

function untilOf({ decision }: WatchFacts): Date | null {
  return decision.decision === 'allowed' ? decision.until : null;
}
