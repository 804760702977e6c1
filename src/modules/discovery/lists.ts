import type { Clock } from '../../platform/clock';
import { type Database, encodeCursor, type Page, type PageQuery } from '../../platform/db';
import { listingOf, type PlaybackDecision } from '../access';
import type { Channels } from '../channels';
import type { Playback, Viewer } from '../playback';
import { inWords } from '../playback/contract-words';
import type { ListedVideo } from './face';
import { type ListedRow, type ListPlace, listCandidates, placeOf, placeParts } from './store';

export interface ListsDependencies {
  db: Database;
  clock: Clock;
  channels: Pick<Channels, 'byIds'>;
  playback: Pick<Playback, 'decideMany'>;
  /** Nobody waits longer for a page to fill; a shorter one then carries where to go on. 10 s unless given. */
  walkWithinMs?: number | undefined;
}

/** One video of a list, with what was decided about it. */
export interface Listed {
  videoId: string;
  video: ListedVideo;
  decision: PlaybackDecision;
}

export interface ListQuery extends PageQuery {
  /** Null: of every channel. */
  channelId: string | null;
  /** Leave out what is locked. */
  openOnly?: boolean;
}

export interface Lists {
  /** What this viewer may watch now, or could open at once, newest first. */
  list(viewer: Viewer, query: ListQuery): Promise<Page<Listed>>;
  /** The same among the next `limit` candidates of every channel: however few are left, nothing is read beyond them. */
  part(viewer: Viewer, page: PageQuery): Promise<Listed[]>;
}

/** Each round reads twice as many rows as the one before, up to so many. */
const mostRows = 5_000;

type Row = ListedRow & { decision: PlaybackDecision; locked: ListedVideo['locked'] };

/** Pages stay full after filtering; each round is one query here and what the decision needs. */
export function createLists(dependencies: ListsDependencies): Lists {
  const { db, clock, channels, playback, walkWithinMs = 10_000 } = dependencies;
  const shownOf = async (viewer: Viewer, rows: readonly ListedRow[]): Promise<Row[]> => {
    const ids = rows.map((row) => row.videoId);
    const decisions = await playback.decideMany(viewer, ids);
    return rows.flatMap((row) => {
      const decision = decisions.get(row.videoId);
      const shown = decision && lockedOf(decision);
      return decision && shown ? [{ ...row, decision, locked: shown.locked }] : [];
    });
  };

  const collect = async (viewer: Viewer, { channelId, openOnly = false, ...page }: ListQuery) => {
    const shown: Row[] = [];
    const begunAt = performance.now();
    let limit = page.limit + Math.max(10, Math.ceil(page.limit / 2));
    let below = placeOf(page);
    for (;;) {
      const rows = await listCandidates(db.reader, { channelId, below, now: clock.now(), limit });
      shown.push(...(await shownOf(viewer, rows)).filter(({ locked }) => !openOnly || locked === null));
      const last = rows.at(-1);
      if (shown.length > page.limit || rows.length < limit || !last) return { shown, scannedTo: null };
      below = last;
      if (performance.now() - begunAt > walkWithinMs) return { shown, scannedTo: below };
      limit = Math.max(limit, Math.min(2 * limit, mostRows));
    }
  };

  return {
    list: async (viewer, query) => {
      const { shown, scannedTo } = await collect(viewer, query);
      const rows = shown.slice(0, query.limit);
      const goesOnFrom: ListPlace | null | undefined = shown.length > query.limit ? rows.at(-1) : scannedTo;
      return {
        items: await withChannels(channels, rows),
        nextCursor: goesOnFrom ? encodeCursor(placeParts(goesOnFrom)) : null,
      };
    },
    part: async (viewer, page) => {
      const query = { channelId: null, below: placeOf(page), now: clock.now(), limit: page.limit };
      return withChannels(channels, await shownOf(viewer, await listCandidates(db.reader, query)));
    },
  };
}

/** Null: not for lists. */
function lockedOf(decision: PlaybackDecision): Pick<ListedVideo, 'locked'> | null {
  const listing = listingOf(decision);
  if (listing.listing === 'hidden') return null;
  if (listing.listing === 'open') return { locked: null };
  const { reason, remedies } = inWords(listing.by);
  return { locked: { reason, remedies } };
}

async function withChannels(channels: Pick<Channels, 'byIds'>, rows: readonly Row[]): Promise<Listed[]> {
  const known = await channels.byIds([...new Set(rows.map((row) => row.channelId))]);
  const byId = new Map(known.map((channel) => [channel.id, channel]));
  return rows.flatMap(({ channelId, videoId, publicId, title, durationMs, posterUrl, listedAt, locked, decision }) => {
    const channel = byId.get(channelId);
    if (!channel) return [];
    const { handle, name, avatarUrl } = channel;
    const words = { publicId, title, durationMs, posterUrl, publishedAt: listedAt, locked };
    return [{ videoId, decision, video: { ...words, channel: { handle, name, avatarUrl } } }];
  });
}
