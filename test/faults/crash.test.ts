import { writeSync } from 'node:fs';
import { crashRun, type Verdict } from '../support/crash/crash-run';
import type { Kill } from '../support/crash/killer';

const long = process.env.SHOWRUNNER_LONG === '1';
const number = (name: string, usual: number) => Number(process.env[name] ?? usual);
const operations = number('SHOWRUNNER_CRASH_OPERATIONS', long ? 1_000 : 300);
const kills = number('SHOWRUNNER_CRASH_KILLS', long ? 40 : 15);
const seeds = (process.env.SHOWRUNNER_CRASH_SEEDS ?? (long ? '7,99,2026' : '7')).split(',').map(Number);

it.each(seeds)(
  `MSG-001: ${operations} operations under ${kills} seeded kill -9 lose nothing and do nothing twice (seed %i)`,
  async (seed) => {
    const verdict = await crashRun({ seed, operations, kills, clients: 8, hurry: !long, say });
    report(verdict);
    expect(verdict.findings).toEqual({ lost: [], doubled: [], wrong: [] });
    expect(verdict.acked).toBe(operations);
    // A run whose kills met no work proves nothing.
    expect(verdict.counted).toBeGreaterThanOrEqual(Math.ceil(kills * 0.8));
    expect(verdict.recovered).toBeGreaterThan(0);
  },
  long ? 3_600_000 : 900_000,
);

function say({ target, index, afterOperations, inFlight }: Kill): void {
  writeSync(1, `after ${afterOperations}: ${target} ${index}, in flight ${JSON.stringify(inFlight)}\n`);
}

function report({ log: _, findings, ...verdict }: Verdict): void {
  writeSync(1, `${JSON.stringify(verdict)}\n${JSON.stringify(findings, null, 1)}\n`);
}
