import { execFileSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import mayAsk from '../../src/modules/may-ask.json';
import { root } from './source-files';

const config = join(root, '.dependency-cruiser.cjs');
const cruiser = join(root, 'node_modules', 'dependency-cruiser', 'bin', 'dependency-cruise.mjs');
const planted = join(__dirname, 'planted');

interface Report {
  summary: { totalCruised: number; violations: { rule: { name: string }; from: string; to: string }[] };
}

function cruise(directory: string): Report['summary'] {
  const args = [cruiser, '--config', config, '--output-type', 'json', 'src', 'migrations'];
  try {
    const output = execFileSync(process.execPath, args, {
      cwd: directory,
      encoding: 'utf8',
      maxBuffer: 64 * 1024 ** 2,
    });
    return (JSON.parse(output) as Report).summary;
  } catch (error) {
    // Violations are the exit code; the report is on stdout all the same.
    return (JSON.parse((error as { stdout: string }).stdout) as Report).summary;
  }
}

/** Rule → the planted files that must set it off, and no other. */
const expected: Record<string, string[]> = {
  'no-cycles': ['src/modules/media/first.ts'],
  'rooms-meet-at-their-doors': ['src/modules/discovery/deep.ts'],
  'rooms-import-types-only': ['src/modules/discovery/instance.ts'],
  'rules-of-access-stand-alone': ['src/modules/access/asks-geo.ts', 'src/modules/access/impure.ts'],
  'platform-knows-no-room': ['src/platform/db/knows-a-room.ts'],
  'nothing-imports-a-process': ['src/modules/videos/knows-a-process.ts'],
  'browsers-see-contracts-and-the-client': ['src/dashboard/sees-a-service.ts'],
  'browsers-have-no-node': ['src/viewer/islands/reads-a-file.ts'],
  'contracts-run-in-browsers': ['src/modules/geo/contract.ts'],
  'pages-are-handed-rooms': ['src/viewer/pages/opens-a-room.ts'],
  'site-is-plain-html': ['src/viewer/pages/heavy.ts'],
  'express-stays-at-the-door': ['src/modules/videos/answers.ts'],
  'stripe-stays-in-billing': ['src/modules/videos/charges.ts'],
  'rooms-do-not-read-config': ['src/modules/videos/reads-config.ts'],
  'source-knows-no-test': ['src/modules/videos/knows-a-test.ts'],
  'migrations-stand-alone': ['migrations/20260101T0000_videos_use_code.ts'],
  ...Object.fromEntries(Object.keys(mayAsk).map((room) => [`may-ask-${room}`, [plantedQuestionOf(room)]])),
};

function plantedQuestionOf(room: string): string {
  const folder = `src/modules/${room}`;
  const file = readdirSync(join(planted, folder)).find((name) => name.startsWith('asks-'));
  return `${folder}/${file}`;
}

test('every import rule fires on the violation planted for it, and on nothing else', () => {
  const fired: Record<string, string[]> = {};
  for (const { rule, from } of cruise(planted).violations)
    fired[rule.name] = [...(fired[rule.name] ?? []), from].sort();
  expect(fired).toEqual(expected);
});

test('every import rule has a planted violation', () => {
  const { forbidden } = require(config) as { forbidden: { name: string }[] };
  expect(forbidden.map(({ name }) => name).sort()).toEqual(Object.keys(expected).sort());
});

test('the product breaks no import rule', () => {
  const { totalCruised, violations } = cruise(root);
  expect(violations.map(({ rule, from, to }) => `${rule.name}: ${from} → ${to}`)).toEqual([]);
  expect(totalCruised).toBeGreaterThan(100); // a cruiser that sees nothing approves of everything
});
