import { chmodSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { root } from '../../bin/tools/paths';
import { CommandFailure, command, mustRun, run } from '../../bin/tools/run';

/** A guard, how to take it away, and the rows of the hostile catalogue that must notice. */
interface Guard {
  name: string;
  file: string;
  replace: string;
  by: string;
  tests: string;
  /** What jest's -t gets. */
  rows: string;
}

const guards: readonly Guard[] = [
  {
    name: 'writes from foreign origins are refused',
    file: 'src/platform/http/guards.ts',
    replace: 'if (fine) return;',
    by: 'return;',
    tests: 'test/faults/hostile-door.test.ts',
    rows: 'CSRF-001',
  },
  {
    name: 'strangers find nothing where a channel rules',
    file: 'src/processes/authorize.ts',
    replace: 'await identity.noteRefusal({ accountId: actor.accountId, action, path, ip });\n    throw notFound();',
    by: 'await identity.noteRefusal({ accountId: actor.accountId, action, path, ip });',
    tests: 'test/faults/hostile-door.test.ts',
    rows: 'AUTHZ-001|AUTHZ-006|AUTHZ-009',
  },
  {
    name: 'only the proxies we know name the client',
    file: 'src/platform/http/client-address.ts',
    replace: 'const hops = around ? trustedProxyHops - 1 : trustedProxyHops;',
    by: 'const hops = around ? 99 : 99;',
    tests: 'test/faults/hostile-identity.test.ts',
    rows: 'AUTHN-006|AUTHN-007',
  },
  {
    name: 'text holds no NUL and no half character',
    file: 'src/platform/http/text.ts',
    replace: '!text.includes(nul) && text.isWellFormed()',
    by: 'true',
    tests: 'test/faults/hostile-door.test.ts',
    rows: 'SQL-008|SQL-009',
  },
  {
    name: 'signing in ends the session before it',
    file: 'src/modules/identity/sessions.ts',
    replace: 'if (replacedSessionId) await deleteSession(tx, replacedSessionId);',
    by: '',
    tests: 'test/faults/hostile-identity.test.ts',
    rows: 'AUTHN-010',
  },
  {
    name: 'a source is opened as a known format only',
    file: 'src/modules/media/tools/input-guards.ts',
    replace: "['-format_whitelist', formats.join(',')],",
    by: '',
    tests: 'test/faults/hostile-media.test.ts',
    rows: 'UPL-00',
  },
];

interface Seen {
  passed: string[];
  failed: string[];
}

command(async () => {
  const folder = mkdtempSync(join(tmpdir(), 'showrunner-broken-'));
  chmodSync(folder, 0o755); // under root, PostgreSQL runs as nobody
  const clone = join(folder, 'clone');
  try {
    await mustRun({ name: 'git clone', command: 'git', args: ['clone', '--quiet', root, clone] });
    symlinkSync(join(root, 'node_modules'), join(clone, 'node_modules'));
    const table: string[] = [];
    let silent = 0;
    for (const guard of guards) {
      console.log(`Without: ${guard.name}…`);
      const red = await redWithout(guard, clone);
      if (red.length === 0) silent++;
      table.push(`| ${guard.name} | ${guard.file} | ${red.join('<br>') || 'NOTHING'} |`);
    }
    console.log(`\n| guard taken away | in | rows that turned red |\n|---|---|---|\n${table.join('\n')}`);
    return silent > 0 ? 1 : 0;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});

/** Titles that are green with the guard and red without it. */
async function redWithout(guard: Guard, clone: string): Promise<string[]> {
  const file = join(clone, guard.file);
  const whole = readFileSync(file, 'utf8');
  if (whole.split(guard.replace).length !== 2)
    throw new CommandFailure(`${guard.file} does not hold this exactly once:\n${guard.replace}`);
  const before = await look(guard, clone);
  if (before.failed.length > 0 || before.passed.length === 0)
    throw new CommandFailure(`With the guard in place ${guard.rows} must be green:\n${before.failed.join('\n')}`);
  writeFileSync(
    file,
    whole.replace(guard.replace, () => guard.by),
  );
  const after = await look(guard, clone);
  writeFileSync(file, whole);
  return after.failed.filter((title) => before.passed.includes(title));
}

async function look({ tests, rows }: Guard, clone: string): Promise<Seen> {
  const report = join(clone, 'report.json');
  rmSync(report, { force: true });
  const jest = join(root, 'node_modules', 'jest', 'bin', 'jest.js');
  const { output } = await run({
    name: tests,
    command: process.execPath,
    args: [
      jest,
      '--selectProjects',
      'faults',
      '--ci',
      '--forceExit',
      '--json',
      '--outputFile',
      report,
      '-t',
      rows,
      tests,
    ],
    cwd: clone,
    env: { ...process.env, NODE_ENV: 'test' },
  });
  const { testResults } = readReport(report, output);
  const found = testResults.flatMap(({ assertionResults }) => assertionResults);
  const titles = (status: string) => found.filter((one) => one.status === status).map(({ title }) => title);
  return { passed: titles('passed'), failed: titles('failed') };
}

interface JestReport {
  testResults: { assertionResults: { status: string; title: string }[] }[];
}

function readReport(file: string, output: string): JestReport {
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as JestReport;
  } catch {
    throw new CommandFailure(`jest left no report:\n${output}`);
  }
}
