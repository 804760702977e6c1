import { existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { build } from '../tools/build';
import { root } from '../tools/paths';
import { CommandFailure, command, run } from '../tools/run';
import { ensureTools, findTool, type Tool } from '../tools/system-tools';

const suites = ['unit', 'modules', 'journeys', 'browser', 'faults', 'boundaries'] as const;
type Suite = (typeof suites)[number];

interface Needs {
  tools: Tool[];
  /** Runs compiled processes. */
  built: boolean;
  /** Files that share the machine disturb each other's clocks and figures. */
  oneAtATime: boolean;
}

const services: Tool[] = ['redis-server', 'rabbitmq-server', 'ffmpeg'];
const needs: Record<Suite, Needs> = {
  unit: { tools: ['ffmpeg'], built: false, oneAtATime: false },
  boundaries: { tools: [], built: false, oneAtATime: false },
  modules: { tools: [...services, 'openssl'], built: false, oneAtATime: false },
  journeys: { tools: services, built: true, oneAtATime: true },
  browser: { tools: [...services, 'chromium'], built: true, oneAtATime: true },
  faults: { tools: services, built: true, oneAtATime: true },
};

interface Result {
  suite: Suite;
  passed: number;
  failed: number;
  seconds: number;
}

const usage = `bin/test [suite…] [-- jest options]: ${suites.join(' ')}; all by default.`;

command(async () => {
  const { wanted, jestOptions } = parse(process.argv.slice(2));
  await ensureTools([...new Set(wanted.flatMap((suite) => needs[suite].tools))], (line) => console.log(line));
  if (wanted.some((suite) => needs[suite].built)) await build();
  const results: Result[] = [];
  for (const suite of wanted) results.push(await runSuite(suite, jestOptions));
  console.log('\nsuite        passed  failed  minutes');
  for (const { suite, passed, failed, seconds } of results) {
    const columns = [suite.padEnd(11), String(passed).padStart(7), String(failed).padStart(7)];
    console.log(`${columns.join(' ')} ${(seconds / 60).toFixed(1).padStart(8)}`);
  }
  const sum = (pick: (result: Result) => number) => results.reduce((total, result) => total + pick(result), 0);
  const failed = sum((result) => result.failed);
  console.log(`${sum((result) => result.passed)} passed, ${failed} failed`);
  return failed > 0 ? 1 : 0;
});

function parse(args: string[]): { wanted: Suite[]; jestOptions: string[] } {
  const split = args.indexOf('--');
  const names = split < 0 ? args : args.slice(0, split);
  const unknown = names.find((name) => !suites.includes(name as Suite));
  if (unknown) throw new CommandFailure(`There is no suite "${unknown}".\n${usage}`);
  return {
    wanted: names.length > 0 ? (names as Suite[]) : [...suites],
    jestOptions: split < 0 ? [] : args.slice(split + 1),
  };
}

async function runSuite(suite: Suite, jestOptions: string[]): Promise<Result> {
  console.log(`\n── ${suite}`);
  const report = join(root, 'dist', '.built', `test-${suite}.${process.pid}.json`);
  mkdirSync(join(root, 'dist', '.built'), { recursive: true });
  const { ok, seconds } = await run({
    name: `The suite ${suite}`,
    command: process.execPath,
    args: [join(root, 'node_modules', 'jest', 'bin', 'jest.js'), ...jestArguments(suite, report), ...jestOptions],
    cwd: root,
    env: { ...process.env, NODE_ENV: 'test', CHROMIUM_PATH: findTool('chromium') ?? '' },
    output: 'inherit',
    stopSignal: 'SIGTERM',
  });
  return { suite, seconds, ...countsOf(report, ok) };
}

function jestArguments(suite: Suite, report: string): string[] {
  const workers = needs[suite].oneAtATime ? ['--runInBand'] : ['--maxWorkers=2'];
  return ['--selectProjects', suite, '--ci', '--json', '--outputFile', report, ...workers];
}

interface JestReport {
  numPassedTests: number;
  numFailedTests: number;
  numPendingTests: number;
  numRuntimeErrorTestSuites: number;
}

// A file that does not load, a skipped test, a run without a test: each is a failure, or it would hide one.
function countsOf(file: string, ok: boolean): { passed: number; failed: number } {
  if (!existsSync(file)) return { passed: 0, failed: 1 };
  const report = JSON.parse(readFileSync(file, 'utf8')) as JestReport;
  rmSync(file);
  const failed = report.numFailedTests + report.numRuntimeErrorTestSuites;
  return { passed: report.numPassedTests, failed: failed === 0 && !ok ? 1 : failed };
}
