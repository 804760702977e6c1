import { createHash } from 'node:crypto';
import { createReadStream, mkdirSync, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { cpus, tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { pipeline } from 'node:stream/promises';

/** One line of bench/results/NAME.jsonl. */
export interface Row {
  bench: string;
  row: string;
  value: number;
  unit: string;
  /** The same figure of the bare tool, null where there is none. */
  bare: number | null;
  /** value / bare. */
  ratio: number | null;
  /** What the figure promises, in words: `ratio ≤ 1.3`, `≤ 200 MB`. */
  aim: string | null;
  holds: boolean | null;
  runs: number;
}

/** What one run cost. Give `seconds` where the wall clock around `run` is not the figure wanted. */
export interface Cost {
  seconds?: number;
  cpuSeconds?: number;
}

export interface Contender {
  /** The exact command, printed so that anybody can repeat it. */
  command: string;
  run(): Promise<Cost>;
}

export interface Comparison {
  row: string;
  /** How often each runs; odd, so that the median is a run. */
  repeats: number;
  ours: Contender;
  bare: Contender;
  /** The highest ratio of seconds that still holds. */
  maxRatio?: number;
  /** The same of CPU, where that is the figure. */
  maxCpuRatio?: number | undefined;
}

export interface Bench {
  /** Deleted at the end. */
  readonly folder: string;
  /** Prints size and SHA-256 of what both sides get. */
  input(path: string): Promise<void>;
  /** Runs both in turns, theirs and ours first alternately, and reports the medians of wall clock and CPU. */
  compare(comparison: Comparison): Promise<void>;
  /** A figure without a counterpart, for example peak memory. */
  figure(row: string, value: number, unit: string, most?: number): void;
}

/** Runs one benchmark and writes its rows; exits non-zero only when it could not measure. */
export function bench(name: string, work: (bench: Bench) => Promise<void>): void {
  const rows: Row[] = [];
  const folder = mkdtempSync(join(tmpdir(), `showrunner-bench-${name}-`));
  const add = (row: Omit<Row, 'bench'>) => void rows.push({ bench: name, ...row });
  const tool: Bench = {
    folder,
    input: printInput,
    compare: (comparison) => compare(comparison, add),
    figure: (row, value, unit, most) => {
      const promise =
        most === undefined ? { aim: null, holds: null } : { aim: `≤ ${most} ${unit}`, holds: value <= most };
      add({ row, value: rounded(value), unit, bare: null, ratio: null, ...promise, runs: 1 });
    },
  };
  console.log(`bench ${name} on ${cpus().length} × ${cpus()[0]?.model ?? 'processor'}, Node ${process.version}`);
  work(tool)
    .then(() => write(name, rows))
    .catch((error: unknown) => {
      console.error(error);
      process.exitCode = 1;
    })
    .finally(() => rmSync(folder, { recursive: true, force: true }));
}

async function printInput(path: string): Promise<void> {
  const hash = createHash('sha256');
  await pipeline(createReadStream(path), hash);
  console.log(`input ${path}: ${statSync(path).size} bytes, sha256 ${hash.digest('hex')}`);
}

async function compare(comparison: Comparison, add: (row: Omit<Row, 'bench'>) => void): Promise<void> {
  const { row, repeats, ours, bare, maxRatio, maxCpuRatio } = comparison;
  console.log(`${row}\n  ours: ${ours.command}\n  bare: ${bare.command}`);
  const costs = { ours: [] as Required<Cost>[], bare: [] as Required<Cost>[] };
  for (let i = 0; i < repeats; i++) {
    const order = i % 2 === 0 ? (['bare', 'ours'] as const) : (['ours', 'bare'] as const);
    for (const side of order) costs[side].push(await timed(side === 'ours' ? ours : bare));
    const [mine, theirs] = [costs.ours.at(-1), costs.bare.at(-1)];
    console.log(`  run ${i + 1}: ours ${describe(mine)}, bare ${describe(theirs)}`);
  }
  const figure = (pick: (cost: Required<Cost>) => number) => {
    const [value, base] = [median(costs.ours.map(pick)), median(costs.bare.map(pick))];
    return { value: rounded(value), bare: rounded(base), ratio: base > 0 ? rounded(value / base) : null };
  };
  const seconds = figure((cost) => cost.seconds);
  add({ row, unit: 's', ...seconds, ...promiseOf(seconds.ratio, maxRatio), runs: repeats });
  const cpu = figure((cost) => cost.cpuSeconds);
  if (cpu.value > 0)
    add({ row: `${row}, CPU`, unit: 's', ...cpu, ...promiseOf(cpu.ratio, maxCpuRatio), runs: repeats });
}

function promiseOf(ratio: number | null, most: number | undefined): Pick<Row, 'aim' | 'holds'> {
  if (most === undefined) return { aim: null, holds: null };
  return { aim: `ratio ≤ ${most}`, holds: ratio === null ? null : ratio <= most };
}

async function timed(contender: Contender): Promise<Required<Cost>> {
  const started = performance.now();
  const { seconds, cpuSeconds } = await contender.run();
  return { seconds: seconds ?? (performance.now() - started) / 1000, cpuSeconds: cpuSeconds ?? 0 };
}

function describe(cost: Required<Cost> | undefined): string {
  return cost ? `${cost.seconds.toFixed(2)} s (CPU ${cost.cpuSeconds.toFixed(2)} s)` : 'nothing';
}

function median(values: number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  const [low, high] = [sorted[middle - 1] ?? 0, sorted[middle] ?? 0];
  return sorted.length % 2 === 1 ? high : (low + high) / 2;
}

const rounded = (value: number): number => Number(value.toPrecision(4));

function write(name: string, rows: readonly Row[]): void {
  const results = resolve(__dirname, 'results');
  mkdirSync(results, { recursive: true });
  writeFileSync(join(results, `${name}.jsonl`), rows.map((row) => `${JSON.stringify(row)}\n`).join(''));
}
