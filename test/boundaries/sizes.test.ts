import { basename, dirname } from 'node:path';
import ts from 'typescript';
import { contentOf, isCode, isTypeScript, projectFiles } from './source-files';

const generated = new Set(['clients/typescript/schema.ts']);
const folders = ['src', 'bin', 'migrations', 'simulators', 'bench', 'test', 'clients', '.ci'];
const files = projectFiles(...folders).filter((file) => !generated.has(file));
const scripts = files.filter((file) => isCode(file) || /^(bin|\.ci)\/[^/.]+$/.test(file));
const isTest = (file: string) => file.startsWith('test/') || /\.test\.tsx?$/.test(file);

const longestFile = 300;
const longestTest = 500;
const longestFunction = 50;
/** With the functions inside it: a factory may hold several verbs, each of them measured by itself. */
const longestFactory = 80;

test('no file is longer than 300 lines, no test longer than 500', () => {
  const tooLong = scripts
    .map((file) => ({ file, lines: contentOf(file).trimEnd().split('\n').length }))
    .filter(({ file, lines }) => lines > (isTest(file) ? longestTest : longestFile));
  expect(tooLong).toEqual([]);
});

// A migration is a document of SQL with a function around it.
test('no function is longer than 50 lines of its own, and none than 80 with what it holds', () => {
  const sources = files.filter((file) => isTypeScript(file) && !isTest(file) && !file.startsWith('migrations/'));
  expect(sources.flatMap((file) => longFunctions(file, contentOf(file)))).toEqual([]);
});

test('a long function is noticed', () => {
  const steps = (count: number) => Array.from({ length: count }, (_, i) => `  step(${i});`).join('\n');
  const long = `function planted() {\n${steps(50)}\n}`;
  expect(longFunctions('planted.ts', long)).toEqual(['planted.ts: planted (52 lines, 52 of its own)']);
  const factory = `function factory() {\n${steps(5)}\n  function verb() {\n${steps(45)}\n  }\n}`;
  expect(longFunctions('planted.ts', factory)).toEqual([]);
  const hoard = `function hoard() {\n${`  function verb() {\n${steps(40)}\n  }\n`.repeat(2)}}`;
  expect(longFunctions('planted.ts', hoard)).toEqual(['planted.ts: hoard (86 lines, 2 of its own)']);
});

test('names are kebab-case, and no folder or file is a junk drawer', () => {
  const junk = /^(utils?|helpers?|common|shared|misc)(\.|$)/;
  const parts = files.flatMap((file) => [...dirname(file).split('/'), basename(file)].map((part) => ({ file, part })));
  expect(parts.filter(({ part }) => junk.test(part)).map(({ file }) => file)).toEqual([]);
  const misnamed = files.filter(
    (file) => isTypeScript(file) && !/^[a-z0-9]+([-.][a-z0-9]+)*\.tsx?$/.test(basename(file)),
  );
  expect(misnamed.filter((file) => !file.startsWith('migrations/'))).toEqual([]);
});

function longFunctions(file: string, text: string): string[] {
  const source = ts.createSourceFile(file, text, ts.ScriptTarget.Latest, true);
  const found: string[] = [];
  /** Returns the lines of the functions directly below `node`. */
  const visit = (node: ts.Node): number => {
    let held = 0;
    ts.forEachChild(node, (child) => {
      held += visit(child);
    });
    if (!ts.isFunctionLike(node) || !('body' in node) || !node.body) return held;
    const lines = linesOf(source, node);
    if (lines - held > longestFunction || lines > longestFactory) {
      found.push(`${file}: ${nameOf(node)} (${lines} lines, ${lines - held} of its own)`);
    }
    return lines > 1 ? lines : 0;
  };
  visit(source);
  return found;
}

function linesOf(source: ts.SourceFile, node: ts.Node): number {
  const lineAt = (position: number) => source.getLineAndCharacterOfPosition(position).line;
  return lineAt(node.end) - lineAt(node.getStart()) + 1;
}

function nameOf(node: ts.SignatureDeclaration): string {
  if (node.name) return node.name.getText();
  const { parent } = node;
  return ts.isVariableDeclaration(parent) || ts.isPropertyAssignment(parent) ? parent.name.getText() : 'anonymous';
}
