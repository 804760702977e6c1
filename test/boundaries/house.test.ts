import { basename } from 'node:path';
import { contentOf, isTypeScript, projectFiles } from './source-files';

const source = projectFiles('src').filter(isTypeScript);
const tests = [...projectFiles('test'), ...source].filter((file) => /\.test\.tsx?$/.test(file));

function matches(files: string[], pattern: RegExp): string[] {
  return files.flatMap((file) =>
    contentOf(file)
      .split('\n')
      .flatMap((line, i) => (pattern.test(line) ? [`${file}:${i + 1}: ${line.trim()}`] : [])),
  );
}

test('only env.ts reads the environment', () => {
  const product = source.filter((file) => !/\.test\.tsx?$/.test(file));
  const readers = matches(product, /\bprocess\.env\b/).filter(
    (hit) => !/^src\/platform\/config\/(env|config)\.ts:/.test(hit),
  );
  // What a bundler replaces, and the type of the parameter, read nothing.
  expect(readers.filter((hit) => !/NodeJS\.ProcessEnv/.test(hit))).toEqual([]);
});

test('no test is skipped, focused or promised', () => {
  expect(matches(tests, /\b(it|test|describe)\.(skip|only|todo|failing)\b|^\s*x(it|describe|test)\(/)).toEqual([]);
});

test('SQL is bound, never pasted together', () => {
  // A store may paste a constant column list; a call argument or a parameter's field is data.
  const pasted = matches(source, /\.raw(<[^>]*>)?\(\s*`[^`]*\$\{(?!\w+(Columns|Table|Sql|table|columns)?\})/);
  expect(pasted).toEqual([]);
});

test('the code promises nothing for later', () => {
  const everything = projectFiles('src', 'bin', 'simulators', 'migrations').filter((file) => !file.endsWith('.json'));
  expect(matches(everything, /\b(TODO|FIXME|XXX|HACK)\b/)).toEqual([]);
});

test('the list of decisions names every page', () => {
  const list = contentOf('docs/decisions/README.md');
  const pages = projectFiles('docs/decisions').map((file) => basename(file));
  expect(pages.filter((page) => page !== 'README.md' && !list.includes(`(${page})`))).toEqual([]);
});
