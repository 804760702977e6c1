import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const root = join(__dirname, '..', '..');

interface HostileCase {
  id: string;
  input: string;
  expected: string;
}

/** Why a case has no test yet, or never will: `waits: …` or `does not apply: …`. */
type Untested = Record<string, string>;

const cases = readFileSync(join(root, 'test/faults/hostile-cases.jsonl'), 'utf8')
  .split('\n')
  .filter(Boolean)
  .map((line) => JSON.parse(line) as HostileCase);
const untested = JSON.parse(readFileSync(join(root, 'test/faults/hostile-untested.json'), 'utf8')) as Untested;

function testFilesBelow(folder: string): string[] {
  return readdirSync(join(root, folder), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && /\.test\.tsx?$/.test(entry.name))
    .map((entry) => join(entry.parentPath, entry.name));
}

/** Ids that a test title names, as in `it('TUS-002: …')` or a row of `it.each`. */
function testedIds(): Set<string> {
  const ids = new Set<string>();
  for (const file of [...testFilesBelow('src'), ...testFilesBelow('test')]) {
    if (file === __filename) continue;
    for (const [id] of readFileSync(file, 'utf8').matchAll(/\b[A-Z]{2,5}-\d{3}\b/g)) ids.add(id);
  }
  return ids;
}

describe('the catalogue of hostile inputs', () => {
  const tested = testedIds();

  it.each(cases.map(({ id }) => id))('%s has a test, or a reason to wait or not to apply', (id) => {
    expect(tested.has(id) || /^(waits|does not apply): .{10,}/.test(untested[id] ?? '')).toBe(true);
  });

  it('gives no reason for what is tested, or for ids that do not exist', () => {
    const known = new Set(cases.map(({ id }) => id));
    expect(Object.keys(untested).filter((id) => tested.has(id) || !known.has(id))).toEqual([]);
  });
});
