import { writeSync } from 'node:fs';
import { openStopStage, type StopStage } from '../support/crash/stop-scenes';
import { openWorld, type World } from '../support/crash/world';
import { randomNumbers } from '../support/random-numbers';

/** By default three; `SHOWRUNNER_LONG=1` or a number for more. */
const moments = Number(process.env.SHOWRUNNER_STOPS ?? (process.env.SHOWRUNNER_LONG === '1' ? 50 : 3));
const seed = 7;

let world: World;
let stage: StopStage;
beforeAll(async () => {
  world = await openWorld({ webs: 1, workers: 1 });
  stage = await openStopStage(world);
}, 480_000);
afterAll(() => world?.stop(), 60_000);

it(
  `MSG-011: SIGTERM at ${moments} seeded moments of a transcode: out within 25 s, at most one part redone, every picture there`,
  async () => {
    writeSync(1, `${JSON.stringify({ seed, usualMs: stage.usualMs })}\n`);
    const seen = [];
    for (const share of randomNumbers(seed, moments)) {
      const afterMs = Math.round(share * stage.usualMs);
      const stopped = { afterMs, ...(await stage.stopAfter(afterMs)) };
      writeSync(1, `${JSON.stringify(stopped)}\n`);
      seen.push(stopped);
    }
    expect(seen.filter(({ code, seconds }) => code !== 0 || seconds >= 25)).toEqual([]);
    expect(seen.filter(({ leftHeld }) => leftHeld > 0)).toEqual([]);
    expect(seen.filter(({ redone }) => redone > 1)).toEqual([]);
    expect(seen.filter(({ departures }) => departures.length > 0)).toEqual([]);
    expect(missing(stage.pictures)).toEqual([]);
    expect(seen.some(({ atWork }) => atWork)).toBe(true);
  },
  90_000 * (moments + 2),
);

it('kill -9 in the midst of a transcode costs the part that was being made, and no picture', async () => {
  expect(await stage.killAtLastPart()).toEqual({ redone: 1, departures: [] });
}, 400_000);

/** Numbers of the source's pictures that are nowhere, or not in order, in what was made. */
function missing(pictures: readonly (number | null)[]): number[] {
  const shown = pictures.filter((number, i) => number !== pictures[i - 1]);
  return Array.from({ length: 1_440 }, (_, number) => number).filter((number) => shown[number] !== number);
}
