import type { Clock } from '../../../platform/clock';
import type { Database } from '../../../platform/db';
import type { Timer } from '../../../platform/timers';
import type { Videos } from '../../videos';
import { openFilms, pooledPace } from '../store-forecast';
import { latelyWhole, readProgress } from '../store-progress';
import { filmProgress, shareDone } from '../work/film-progress';
import { forecast } from '../work/forecast';

const filmsToldOf = 200;

export interface ForecastDependencies {
  db: Database;
  clock: Clock;
  videos: Pick<Videos, 'recordMediaProgress'>;
  ladder: readonly number[];
}

/** Long enough for two runs, in case the worker that finished a film ended before it could say so. */
const saysAgainSeconds = 40;

/** Tells films that wait when their turn will have come, so that a date that will be missed is known beforehand. */
export function tellForecast(dependencies: ForecastDependencies): Timer {
  const { db, clock, videos, ladder } = dependencies;
  const tell = async (videoId: string, times: { playable: number | null; whole: number }): Promise<void> => {
    const source = await readProgress(db.reader, videoId);
    const film = filmProgress(source, ladder);
    if (film.total === 0) return; // its next source is being understood
    const isWhole = film.done >= film.total;
    await videos.recordMediaProgress(
      { videoId, uploadId: source.uploadId },
      {
        progress: shareDone(film),
        etaSeconds: isWhole ? 0 : times.whole,
        playableEtaSeconds: isWhole ? null : times.playable,
        at: clock.now().toISOString(),
        renditions: film.renditions,
      },
    );
  };
  return {
    name: 'media.tell-forecast',
    everyMs: 15_000,
    run: async () => {
      const films = await openFilms(db.reader, filmsToldOf);
      const waiting = new Set(films.flatMap(({ videoId, running }) => (running ? [] : [videoId])));
      for (const { videoId, ...times } of forecast(films, await pooledPace(db.reader))) {
        if (waiting.has(videoId)) await tell(videoId, times);
      }
      const open = new Set(films.map(({ videoId }) => videoId));
      for (const videoId of await latelyWhole(db.reader, saysAgainSeconds)) {
        if (!open.has(videoId)) await tell(videoId, { playable: null, whole: 0 });
      }
    },
  };
}
