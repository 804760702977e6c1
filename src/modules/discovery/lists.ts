import type { Clock } from '../../platform/clock';
import { type Database, encodeCursor, type Page, type PageQuery } from '../../platform/db';
import type { Channels } from '../channels';
import type { Playback, Viewer } from '../playback';
import type { ListedVideo } from './face';
import { type ListedRow, listCandidates, placeOf, placeParts } from './store';

export interface ListsDependencies {
  db: Database;
  clock: Clock;
  channels: Pick<Channels, 'byIds'>;
  playback: Pick<Playback, 'decideMany'>;
}

export interface Lists {
  /** What this viewer may watch now, newest first; null for every channel. */
  list(viewer: Viewer, channelId: string | null, page: PageQuery): Promise<Page<ListedVideo>>;
}

/** With this many rounds a page costs a bounded time even where nearly everything is refused. */
const mostRounds = 8;

/** Pages stay full after filtering; each round is one query here and what the decision needs. */
export function createLists({ db, clock, channels, playback }: ListsDependencies): Lists {
  const collect = async (viewer: Viewer, channelId: string | null, page: PageQuery) => {
    const allowed: ListedRow[] = [];
    const batch = page.limit + Math.max(10, Math.ceil(page.limit / 2));
    let below = placeOf(page);
    for (let round = 0; round < mostRounds; round++) {
      const rows = await listCandidates(db.reader, { channelId, below, now: clock.now(), limit: batch });
      const decisions = await playback.decideMany(
        viewer,
        rows.map((row) => row.videoId),
      );
      allowed.push(...rows.filter((row) => decisions.get(row.videoId)?.decision === 'allowed'));
      const last = rows.at(-1);
      if (allowed.length > page.limit || rows.length < batch || !last) return { allowed, scannedTo: null };
      below = last;
    }
    return { allowed, scannedTo: below };
  };

  return {
    list: async (viewer, channelId, page) => {
      const { allowed, scannedTo } = await collect(viewer, channelId, page);
      const rows = allowed.slice(0, page.limit);
      const goesOnFrom = allowed.length > page.limit ? rows.at(-1) : scannedTo;
      return {
        items: await withChannels(channels, rows),
        nextCursor: goesOnFrom ? encodeCursor(placeParts(goesOnFrom)) : null,
      };
    },
  };
}

async function withChannels(channels: Pick<Channels, 'byIds'>, rows: readonly ListedRow[]): Promise<ListedVideo[]> {
  const known = await channels.byIds([...new Set(rows.map((row) => row.channelId))]);
  const byId = new Map(known.map((channel) => [channel.id, channel]));
  return rows.flatMap(({ channelId, publicId, title, durationMs, posterUrl, listedAt }) => {
    const channel = byId.get(channelId);
    if (!channel) return [];
    const { handle, name, avatarUrl } = channel;
    return [{ publicId, title, durationMs, posterUrl, publishedAt: listedAt, channel: { handle, name, avatarUrl } }];
  });
}
