import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import mayAskTable from '../../src/modules/may-ask.json';
import { contentOf, root } from './source-files';

const mayAsk: Record<string, string[]> = mayAskTable;
const folders = readdirSync(join(root, 'src', 'modules'), { withFileTypes: true })
  .filter((entry) => entry.isDirectory())
  .map(({ name }) => name);

test('every room has its row in may-ask.json, and every row its room', () => {
  expect(Object.keys(mayAsk).sort()).toEqual([...folders].sort());
});

test('nobody asks a room that does not exist, and asking never goes in a circle', () => {
  const settled = new Set<string>();
  const visit = (room: string, path: string[]): void => {
    if (path.includes(room)) throw new Error(`Rooms ask in a circle: ${[...path, room].join(' → ')}`);
    if (!mayAsk[room]) throw new Error(`${path.at(-1)} may ask ${room}, which has no row`);
    if (settled.has(room)) return;
    for (const asked of mayAsk[room]) visit(asked, [...path, room]);
    settled.add(room);
  };
  for (const room of Object.keys(mayAsk)) visit(room, []);
  expect(settled.size).toBe(folders.length);
});

test.each(folders)('the room %s opens with a page of words', (room) => {
  const file = `src/modules/${room}/README.md`;
  expect(existsSync(join(root, file))).toBe(true);
  const lines = contentOf(file).trimEnd().split('\n').length;
  expect(lines).toBeGreaterThanOrEqual(8);
  expect(lines).toBeLessThanOrEqual(60);
});
