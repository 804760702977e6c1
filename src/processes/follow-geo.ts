import type { Geo } from '../modules/geo';

/** One listing of a few keys a process; an operator's new data are in use everywhere so long after they were put. */
export const followEveryMs = 120_000;

/** Looks for newer country data now and again and again, where viewers are answered. Returns how to stop. */
export function followGeo(geo: Pick<Geo, 'refresh'>): () => void {
  void geo.refresh();
  const timer = setInterval(() => void geo.refresh(), followEveryMs).unref();
  return () => clearInterval(timer);
}
