import { LRUCache } from 'lru-cache';
import type { Clock } from '../../platform/clock';
import type { Database } from '../../platform/db';
import { randomToken } from '../../platform/ids';
import type { Logger } from '../../platform/observability';
import { withTimeout } from '../../platform/resilience';
import type { Admission, Gate } from './gate';
import { createOpenness } from './openness';
import {
  findPath,
  openPath,
  openPathsAfter,
  type PublicPath,
  pathsRetiredSince,
  retirePaths,
} from './public-path-store';
import { freshness } from './standing';

/** What `/m/{key}/` is made of. */
export const publicKeyPattern = /^[0-9A-Za-z]{22}$/;
const pageOfPaths = 1_000;
/** Nobody who watches waits longer for a new answer. */
const patienceMs = 2_000;

export interface RetiredPath {
  /** Everything below it, `/m/{key}/`. */
  path: string;
  retiredAt: Date;
}

/** One path without a token for media that anybody may watch anywhere and for ever, so that a CDN can keep them. */
export interface PublicPaths {
  /** `m/{key}/`; null where the video is not openly public, or nobody can say. */
  of(videoId: string): Promise<string | null>;
  /** What a key opens right now: all media of one video, while it is openly public. */
  gate: Gate;
  /** Retires paths of videos that are openly public no more; returns how many. */
  retireClosed(): Promise<number>;
  retiredSince(since: Date): Promise<RetiredPath[]>;
}

export interface PublicPathsDependencies {
  db: Database;
  clock: Clock;
  logger: Logger;
  /** Of these videos, those that everybody may watch, everywhere, without an end. */
  openlyPublic(videoIds: readonly string[]): Promise<ReadonlySet<string>>;
}

const forEver = new Date(8_640_000_000_000_000);

export function createPublicPaths({ db, clock, logger, openlyPublic }: PublicPathsDependencies): PublicPaths {
  const keys = new LRUCache<string, string>({ max: 20_000 });
  const paths = createKnownPaths(db, clock);
  const isOpen = createOpenness({ those: openlyPublic, clock, logger });
  const retire = async (gone: readonly PublicPath[]) => {
    await db.transaction((tx) =>
      retirePaths(
        tx,
        gone.map(({ key }) => key),
        clock.now(),
      ),
    );
    for (const { key, videoId } of gone) {
      keys.delete(videoId);
      paths.forget(key);
      logger.info({ path: pathBelow(key) }, 'Media are openly public no more: purge this path from CDNs');
    }
  };
  return {
    of: async (videoId) => {
      try {
        if (!(await isOpen(videoId, freshness.playlist))) return null;
        const known = keys.get(videoId);
        if (known && (await paths.find(known))?.retiredAt === null) return pathBelow(known);
        const { key } = await db.transaction((tx) => openPath(tx, videoId, randomToken(), clock.now()));
        keys.set(videoId, key);
        return pathBelow(key);
      } catch (error) {
        logger.warn(
          { error },
          'Where the media of everybody lie could not be read; this viewer gets a path of their own',
        );
        return null;
      }
    },
    gate: {
      admit: async (key, purpose): Promise<Admission> => {
        const path = publicKeyPattern.test(key) ? await paths.find(key) : null;
        if (!path || path.retiredAt) return { gate: 'unknown' };
        const { videoId } = path;
        const open = await isOpen(videoId, freshness[purpose]);
        // No session: nothing is pinned to a generation, and nothing ends by itself.
        const all = { videoId, generationId: '' };
        return open ? { gate: 'open', ...all, expiresAt: forEver } : { gate: 'closed', ...all, refusals: [] };
      },
    },
    retireClosed: async () => {
      let retired = 0;
      for (let after = '', more = true; more; ) {
        const page = await openPathsAfter(db.reader, after, pageOfPaths);
        const open = await openlyPublic(page.map(({ videoId }) => videoId));
        const gone = page.filter(({ videoId }) => !open.has(videoId));
        if (gone.length > 0) await retire(gone);
        retired += gone.length;
        after = page.at(-1)?.key ?? '';
        more = page.length === pageOfPaths;
      }
      return retired;
    },
    retiredSince: async (since) =>
      (await pathsRetiredSince(db.reader, since)).map(({ key, retiredAt }) => ({
        path: `/${pathBelow(key)}`,
        retiredAt: retiredAt ?? since,
      })),
  };
}

/** Paths by key, as they were a moment ago: one that another process retired comes to be known here. */
function createKnownPaths(db: Database, clock: Clock) {
  const known = new LRUCache<string, { path: PublicPath | null; readAtMs: number }>({ max: 20_000 });
  return {
    forget: (key: string) => void known.delete(key),
    find: async (key: string): Promise<PublicPath | null> => {
      const kept = known.get(key);
      const nowMs = clock.now().getTime();
      if (kept && Math.abs(nowMs - kept.readAtMs) < freshness.playlist) return kept.path;
      // One asks, the others go on with what they know: also while the answer is long in coming.
      if (kept) known.set(key, { ...kept, readAtMs: nowMs });
      try {
        const path = await withTimeout('A public path', patienceMs, findPath(db.reader, key));
        known.set(key, { path, readAtMs: nowMs });
        return path;
      } catch (error) {
        if (kept) return kept.path;
        throw error;
      }
    },
  };
}

function pathBelow(key: string): string {
  return `m/${key}/`;
}
