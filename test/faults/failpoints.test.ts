import { writeSync } from 'node:fs';
import { failpoints } from '../../src/platform/failpoints';
import { openStage } from '../support/crash/failpoint-scenes';
import { openWorld, type World } from '../support/crash/world';
import { randomNumbers } from '../support/random-numbers';

/** Twice each by default; `SHOWRUNNER_LONG=1` or a number for more. */
const hits = Number(process.env.SHOWRUNNER_FAILPOINT_HITS ?? (process.env.SHOWRUNNER_LONG === '1' ? 25 : 2));
const seed = 7;

let world: World;
beforeAll(async () => {
  world = await openWorld({ webs: 1, workers: 1 });
}, 180_000);
afterAll(() => world?.stop(), 60_000);

/** The first and the second pass, then any of the first five. */
const passes = (number: number) =>
  randomNumbers(seed + number, hits).map((chance, i) => (i < 2 ? i + 1 : 1 + Math.floor(chance * 5)));

it.each(failpoints.map((point, i) => ({ point, passes: passes(i) })))(
  'a process that dies at $point, at passes $passes, loses nothing and does nothing twice',
  async ({ point, passes }) => {
    const stage = await openStage(world); // a client of its own: one may draft only so much in ten minutes
    let hits = 0;
    for (const pass of passes) {
      expect([pass, await stage.play(point, pass)]).toEqual([pass, 'SIGKILL']);
      hits++;
    }
    const { lost, doubled, wrong } = await stage.judge();
    const verdict = { point, seed, hits, lost: lost.length, doubled: doubled.length, wrong: wrong.length };
    writeSync(1, `${JSON.stringify(verdict)}\n`);
    expect({ lost, doubled, wrong }).toEqual({ lost: [], doubled: [], wrong: [] });
  },
  120_000 * hits,
);
