import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { fingerprint } from './fingerprint';
import { tryLock, unlock } from './lock';
import { dist, root } from './paths';
import { mustRun } from './run';

interface Step {
  name: string;
  /** Relative to the checkout; the step runs again when one of them changed. */
  inputs: readonly string[];
  run(): Promise<void>;
}

const stamps = join(dist, '.built');

/** Compiles what changed since the last build into dist/; `only` names parts. Types are checked by bin/check, not here. */
export async function build(say: (line: string) => void = console.log, only: readonly string[] = []): Promise<void> {
  await takeTurn(say);
  try {
    const stale = steps()
      .filter(({ name }) => only.length === 0 || only.includes(name))
      .filter((step) => readStamp(step) !== stampOf(step));
    if (stale.length === 0) return;
    say(`Building ${stale.map(({ name }) => name).join(', ')}…`);
    const started = performance.now();
    const outcomes = await Promise.allSettled(stale.map(runStep));
    const failure = outcomes.find((outcome) => outcome.status === 'rejected');
    if (failure) throw failure.reason;
    say(`Built in ${((performance.now() - started) / 1000).toFixed(1)} s.`);
  } finally {
    unlock(join(stamps, 'lock'));
  }
}

function steps(): Step[] {
  const compiled = ['src', 'migrations', 'simulators'].flatMap((part): Step[] => {
    const project = `tsconfig.${part}.json`;
    if (!existsSync(join(root, project)) || !existsSync(join(root, part))) return [];
    return [{ name: part, inputs: [part, 'tsconfig.json', project], run: () => compile(part, project) }];
  });
  const frontEnds = readdirSync(root)
    .filter((file) => /^vite\..+\.config\.ts$/.test(file))
    .map((config): Step => {
      const name = config.split('.')[1] ?? config;
      const inputs = ['src', 'clients', config, 'package-lock.json'];
      return { name, inputs, run: () => bundle(name, config) };
    });
  return [...compiled, ...frontEnds];
}

async function runStep(step: Step): Promise<void> {
  const stamp = stampOf(step); // before the work: a file saved meanwhile makes the next build run again
  rmSync(join(stamps, step.name), { force: true });
  await step.run();
  writeFileSync(join(stamps, step.name), stamp);
}

// noCheck: a translation of each file by itself, a fifth of the time.
async function compile(part: string, project: string): Promise<void> {
  const args = ['-p', project, '--noCheck', '--listEmittedFiles', '--pretty', 'false'];
  let output = '';
  await mustRun({
    name: `Compiling ${part}`,
    command: process.execPath,
    args: [join(root, 'node_modules', 'typescript', 'bin', 'tsc'), ...args],
    cwd: root,
    onOutput: (text) => {
      output += text;
    },
  });
  removeLeftovers(part, output);
}

// A file whose source is gone must not stay: a migration would run, a timer would be found.
function removeLeftovers(part: string, output: string): void {
  const list = join(stamps, `${part}.files`);
  const emitted = [...output.matchAll(/^TSFILE: (.+)$/gm)].map(([, file]) => relative(dist, file ?? ''));
  const before = existsSync(list) ? readFileSync(list, 'utf8').split('\n') : [];
  const now = new Set(emitted);
  for (const file of before) if (file && !now.has(file)) rmSync(join(dist, file), { force: true });
  writeFileSync(list, emitted.join('\n'));
}

async function bundle(name: string, config: string): Promise<void> {
  await mustRun({
    name: `Bundling ${name}`,
    command: process.execPath,
    args: [join(root, 'node_modules', 'vite', 'bin', 'vite.js'), 'build', '--config', config, '--logLevel', 'warn'],
    cwd: root,
    env: { ...process.env, NODE_ENV: 'production', VITE_CONFIG_NATIVE_IGNORE_WARNING: 'true' },
  });
}

function stampOf({ inputs }: Step): string {
  return fingerprint(inputs.map((input) => join(root, input)));
}

function readStamp({ name }: Step): string | null {
  const file = join(stamps, name);
  return existsSync(file) ? readFileSync(file, 'utf8') : null;
}

async function takeTurn(say: (line: string) => void): Promise<void> {
  mkdirSync(stamps, { recursive: true });
  for (let waited = 0; ; waited++) {
    const holder = tryLock(join(stamps, 'lock'));
    if (holder === null) return;
    if (waited % 20 === 0) say(`Waiting for the build of process ${holder}…`);
    await new Promise((resolve) => setTimeout(resolve, 500));
  }
}
