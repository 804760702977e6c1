import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import ts from 'typescript';

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

/** Ids that test titles name; one in a comment or in the middle of a test proves nothing. */
function testedIds(): Set<string> {
  const files = [...testFilesBelow('src'), ...testFilesBelow('test')].filter((file) => file !== __filename);
  return new Set(files.flatMap((file) => idsInTitles(readFileSync(file, 'utf8'))));
}

/** Of `it('TUS-002: …')` and its kin, and of the rows of `it.each`, written there or in a constant of the file. */
function idsInTitles(text: string): string[] {
  const source = ts.createSourceFile('any.test.ts', text, ts.ScriptTarget.Latest, true);
  const constants = new Map<string, ts.Node>();
  const titles: string[] = [];
  const visit = (node: ts.Node): void => {
    if (ts.isVariableDeclaration(node) && node.initializer) constants.set(node.name.getText(), node.initializer);
    if (ts.isCallExpression(node) && /^(it|test|describe)\b/.test(node.expression.getText())) {
      const [first] = node.arguments;
      const isTable = node.expression.getText().endsWith('.each');
      if (first) titles.push(...stringsIn((isTable && constants.get(first.getText())) || first));
    }
    ts.forEachChild(node, visit);
  };
  visit(source);
  return titles.flatMap((title) => title.match(/\b[A-Z]{2,5}-\d{3}\b/g) ?? []);
}

function stringsIn(node: ts.Node): string[] {
  if (ts.isStringLiteralLike(node) || ts.isTemplateHead(node)) return [node.text];
  if (ts.isTemplateMiddle(node) || ts.isTemplateTail(node)) return [node.text];
  const found: string[] = [];
  ts.forEachChild(node, (child) => void found.push(...stringsIn(child)));
  return found;
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

  it('sees an id in a title, in a row of a table, and nowhere else', () => {
    const planted = `
      // AAA-001 is only talked about
      const rows = [['BBB-001: a row', 1]];
      it('CCC-001: a title', () => expect('DDD-001').toBe('DDD-001'));
      it.each(rows)('%s', () => undefined);
      test.each([['EEE-001', 2]])('%s and more (FFF-001)', () => undefined);
      it(\`GGG-001 \${'x'} HHH-001\`, () => undefined);
      describe('III-001', () => undefined);`;
    const seen = ['BBB-001', 'CCC-001', 'EEE-001', 'FFF-001', 'GGG-001', 'HHH-001', 'III-001'];
    expect(idsInTitles(planted).sort()).toEqual(seen);
  });
});
