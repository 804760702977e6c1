import type { Clock } from '../../../platform/clock';
import type { Logger } from '../../../platform/observability';
import type { RenditionProgress, Videos } from '../../videos';

export interface ProgressReporter {
  /** 0 to 1 of the whole generation; told on at most once a second. */
  reached(share: number): void;
  finished(): Promise<void>;
}

const everyMs = 1_000;
/** Below this share an estimate is a guess. */
const earliestEstimate = 0.02;

export function createProgressReporter(
  { videos, clock, logger }: { videos: Pick<Videos, 'recordMediaProgress'>; clock: Clock; logger: Logger },
  videoId: string,
  renditions: readonly Omit<RenditionProgress, 'state' | 'progress' | 'failure'>[],
): ProgressReporter {
  const startedMs = clock.now().getTime();
  let toldMs = 0;
  let highest = 0;
  const tell = async (share: number): Promise<void> => {
    const elapsedSeconds = (clock.now().getTime() - startedMs) / 1000;
    const etaSeconds =
      share >= 1 ? 0 : share < earliestEstimate ? null : Math.ceil((elapsedSeconds * (1 - share)) / share);
    const state = share >= 1 ? 'ready' : 'working';
    await videos
      .recordMediaProgress(videoId, {
        progress: share,
        etaSeconds,
        playableEtaSeconds: null,
        at: clock.now().toISOString(),
        renditions: renditions.map((rendition) => ({ ...rendition, state, progress: share, failure: null })),
      })
      .catch((error: unknown) => logger.warn({ error, videoId }, 'Progress could not be told'));
  };
  return {
    reached: (share) => {
      highest = Math.max(highest, Math.min(0.99, share));
      const nowMs = clock.now().getTime();
      if (nowMs - toldMs < everyMs) return;
      toldMs = nowMs;
      void tell(highest);
    },
    finished: () => tell(1),
  };
}
