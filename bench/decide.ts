import { join } from 'node:path';
import { Pool } from 'pg';
import { decidePlayback, type PlaybackFacts, type ViewerFacts } from '../src/modules/access';
import { aVideo, now, stranger, worstCase } from './decide-cases';
import { openDecideHouse, type Statement } from './decide-house';
import { bench, type Cost } from './measure';

const repeats = Number(process.env.DECIDE_REPEATS ?? 5);
const sizes = [10, 1_000, 100_000] as const;

/** The one decision: on one core by itself, and for lists of videos with the facts gathered from PostgreSQL. */
bench('decide', async ({ folder, compare, figure }) => {
  figure('a public, free video', microseconds(aVideo, stranger, 200_000), 'µs a decision', 20);
  figure('the same, decisions a second on one core', 1e6 / microseconds(aVideo, stranger, 200_000), '/s');
  const [worst, holder] = worstCase();
  figure('20 windows and 10 entitlements', microseconds(worst, holder, 20_000), 'µs a decision', 500);
  figure('the same, decisions a second on one core', 1e6 / microseconds(worst, holder, 20_000), '/s');

  const house = await openDecideHouse(join(folder, 'house'), sizes.at(-1) ?? 0);
  const pool = new Pool({ connectionString: house.url, max: 5 });
  try {
    for (const size of sizes) {
      const videoIds = house.videoIds.slice(0, size);
      const statements = await house.statementsOf(() => house.decide(videoIds));
      figure(`queries about ${size} videos`, statements.length, 'queries', 7);
      const times = Math.max(1, Math.floor(2_000 / size));
      const took: number[] = [];
      await compare({
        row: `${size} videos decided, ${times} times over`,
        repeats,
        maxCpuRatio: 6,
        ours: {
          command: `playback.decideMany(viewer, ${size} ids)`,
          run: async () => {
            const cost = await timed(times, () => house.decide(videoIds));
            took.push(cost.seconds / times);
            return cost;
          },
        },
        bare: {
          command: `pg: the same ${statements.length} statements, and nothing done with their rows`,
          run: () => timed(times, () => readOnly(pool, statements)),
        },
      });
      figure(`${size} videos, the slowest time`, Math.max(...took), 's', size === 100_000 ? 10 : undefined);
    }
  } finally {
    await pool.end();
    await house.close();
  }
});

// The first one tells which videos there are; the others need not wait for one another.
async function readOnly(pool: Pool, [first, ...others]: readonly Statement[]): Promise<void> {
  if (first) await pool.query(first.sql, first.bindings);
  await Promise.all(others.map(({ sql, bindings }) => pool.query(sql, bindings)));
}

async function timed(times: number, work: () => Promise<unknown>): Promise<Required<Cost>> {
  const cpu = process.cpuUsage();
  const startedAt = performance.now();
  for (let i = 0; i < times; i++) await work();
  const seconds = (performance.now() - startedAt) / 1_000;
  const { user, system } = process.cpuUsage(cpu);
  return { seconds, cpuSeconds: (user + system) / 1e6 };
}

/** The median of five runs. */
function microseconds(facts: PlaybackFacts, viewer: ViewerFacts, times: number): number {
  const runs = Array.from({ length: 6 }, () => {
    const startedAt = performance.now();
    for (let i = 0; i < times; i++) decidePlayback(facts, viewer, 'DE', now);
    return ((performance.now() - startedAt) * 1_000) / times;
  });
  return runs.slice(1).sort((a, b) => a - b)[2] ?? 0;
}
