import { type Failpoint, failpoints } from '../../src/platform/failpoints';
import { contentOf, isTypeScript, projectFiles } from './source-files';

const product = projectFiles('src').filter(
  (file) => isTypeScript(file) && !/\.test\.tsx?$/.test(file) && !file.startsWith('src/platform/failpoints/'),
);
const suite = contentOf('test/support/crash/failpoint-scenes.ts');

function passedIn(text: string): string[] {
  return [...text.matchAll(/\bfailpoint\(\s*'([^']*)'/g)].map(([, name]) => name ?? '');
}

test('every failpoint is passed in exactly one place, and nothing passes one that is not declared', () => {
  const passed = product.flatMap((file) => passedIn(contentOf(file)));
  expect(passed.sort()).toEqual([...failpoints].sort());
});

test.each(failpoints)('the fault suite ends a process at %s', (name: Failpoint) => {
  expect(suite.includes(`'${name}'`)).toBe(true);
});

test('a second use of a point, and one that is unknown, are noticed', () => {
  expect(passedIn("failpoint('a.b');\n  failpoint(\n 'a.b');\nfailpoint('c.d')")).toEqual(['a.b', 'a.b', 'c.d']);
});
