import { LRUCache } from 'lru-cache';
import type { Clock } from '../../platform/clock';
import type { Media, PlaybackSet } from '../media';

/** A growing list is read again after this long. */
const freshForMs = 1_000;
/** Segments in each of the two memories over all films, about 100 bytes each. */
const segmentsKept = 100_000;

interface Kept {
  readAtMs: number;
  set: Promise<PlaybackSet | null>;
}

export interface PlaybackSets {
  /** What plays now, at most a second ago; null when nothing does. */
  current(videoId: string): Promise<PlaybackSet | null>;
  /** The generation asked for, whichever is served now; null when it was retired, or does not play yet. */
  find(videoId: string, generationId: string): Promise<PlaybackSet | null>;
  /** The generation asked for, or else the one that took over. */
  findOrNext(videoId: string, generationId: string): Promise<PlaybackSet | null>;
}

/** Reads of `media`, shared by all who watch one film; when a read fails the last set serves on. */
export function createPlaybackSets(media: Pick<Media, 'playbackSet'>, clock: Clock): PlaybackSets {
  const reads = new LRUCache<string, Kept>({ max: 1_000, maxSize: segmentsKept });
  const lastRead = new LRUCache<string, PlaybackSet>({ maxSize: segmentsKept, sizeCalculation: segmentsOf });

  const read = (key: string, load: () => Promise<PlaybackSet | null>): Promise<PlaybackSet | null> => {
    const nowMs = clock.now().getTime();
    const fresh = reads.get(key);
    if (fresh && Math.abs(nowMs - fresh.readAtMs) < freshForMs) return fresh.set;
    const kept = { readAtMs: nowMs, set: load() };
    reads.set(key, kept, { size: 1 });
    const weigh = (set: PlaybackSet | null) => {
      if (reads.peek(key) !== kept) return;
      // Nobody is told for a second that a film does not play which has just begun to.
      if (set) reads.set(key, { ...kept }, { size: segmentsOf(set) });
      else reads.delete(key);
    };
    kept.set.then(weigh, () => undefined);
    return kept.set;
  };
  const current = (videoId: string) =>
    read(videoId, async () => {
      const set = await media.playbackSet(videoId);
      if (set) lastRead.set(`${videoId} ${set.generationId}`, set);
      return set;
    });
  const pinned = (videoId: string, generationId: string) => {
    const key = `${videoId} ${generationId}`;
    return read(key, async () => {
      const set = await media.playbackSet(videoId, generationId);
      if (set) lastRead.set(key, set);
      else lastRead.delete(key);
      return set;
    });
  };
  const find = async (videoId: string, generationId: string) => {
    try {
      const set = await current(videoId);
      return set?.generationId === generationId ? set : await pinned(videoId, generationId);
    } catch (error) {
      const last = lastRead.get(`${videoId} ${generationId}`);
      if (last) return last;
      throw error;
    }
  };
  return {
    current,
    find,
    findOrNext: async (videoId, generationId) => (await find(videoId, generationId)) ?? current(videoId),
  };
}

function segmentsOf({ renditions }: PlaybackSet): number {
  return renditions.reduce((sum, { segments }) => sum + segments.length, 1);
}
