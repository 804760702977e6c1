import type { OpenFilm } from '../store-forecast';

export interface Forecast {
  videoId: string;
  /** Seconds; null: it plays already. */
  playable: number | null;
  whole: number;
}

/** What a film's first segments take once its turn has come. */
const firstSegmentsSeconds = 5;

/**
 * When each film will be there if nothing else comes: channels share the workers, urgent work goes first, and within a
 * channel every film becomes watchable before any gets better. `films` in the order in which they are taken up.
 */
export function forecast(films: readonly OpenFilm[], pace: number): Forecast[] {
  if (pace <= 0) return [];
  return films.map((film, i) => {
    const before = films.slice(0, i);
    const channels = new Set(films.filter(({ urgency }) => urgency <= film.urgency).map(({ channelId }) => channelId));
    const mine = before.filter(({ channelId }) => channelId === film.channelId);
    const inTime = (own: number, ahead: readonly number[], all: readonly number[]) => {
      const fairly = (own + sum(ahead)) * channels.size;
      return Math.min(fairly, own + sum(all)) / pace;
    };
    const toWatch = (list: readonly OpenFilm[]) => list.map(({ restToWatch }) => restToWatch);
    const others = films.filter((other) => other !== film);
    const playable = inTime(0, toWatch(mine), toWatch(before)) + firstSegmentsSeconds;
    const watchableLater = others.filter(({ channelId }) => channelId === film.channelId);
    const ahead = [
      ...mine.map(({ rest }) => rest),
      ...toWatch(watchableLater.filter((other) => !mine.includes(other))),
    ];
    // What nobody makes better once it can be watched waits for nobody behind it.
    const whole =
      film.rest > film.restToWatch
        ? inTime(film.rest, ahead, [...before.map(({ rest }) => rest), ...toWatch(films.slice(i + 1))])
        : inTime(film.rest, toWatch(mine), toWatch(before));
    return {
      videoId: film.videoId,
      playable: film.playable ? null : Math.ceil(playable),
      whole: Math.max(1, Math.ceil(whole)),
    };
  });
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}
