import type { Clock } from '../../../platform/clock';
import type { Database } from '../../../platform/db';
import type { Timer } from '../../../platform/timers';
import type { Videos } from '../../videos';
import { openFilms, pooledPace } from '../store-forecast';
import { readProgress } from '../store-progress';
import { filmProgress } from '../work/film-progress';
import { forecast } from '../work/forecast';

const filmsToldOf = 200;

export interface ForecastDependencies {
  db: Database;
  clock: Clock;
  videos: Pick<Videos, 'recordMediaProgress'>;
  ladder: readonly number[];
}

/** Tells films that wait when their turn will have come, so that a date that will be missed is known beforehand. */
export function tellForecast(dependencies: ForecastDependencies): Timer {
  const { db, clock, videos, ladder } = dependencies;
  return {
    name: 'media.tell-forecast',
    everyMs: 15_000,
    run: async () => {
      const films = await openFilms(db.reader, filmsToldOf);
      const waiting = new Set(films.flatMap(({ videoId, running }) => (running ? [] : [videoId])));
      for (const { videoId, playable, whole } of forecast(films, await pooledPace(db.reader))) {
        if (!waiting.has(videoId)) continue;
        const { done, total, renditions } = filmProgress(await readProgress(db.reader, videoId), ladder);
        await videos.recordMediaProgress(videoId, {
          progress: total > 0 ? Math.min(0.999, done / total) : 0,
          etaSeconds: whole,
          playableEtaSeconds: playable,
          at: clock.now().toISOString(),
          renditions,
        });
      }
    },
  };
}
