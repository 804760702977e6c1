import type { Tx } from '../../platform/db';
import type { Channels } from '../channels';
import type { Playback, Viewer } from '../playback';
import type { Rights } from '../rights';
import type { VideoFacts, Videos } from '../videos';
import type { VideoSnapshot } from '../videos/events';
import { videoNotFound } from './errors';
import type { Discovery, WatchPage } from './face';
import { listingNewsOf } from './listing';
import { createLists, type ListQuery, type ListsDependencies } from './lists';
import { countriesOf, createStated } from './stated';
import { deleteListing, upsertListing } from './store';

export interface DiscoveryDependencies extends ListsDependencies {
  channels: Channels;
  videos: Videos;
  playback: Playback;
  rights: Pick<Rights, 'factsOf'>;
}

/** The room as its own routes and consumers know it. */
export interface DiscoveryService extends Discovery {
  /** @throws AppError `video_not_found`, or `playback_refused` where existence is public. */
  publicVideo(viewer: Viewer, videoPublicId: string): Promise<WatchPage['video']>;
  noteVideo(tx: Tx, video: VideoSnapshot): Promise<void>;
  forgetVideo(tx: Tx, videoId: string): Promise<void>;
}

export function createDiscovery(deps: DiscoveryDependencies): DiscoveryService {
  const { channels, clock, videos, playback, rights } = deps;
  const lists = createLists(deps);
  const listed = async (viewer: Viewer, query: ListQuery) => {
    const { items, nextCursor } = await lists.list(viewer, query);
    return { items: items.map(({ video }) => video), nextCursor };
  };
  const watchPage: Discovery['watchPage'] = async (viewer, videoPublicId) => {
    const film = await videos.findByPublicId(videoPublicId);
    if (!film) return null;
    const [decision, [channel], countries] = await Promise.all([
      playback.decide(viewer, film.id),
      channels.byIds([film.channelId]),
      countriesOf(rights, [film], clock.now()),
    ]);
    if (!decision || !channel) return null;
    if (decision.decision === 'refused' && !decision.existencePublic) return null;
    const { handle, name, avatarUrl } = channel;
    const video = { ...wordsOf(film, decision.decision === 'allowed'), channel: { handle, name, avatarUrl } };
    return { video, decision, countries: countries.get(film.id) ?? 'everywhere' };
  };
  return {
    newest: (viewer, page) => listed(viewer, { ...page, channelId: null }),
    ofChannel: (viewer, channelId, page) => listed(viewer, { ...page, channelId }),
    ...createStated(deps, lists, watchPage),
    watchPage,
    publicVideo: async (viewer, videoPublicId) => {
      const page = await watchPage(viewer, videoPublicId);
      if (!page) throw videoNotFound();
      if (page.decision.decision === 'refused') throw playback.refused(page.decision.refusals);
      return page.video;
    },

    noteVideo: (tx, video) => upsertListing(tx, listingNewsOf(video)),
    forgetVideo: deleteListing,
  };
}

function wordsOf(film: VideoFacts, allowed: boolean) {
  const { publicId, title, durationMs, posterUrl } = film;
  const more = allowed ? { description: film.description, tags: film.tags } : { description: '', tags: [] };
  return { publicId, title, durationMs, posterUrl, publishedAt: publishedAt(film), ...more };
}

// What the team previews before it is published is dated by its draft.
function publishedAt({ publishedAt: asked, publication, createdAt }: VideoFacts): Date {
  if (!asked) return createdAt;
  return publication?.startsAt && publication.startsAt > asked ? publication.startsAt : asked;
}
