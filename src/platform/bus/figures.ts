import type { Database } from '../db';
import type { Metrics } from '../observability';
import { readFigures } from './store';

/** Keeps the gauges an operator is paged by; returns how to stop. */
export function sampleFigures(db: Database, metrics: Metrics, everyMs = 15_000): () => void {
  const oldest = metrics.gauge('bus_oldest_unsent_seconds', 'Age of the oldest message that has not left the outbox');
  const dead = metrics.gauge('bus_dead_letters', 'Dead letters that nobody has replayed or discarded');
  const timer = setInterval(() => {
    readFigures(db.reader).then(
      (figures) => {
        oldest.set(figures.oldestUnsentSeconds);
        dead.set(figures.deadLetters);
      },
      () => undefined, // the database is away: others say so
    );
  }, everyMs);
  timer.unref();
  return () => clearInterval(timer);
}
