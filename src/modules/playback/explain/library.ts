import { decodeCursor, encodeCursor, invalidCursor, type Page, type PageQuery } from '../../../platform/db';
import type { PlaybackFacts } from '../../access';
import type { Rights } from '../../rights';
import type { VideoFacts, Videos } from '../../videos';
import { playbackFactsOf } from '../decisions';
import { videoNotFound } from '../errors';

export interface LibraryDependencies {
  videos: Pick<Videos, 'factsByPublicIds' | 'factsOfLibrary'>;
  rights: Pick<Rights, 'factsOf'>;
}

export interface LibraryEntry {
  video: VideoFacts;
  facts: PlaybackFacts;
}

export interface LibraryFacts {
  /** A page of a channel's library with all that decides about it, in a constant number of queries. */
  page(channelId: string, page: PageQuery): Promise<Page<LibraryEntry>>;
  /** The same of these videos, in this order. @throws AppError `video_not_found` where one is not the channel's. */
  pageOf(channelId: string, publicIds: readonly string[], page: PageQuery): Promise<Page<LibraryEntry>>;
}

export function createLibraryFacts({ videos, rights }: LibraryDependencies): LibraryFacts {
  const withFacts = async (films: readonly VideoFacts[]): Promise<LibraryEntry[]> => {
    if (films.length === 0) return [];
    const rules = await rights.factsOf(
      films.map(({ id, channelId }) => ({ channelId, videoId: id, broadcastId: null })),
    );
    return films.map((video, i) => {
      const rule = rules[i];
      if (!rule) throw new Error('Rights gave no answer about a video');
      return { video, facts: playbackFactsOf(video, rule) };
    });
  };
  return {
    page: async (channelId, query) => {
      const { items, nextCursor } = await videos.factsOfLibrary(channelId, query);
      return { items: await withFacts(items), nextCursor };
    },
    pageOf: async (channelId, publicIds, { limit, cursor }) => {
      const start = cursor === null ? 0 : placeIn(cursor);
      const end = start + limit;
      const wanted = publicIds.slice(start, end);
      const found = new Map((await videos.factsByPublicIds(wanted)).map((video) => [video.publicId, video]));
      const films = wanted.map((publicId) => {
        const video = found.get(publicId);
        if (video?.channelId !== channelId) throw videoNotFound();
        return video;
      });
      return {
        items: await withFacts(films),
        nextCursor: end < publicIds.length ? encodeCursor(['ids', `${end}`]) : null,
      };
    },
  };
}

function placeIn(cursor: string): number {
  const [kind, place = ''] = decodeCursor(cursor, 2);
  if (kind !== 'ids' || !/^\d{1,3}$/.test(place)) throw invalidCursor();
  return Number(place);
}
