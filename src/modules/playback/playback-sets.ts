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
  /** The generation asked for, or null when it can no longer (or not yet) be played. */
  find(videoId: string, generationId: string): Promise<PlaybackSet | null>;
  /** The generation asked for, or else the one that took over. */
  findOrNext(videoId: string, generationId: string): Promise<PlaybackSet | null>;
}

/** Reads of `media`, shared by all who watch one film; when a read fails the last set serves on. */
export function createPlaybackSets(media: Pick<Media, 'playbackSet'>, clock: Clock): PlaybackSets {
  const reads = new LRUCache<string, Kept>({ max: 1_000, maxSize: segmentsKept });
  const lastRead = new LRUCache<string, PlaybackSet>({ maxSize: segmentsKept, sizeCalculation: segmentsOf });

  const current = (videoId: string): Promise<PlaybackSet | null> => {
    const nowMs = clock.now().getTime();
    const fresh = reads.get(videoId);
    if (fresh && nowMs - fresh.readAtMs < freshForMs) return fresh.set;
    const kept = { readAtMs: nowMs, set: media.playbackSet(videoId) };
    reads.set(videoId, kept, { size: 1 });
    const weigh = (set: PlaybackSet | null) => {
      if (set) lastRead.set(`${videoId} ${set.generationId}`, set);
      if (reads.peek(videoId) !== kept) return;
      // Nobody is told for a second that a film does not play which has just begun to.
      if (set) reads.set(videoId, { ...kept }, { size: segmentsOf(set) });
      else reads.delete(videoId);
    };
    kept.set.then(weigh, () => undefined);
    return kept.set;
  };

  const findOrNext = async (videoId: string, generationId: string) => {
    const last = () => lastRead.get(`${videoId} ${generationId}`);
    const set = await current(videoId).catch((error: unknown) => last() ?? Promise.reject(error));
    // After a new generation took over, whoever watches the old one keeps the list as it last was.
    return set?.generationId === generationId ? set : (last() ?? set);
  };
  return {
    current,
    findOrNext,
    find: async (videoId, generationId) => {
      const set = await findOrNext(videoId, generationId);
      return set?.generationId === generationId ? set : null;
    },
  };
}

function segmentsOf({ renditions }: PlaybackSet): number {
  return renditions.reduce((sum, { segments }) => sum + segments.length, 1);
}
