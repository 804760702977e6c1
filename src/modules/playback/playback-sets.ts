import { LRUCache } from 'lru-cache';
import type { Clock } from '../../platform/clock';
import type { Media, PlaybackSet } from '../media';

/** A growing list is read again after this long. */
const freshForMs = 1_000;
/** Segments kept in memory over all films, about 100 bytes each. */
const segmentsKept = 200_000;

interface Kept {
  readAtMs: number;
  set: Promise<PlaybackSet | null>;
}

export interface PlaybackSets {
  /** The generation asked for, or null when it can no longer (or not yet) be played. */
  find(videoId: string, generationId: string): Promise<PlaybackSet | null>;
  /** The generation asked for, or else the one that took over. */
  findOrNext(videoId: string, generationId: string): Promise<PlaybackSet | null>;
}

/** Reads of `media`, shared by all who watch one film; when a read fails the last set serves on. */
export function createPlaybackSets(media: Pick<Media, 'playbackSet'>, clock: Clock): PlaybackSets {
  const reads = new LRUCache<string, Kept>({ max: 1_000 });
  const lastRead = new LRUCache<string, PlaybackSet>({
    maxSize: segmentsKept,
    sizeCalculation: ({ renditions }) => renditions.reduce((sum, { segments }) => sum + segments.length, 1),
  });
  const read = async (videoId: string, key: string): Promise<PlaybackSet | null> => {
    try {
      const set = await media.playbackSet(videoId);
      if (set) lastRead.set(`${videoId} ${set.generationId}`, set);
      return set;
    } catch (error) {
      const last = lastRead.get(key);
      if (last) return last;
      throw error;
    }
  };
  const recent = (videoId: string, key: string): Promise<PlaybackSet | null> => {
    const nowMs = clock.now().getTime();
    const kept = reads.get(key);
    if (kept && nowMs - kept.readAtMs < freshForMs) return kept.set;
    const set = read(videoId, key);
    reads.set(key, { readAtMs: nowMs, set });
    return set;
  };
  const findOrNext = async (videoId: string, generationId: string) => {
    const key = `${videoId} ${generationId}`;
    const set = await recent(videoId, key);
    // After a new generation took over, whoever watches the old one keeps the list as it last was.
    return set?.generationId === generationId ? set : (lastRead.get(key) ?? set);
  };
  return {
    findOrNext,
    find: async (videoId, generationId) => {
      const set = await findOrNext(videoId, generationId);
      return set?.generationId === generationId ? set : null;
    },
  };
}
