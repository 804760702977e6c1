import type { Clock } from '../../../platform/clock';
import type { Database } from '../../../platform/db';
import type { Timer } from '../../../platform/timers';
import type { MediaProgress, Videos } from '../../videos';
import { openFilms, pooledPace } from '../store-forecast';
import { latelyWhole, readProgress } from '../store-progress';
import { filmProgress, shareDone } from '../work/film-progress';
import { type Forecast, forecast } from '../work/forecast';

const filmsToldOf = 200;

export interface ForecastDependencies {
  db: Database;
  clock: Clock;
  videos: Pick<Videos, 'progressOf' | 'recordMediaProgress'>;
  ladder: readonly number[];
}

/** Long enough for two runs, in case the worker that finished a film ended before it could say so. */
const saysAgainSeconds = 40;

/** A forecast is news when it moves by so much: a share of the time that is left, and one run at least. */
const news = { share: 0.1, leastMs: 15_000 };

type Times = Omit<Forecast, 'videoId'>;

/** Tells films that wait when their turn will have come, so that a date that will be missed is known beforehand. */
export function tellForecast(dependencies: ForecastDependencies): Timer {
  const { db, clock, videos, ladder } = dependencies;
  const tell = async (videoId: string, times: Times): Promise<void> => {
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
      const known = await videos.progressOf([...waiting]);
      const forecasts = forecast(films, await pooledPace(db.reader));
      // One of each film: the last of its generations.
      for (const [videoId, times] of new Map(forecasts.map(({ videoId, ...times }) => [videoId, times]))) {
        if (waiting.has(videoId) && isNews(times, known.get(videoId), clock.now())) await tell(videoId, times);
      }
      const open = new Set(films.map(({ videoId }) => videoId));
      for (const videoId of await latelyWhole(db.reader, saysAgainSeconds)) {
        if (!open.has(videoId)) await tell(videoId, { playable: null, whole: 0 });
      }
    },
  };
}

function isNews({ playable, whole }: Times, known: MediaProgress | undefined, now: Date): boolean {
  if (!known) return true;
  const agoMs = now.getTime() - Date.parse(known.at);
  return moved(whole, known.etaSeconds, agoMs) || moved(playable, known.playableEtaSeconds, agoMs);
}

function moved(seconds: number | null, knownSeconds: number | null, agoMs: number): boolean {
  if (seconds === null || knownSeconds === null) return seconds !== knownSeconds;
  const leftMs = seconds * 1000;
  return Math.abs(knownSeconds * 1000 - agoMs - leftMs) > Math.max(news.leastMs, leftMs * news.share);
}
