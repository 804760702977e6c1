import type { Database } from '../db';
import type { Metrics } from '../observability';

export interface BusFigures {
  /** Age of the oldest message that has not left the outbox; 0 when all have. */
  oldestUnsentSeconds: number;
  unsent: number;
  /** Letters that nobody has replayed or discarded. */
  deadLetters: number;
  deadLettersByConsumer: { consumer: string; deadLetters: number }[];
  /** Deliveries that are on their way for longer than usual: waiting for a next try, or lost and sent again. */
  overdue: number;
  /** From commit to effect, of the last five minutes' messages (at most 1,000); null when there were none. */
  lagSeconds: { median: number; p95: number } | null;
}

const unsentCounted = 10_000;

/** What an operator looks at first. Bounded, whatever has piled up. */
export async function readBusFigures(db: Database): Promise<BusFigures> {
  const [now, letters, lag] = await Promise.all([
    db.reader.raw<{ rows: { oldest: number | null; unsent: number; overdue: number }[] }>(
      `select
         (select extract(epoch from now() - min(created_at))::float8 from bus.outbox where sent_at is null) as oldest,
         (select count(*)::int from (select 1 from bus.outbox where sent_at is null limit ?) as capped) as unsent,
         (select count(*)::int from (select 1 from bus.watched limit ?) as capped) as overdue`,
      [unsentCounted, unsentCounted],
    ),
    db.reader.raw<{ rows: { consumer: string; dead: number }[] }>(
      `select consumer, count(*)::int as dead from bus.dead_letters
       where replayed_at is null and discarded_at is null group by consumer order by consumer`,
    ),
    db.reader.raw<{ rows: { median: number | null; p95: number | null }[] }>(
      `select percentile_cont(0.5) within group (order by lag) as median,
         percentile_cont(0.95) within group (order by lag) as p95
       from (
         select greatest(0, extract(epoch from i.received_at - o.created_at))::float8 as lag
         from (select msg_id, received_at from bus.inbox where received_at > now() - interval '5 minutes'
           order by received_at desc limit 1000) i
         join bus.outbox o on o.msg_id = i.msg_id) as lags`,
    ),
  ]);
  const { median = null, p95 = null } = lag.rows[0] ?? {};
  return {
    oldestUnsentSeconds: Math.max(0, now.rows[0]?.oldest ?? 0),
    unsent: now.rows[0]?.unsent ?? 0,
    deadLetters: letters.rows.reduce((sum, { dead }) => sum + dead, 0),
    deadLettersByConsumer: letters.rows.map(({ consumer, dead }) => ({ consumer, deadLetters: dead })),
    overdue: now.rows[0]?.overdue ?? 0,
    lagSeconds: median === null || p95 === null ? null : { median, p95 },
  };
}

/** Keeps the gauges an operator is paged by; returns how to stop. */
export function sampleFigures(db: Database, metrics: Metrics, everyMs = 15_000): () => void {
  const oldest = metrics.gauge('bus_oldest_unsent_seconds', 'Age of the oldest message that has not left the outbox');
  const dead = metrics.gauge('bus_dead_letters', 'Dead letters that nobody has replayed or discarded');
  const overdue = metrics.gauge('bus_overdue_deliveries', 'Deliveries on their way for longer than usual');
  const lag = metrics.gauge(
    'bus_lag_p95_seconds',
    'From commit to effect, 95 of 100 messages of the last five minutes',
  );
  const timer = setInterval(() => {
    readBusFigures(db).then(
      (figures) => {
        oldest.set(figures.oldestUnsentSeconds);
        dead.set(figures.deadLetters);
        overdue.set(figures.overdue);
        lag.set(figures.lagSeconds?.p95 ?? 0);
      },
      () => undefined, // the database is away: others say so
    );
  }, everyMs);
  timer.unref();
  return () => clearInterval(timer);
}
