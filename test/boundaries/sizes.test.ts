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

test('no file is longer than 300 lines, no test longer than 500', () => {
  const tooLong = scripts
    .map((file) => ({ file, lines: contentOf(file).trimEnd().split('\n').length }))
    .filter(({ file, lines }) => lines > (isTest(file) ? longestTest : longestFile));
  expect(tooLong).toEqual([]);
});

// A migration is a document of SQL with a function around it.
test('no function is longer than 50 lines', () => {
  const sources = files.filter((file) => isTypeScript(file) && !isTest(file) && !file.startsWith('migrations/'));
  expect(sources.flatMap((file) => longFunctions(file, contentOf(file)))).toEqual([]);
});

test('a long function is noticed', () => {
  const body = Array.from({ length: 50 }, (_, i) => `  step(${i});`).join('\n');
  expect(longFunctions('planted.ts', `function planted() {\n${body}\n}`)).toEqual(['planted.ts: planted (52 lines)']);
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
  const visit = (node: ts.Node): void => {
    if (ts.isFunctionLike(node) && 'body' in node && node.body) {
      const from = source.getLineAndCharacterOfPosition(node.getStart()).line;
      const lines = source.getLineAndCharacterOfPosition(node.end).line - from + 1;
      if (lines > longestFunction) found.push(`${file}: ${nameOf(node)} (${lines} lines)`);
    }
    ts.forEachChild(node, visit);
  };
  visit(source);
  return found;
}

function nameOf(node: ts.SignatureDeclaration): string {
  if (node.name) return node.name.getText();
  const { parent } = node;
  return ts.isVariableDeclaration(parent) || ts.isPropertyAssignment(parent) ? parent.name.getText() : 'anonymous';
}
