import type { Cache } from '../../platform/cache';
import type { Clock } from '../../platform/clock';
import type { Database } from '../../platform/db';
import type { Logger } from '../../platform/observability';
import { mayDo } from '../access';
import type { Channels } from '../channels';
import { positionOf, videosAfter } from './library-store';
import { purgedAfter } from './purge-store';
import { teamViewOf } from './views';

/** One step of a channel's library. */
export interface FeedMessage {
  position: number;
  event: 'video' | 'purged';
  /** JSON, made once for all listeners. */
  data: string;
}

export interface FeedListener {
  accountId: string;
  send(message: FeedMessage): void;
  /** No more will come: the account left the team, or the process stops. */
  end(): void;
}

export interface ChangeFeed {
  /**
   * Sends what changed after `after` (null: from now on) and everything that follows, in order.
   * Returns where it begins and how to stop.
   */
  follow(channelId: string, after: number | null, listener: FeedListener): Promise<{ position: number; stop(): void }>;
  listeners(): number;
  close(): void;
}

export interface ChangeFeedDependencies {
  db: Database;
  cache: Cache;
  clock: Clock;
  channels: Channels;
  logger: Logger;
  pollMs?: number;
}

interface Follower extends FeedListener {
  position: number;
}

const batch = 100;
const pollEveryMs = 5_000;

/** One reader a channel and process, however many listen; woken by the cache, healed by a poll. */
export function createChangeFeed(deps: ChangeFeedDependencies): ChangeFeed {
  const topics = new Map<string, Topic>();
  return {
    follow: async (channelId, after, listener) => {
      const now = await positionOf(deps.db.reader, channelId);
      const topic = topics.get(channelId) ?? openTopic(deps, channelId, () => topics.delete(channelId));
      topics.set(channelId, topic);
      return topic.join(now, after, listener);
    },
    listeners: () => [...topics.values()].reduce((sum, topic) => sum + topic.size(), 0),
    close: () => {
      for (const topic of [...topics.values()]) topic.close();
    },
  };
}

interface Topic {
  join(now: number, after: number | null, listener: FeedListener): { position: number; stop(): void };
  size(): number;
  close(): void;
}

function openTopic(deps: ChangeFeedDependencies, channelId: string, onEmpty: () => void): Topic {
  const { cache, channels, logger, pollMs = pollEveryMs } = deps;
  const followers = new Set<Follower>();
  let reading = false;
  let again = false;

  const readOnce = async (): Promise<void> => {
    const from = Math.min(...[...followers].map((follower) => follower.position));
    const messages = await messagesAfter(deps, channelId, from);
    for (const follower of followers) deliver(follower, messages);
    if (messages.length >= batch) again = true;
  };
  const read = async (): Promise<void> => {
    do {
      again = false;
      if (followers.size > 0) await readOnce();
    } while (again);
  };
  const wake = (): void => {
    again = true;
    if (reading) return;
    reading = true;
    read()
      .catch((error: unknown) => {
        again = false; // the next poll tries again
        logger.warn({ error, channelId }, 'Could not read the changes of a library');
      })
      .finally(() => {
        reading = false;
        if (again) wake();
      });
  };
  const dismissStrangers = async (): Promise<void> => {
    const roles = await channels.teamRoles(channelId);
    for (const follower of [...followers]) {
      const role = roles.get(follower.accountId);
      if (!role || !mayDo(role, 'library.read')) leave(follower);
    }
  };

  const stopListening = cache.listen(`channel:${channelId}`, wake);
  const poll = setInterval(() => {
    wake();
    dismissStrangers().catch((error: unknown) => logger.warn({ error, channelId }, 'Could not read a team'));
  }, pollMs);
  poll.unref();

  const leave = (follower: Follower): void => {
    if (!followers.delete(follower)) return;
    follower.end();
    if (followers.size > 0) return;
    clearInterval(poll);
    stopListening();
    onEmpty();
  };

  return {
    join: (now, after, listener) => {
      // A place that never was: the client saw another database. It starts anew from here.
      const position = after === null || after > now ? now : after;
      const follower: Follower = { ...listener, position };
      followers.add(follower);
      if (position < now) wake();
      return { position, stop: () => leave(follower) };
    },
    size: () => followers.size,
    close: () => {
      for (const follower of [...followers]) leave(follower);
    },
  };
}

function deliver(follower: Follower, messages: readonly FeedMessage[]): void {
  for (const message of messages) {
    if (message.position <= follower.position) continue;
    follower.position = message.position;
    follower.send(message);
  }
}

async function messagesAfter(
  { db, channels, clock }: ChangeFeedDependencies,
  channelId: string,
  after: number,
): Promise<FeedMessage[]> {
  const newest = await positionOf(db.reader, channelId);
  if (newest <= after) return [];
  const [videos, purged, [channel]] = await Promise.all([
    videosAfter(db.reader, channelId, after, batch),
    purgedAfter(db.reader, channelId, after, batch),
    channels.byIds([channelId]),
  ]);
  const changed = videos.map((video) => ({
    position: video.position,
    event: 'video' as const,
    data: JSON.stringify(teamViewOf(video, channel?.handle ?? '', clock.now())),
  }));
  const gone = purged.map(({ publicId, position }) => ({
    position,
    event: 'purged' as const,
    data: JSON.stringify({ id: publicId }),
  }));
  // The two were not read at one instant: a place beyond `newest` could hide a lower one that only the other has seen.
  const settled = [...changed, ...gone].filter(({ position }) => position <= newest);
  return settled.sort((a, b) => a.position - b.position).slice(0, batch);
}
