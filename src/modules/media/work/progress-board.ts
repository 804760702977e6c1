import type { Clock } from '../../../platform/clock';
import type { Database } from '../../../platform/db';
import type { Logger } from '../../../platform/observability';
import type { MediaProgress, Videos } from '../../videos';
import { readProgress } from '../store-progress';
import { type FilmProgress, filmProgress, shareDone } from './film-progress';
import { createPace, type Pace } from './pace';

/** Tells the library how far films are; at most once a second a film. */
export interface ProgressBoard {
  advanced(of: { videoId: string }): void;
  /** Tells what is left to tell. */
  close(): Promise<void>;
}

export interface BoardDependencies {
  db: Database;
  videos: Pick<Videos, 'recordMediaProgress'>;
  clock: Clock;
  logger: Logger;
  ladder: readonly number[];
  /** Estimated processor seconds a second, for films whose own pace is not known yet. */
  usualPace(): number;
}

const everyMs = 1_000;
/** A film that nobody advanced for so long is forgotten; its pace is measured anew. */
const forgetMs = 120_000;

interface Film {
  pace: Pace;
  toldMs: number;
  timer: NodeJS.Timeout | null;
  telling: Promise<void>;
}

export function createProgressBoard(dependencies: BoardDependencies): ProgressBoard {
  const { db, videos, clock, logger, ladder, usualPace } = dependencies;
  const films = new Map<string, Film>();

  const tell = async (videoId: string, film: Film): Promise<void> => {
    film.toldMs = Date.now();
    film.timer = null;
    const source = await readProgress(db.reader, videoId);
    const progress = filmProgress(source, ladder);
    if (progress.total === 0) return;
    const nowMs = clock.now().getTime();
    film.pace.note(nowMs, progress.done);
    const secondsFor = (rest: number) => film.pace.secondsFor(rest) ?? Math.max(1, Math.ceil(rest / usualPace()));
    await videos.recordMediaProgress({ videoId, uploadId: source.uploadId }, toldOf(progress, secondsFor, nowMs));
    if (progress.done >= progress.total) films.delete(videoId);
  };
  const tellNow = (videoId: string, film: Film): void => {
    film.telling = tell(videoId, film).catch((error: unknown) => {
      logger.warn({ error, videoId }, 'Progress could not be told');
    });
  };
  const sweep = setInterval(() => {
    for (const [videoId, { toldMs, timer }] of films) {
      if (!timer && Date.now() - toldMs > forgetMs) films.delete(videoId);
    }
  }, forgetMs);
  sweep.unref();

  return {
    advanced: ({ videoId }) => {
      const film = films.get(videoId) ?? { pace: createPace(), toldMs: 0, timer: null, telling: Promise.resolve() };
      films.set(videoId, film);
      const waitMs = Math.max(0, film.toldMs + everyMs - Date.now());
      film.timer ??= setTimeout(() => tellNow(videoId, film), waitMs);
    },
    close: async () => {
      clearInterval(sweep);
      for (const [videoId, film] of films) {
        if (film.timer) {
          clearTimeout(film.timer);
          tellNow(videoId, film);
        }
      }
      await Promise.all([...films.values()].map(({ telling }) => telling));
    },
  };
}

function toldOf(progress: FilmProgress, secondsFor: (rest: number) => number, nowMs: number): MediaProgress {
  const { done, total, playable, renditions } = progress;
  return {
    progress: shareDone(progress),
    etaSeconds: done >= total ? 0 : secondsFor(total - done),
    playableEtaSeconds: playable ? null : secondsFor(Math.min(total - done, total * 0.05)),
    at: new Date(nowMs).toISOString(),
    renditions,
  };
}
