import { type Database, decodePlace, type PageQuery, pageOf } from '../../platform/db';
import type { Identity } from '../identity';
import type { VideoFacts, Videos } from '../videos';
import type { ChannelRightsView, RightsHistory, VideoRightsView } from './contract';
import { videoNotFound } from './errors';
import { deedsOf } from './history-store';
import { versionedRulesOf } from './rule-store';
import { channelRightsViewOf, entryViewOf, videoRightsViewOf } from './views';

export interface Reading {
  channelRights(channelId: string): Promise<ChannelRightsView>;
  /** @throws AppError `video_not_found`. */
  videoRights(videoPublicId: string): Promise<VideoRightsView>;
  /** In the order asked; those of other channels are left out. */
  rightsOfVideos(channelId: string, videoPublicIds: readonly string[]): Promise<VideoRightsView[]>;
  /** @throws AppError `video_not_found` or `invalid_cursor`. */
  videoHistory(videoPublicId: string, page: PageQuery): Promise<RightsHistory>;
  /** @throws AppError `invalid_cursor`. */
  channelHistory(channelId: string, page: PageQuery): Promise<RightsHistory>;
}

interface ReadingDependencies {
  db: Database;
  identity: Pick<Identity, 'accountsByIds'>;
  videos: Pick<Videos, 'findByPublicId' | 'factsByPublicIds'>;
}

export function createReading({ db, identity, videos }: ReadingDependencies): Reading {
  const viewsOf = async (channelId: string, films: readonly VideoFacts[]): Promise<VideoRightsView[]> => {
    const said = await versionedRulesOf(db.reader, [channelId, ...films.map(({ id }) => id)]);
    return films.map(({ id, publicId }) => videoRightsViewOf(publicId, said.get(id), said.get(channelId)));
  };
  const find = async (publicId: string): Promise<VideoFacts> => {
    const video = await videos.findByPublicId(publicId);
    if (!video) throw videoNotFound();
    return video;
  };
  const historyOf = async (subjectId: string, { limit, cursor }: PageQuery): Promise<RightsHistory> => {
    const below = cursor === null ? null : decodePlace(cursor);
    const deeds = await deedsOf(db.reader, subjectId, { limit: limit + 1, below });
    const { items, nextCursor } = pageOf(deeds, limit, ({ at, id }) => [at.toISOString(), id]);
    const accounts = await identity.accountsByIds([...new Set(items.map(({ actor }) => actor))]);
    const byId = new Map(accounts.map((account) => [account.id, account]));
    return { items: items.map((deed) => entryViewOf(deed, byId.get(deed.actor))), nextCursor };
  };

  return {
    channelRights: async (channelId) =>
      channelRightsViewOf((await versionedRulesOf(db.reader, [channelId])).get(channelId)),
    videoRights: async (publicId) => {
      const video = await find(publicId);
      const [view] = await viewsOf(video.channelId, [video]);
      if (!view) throw videoNotFound();
      return view;
    },
    rightsOfVideos: async (channelId, publicIds) => {
      const found = new Map((await videos.factsByPublicIds(publicIds)).map((video) => [video.publicId, video]));
      const films = [...new Set(publicIds)].flatMap((publicId) => found.get(publicId) ?? []);
      return viewsOf(
        channelId,
        films.filter((film) => film.channelId === channelId),
      );
    },
    videoHistory: async (publicId, page) => historyOf((await find(publicId)).id, page),
    channelHistory: historyOf,
  };
}
