import type { MediaProgress, RenditionProgress } from './face';
import type { GenerationState } from './status';

type Later<T, K extends keyof T> = Omit<T, K> & Partial<Pick<T, K>>;

/** Rows written before these fields were known lack them. */
export type StoredProgress = Later<Omit<MediaProgress, 'renditions'>, 'playableEtaSeconds' | 'at'> & {
  renditions: readonly Later<RenditionProgress, 'failure'>[];
};

export function readProgress(
  stored: StoredProgress,
  { updatedAt, generationState }: { updatedAt: Date; generationState: GenerationState | null },
): MediaProgress {
  const progress = {
    ...stored,
    playableEtaSeconds: stored.playableEtaSeconds ?? null,
    at: stored.at ?? updatedAt.toISOString(),
    renditions: stored.renditions.map((rendition) => ({ ...rendition, failure: rendition.failure ?? null })),
  };
  // Of such a row the last word about a whole film may have been lost, and nothing more was made after it.
  return stored.at === undefined && generationState === 'ready' ? wholeAt(progress, updatedAt) : progress;
}

/** Everything is made but what failed. */
function wholeAt({ renditions }: MediaProgress, at: Date): MediaProgress {
  return {
    progress: 1,
    etaSeconds: null,
    playableEtaSeconds: null,
    at: at.toISOString(),
    renditions: renditions.map((rendition) =>
      rendition.state === 'failed' ? rendition : { ...rendition, state: 'ready', progress: 1 },
    ),
  };
}
