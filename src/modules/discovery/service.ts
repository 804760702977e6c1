import type { Tx } from '../../platform/db';
import type { Channels } from '../channels';
import type { Playback, Viewer } from '../playback';
import type { VideoFacts, Videos } from '../videos';
import type { VideoSnapshot } from '../videos/events';
import { videoNotFound } from './errors';
import type { Discovery, WatchPage } from './face';
import { listingOf } from './listing';
import { createLists, type ListsDependencies } from './lists';
import { deleteListing, upsertListing } from './store';

export interface DiscoveryDependencies extends ListsDependencies {
  channels: Channels;
  videos: Videos;
  playback: Playback;
}

/** The room as its own routes and consumers know it. */
export interface DiscoveryService extends Discovery {
  /** @throws AppError `video_not_found`, or `playback_refused` where existence is public. */
  publicVideo(viewer: Viewer, videoPublicId: string): Promise<WatchPage['video']>;
  noteVideo(tx: Tx, video: VideoSnapshot): Promise<void>;
  forgetVideo(tx: Tx, videoId: string): Promise<void>;
}

export function createDiscovery(deps: DiscoveryDependencies): DiscoveryService {
  const { channels, videos, playback } = deps;
  const { list } = createLists(deps);
  const watchPage: Discovery['watchPage'] = async (viewer, videoPublicId) => {
    const video = await videos.findByPublicId(videoPublicId);
    if (!video) return null;
    const [decision, [channel]] = await Promise.all([
      playback.decide(viewer, video.id),
      channels.byIds([video.channelId]),
    ]);
    if (!decision || !channel) return null;
    if (decision.decision === 'refused' && !decision.existencePublic) return null;
    const { publicId, title, description, tags, durationMs, posterUrl } = video;
    const { handle, name, avatarUrl } = channel;
    const shown = { publicId, title, durationMs, posterUrl, publishedAt: publishedAt(video), description, tags };
    return { video: { ...shown, channel: { handle, name, avatarUrl } }, decision };
  };
  return {
    newest: (viewer, page) => list(viewer, null, page),
    ofChannel: (viewer, channelId, page) => list(viewer, channelId, page),
    watchPage,
    publicVideo: async (viewer, videoPublicId) => {
      const page = await watchPage(viewer, videoPublicId);
      if (!page) throw videoNotFound();
      if (page.decision.decision === 'refused') throw playback.refused(page.decision.refusals);
      return page.video;
    },

    noteVideo: (tx, video) => upsertListing(tx, listingOf(video)),
    forgetVideo: deleteListing,
  };
}

// What the team previews before it is published is dated by its draft.
function publishedAt({ publishedAt: asked, publication, createdAt }: VideoFacts): Date {
  if (!asked) return createdAt;
  return publication?.startsAt && publication.startsAt > asked ? publication.startsAt : asked;
}
