import { join } from 'node:path';
import { root } from '../tools/paths';
import { command, run } from '../tools/run';
import { ensureTools } from '../tools/system-tools';

interface Step {
  name: string;
  script: string[];
  args: string[];
}

const cache = 'node_modules/.cache/showrunner';
const typeCheck = (project: string): Step => ({
  name: `types (${project})`,
  script: ['typescript', 'bin', 'tsc'],
  args: ['-p', project, '--noEmit', '--incremental', '--tsBuildInfoFile', `${cache}/${project}.tsbuildinfo`],
});

/** The slowest first, so that the others fit beside it. */
const steps: Step[] = [
  typeCheck('tsconfig.json'),
  {
    name: 'unit tests',
    script: ['jest', 'bin', 'jest.js'],
    args: ['--selectProjects', 'unit', '--ci', '--maxWorkers=2'],
  },
  typeCheck('tsconfig.browser.json'),
  {
    name: 'boundaries',
    script: ['dependency-cruiser', 'bin', 'dependency-cruise.mjs'],
    args: ['--config', '.dependency-cruiser.cjs', 'src', 'migrations'],
  },
  {
    name: 'client matches the API',
    script: ['tsx', 'dist', 'cli.mjs'],
    args: ['bin/commands/generate-client.ts', '--check'],
  },
  {
    name: 'format and lint',
    script: ['@biomejs', 'biome', 'bin', 'biome'],
    args: ['ci', '--error-on-warnings', '--colors=off'],
  },
];

const atOnce = 2;

command(async () => {
  // The unit tests of media run the real tool.
  await ensureTools(['ffmpeg'], (line) => console.log(line));
  const started = performance.now();
  const waiting = [...steps];
  let failures = 0;
  const lane = async (): Promise<void> => {
    for (let step = waiting.shift(); step; step = waiting.shift()) if (!(await passes(step))) failures++;
  };
  await Promise.all(Array.from({ length: atOnce }, lane));
  const seconds = ((performance.now() - started) / 1000).toFixed(1);
  console.log(
    failures > 0 ? `${failures} of ${steps.length} checks failed (${seconds} s)` : `All is well (${seconds} s)`,
  );
  return failures > 0 ? 1 : 0;
});

async function passes({ name, script, args }: Step): Promise<boolean> {
  let output = '';
  const { ok, seconds } = await run({
    name,
    command: process.execPath,
    args: [join(root, 'node_modules', ...script), ...args],
    cwd: root,
    env: { ...process.env, NODE_ENV: 'test', NO_COLOR: '1', FORCE_COLOR: '0' },
    onOutput: (text) => {
      output += text;
    },
  });
  console.log(`${ok ? 'ok    ' : 'FAILED'} ${seconds.toFixed(1).padStart(6)} s  ${name}`);
  if (!ok) console.log(output.trimEnd());
  return ok;
}
