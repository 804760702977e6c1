import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const source = join(__dirname, '../../src');
const colour = /#[0-9a-f]{3,8}\b|\b(?:rgba?|hsla?|oklch|oklab|color)\(/gi;

const styleSheets = ['viewer', 'dashboard', 'ui'].flatMap((folder) =>
  readdirSync(join(source, folder), { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.css'))
    .map((file) => join(folder, file)),
);

const coloursIn = (css: string): string[] => css.replace(/\/\*[\s\S]*?\*\//g, '').match(colour) ?? [];

test.each(styleSheets)('%s writes no colour of its own', (file) => {
  expect(coloursIn(readFileSync(join(source, file), 'utf8'))).toEqual([]);
});

test('a planted colour is found, one in a comment is not', () => {
  expect(coloursIn('/* #fff */ a { color: #f6b24a; background: rgb(0 0 0 / 50%) }')).toEqual(['#f6b24a', 'rgb(']);
  expect(styleSheets.length).toBeGreaterThan(8);
});
