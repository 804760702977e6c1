import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { contentOf, isTypeScript, projectFiles, root } from './source-files';

const migrations = projectFiles('migrations').filter(isTypeScript);
const schemas = [...foldersOf('src/modules'), ...foldersOf('src/platform')];
const tables = migrations.flatMap((file) => createdBy(contentOf(file)));

function foldersOf(path: string): string[] {
  return readdirSync(join(root, path), { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map(({ name }) => name);
}

function createdBy(text: string): string[] {
  const plain = [...text.matchAll(/create table (?:if not exists )?([\w.]+)/gi)];
  const built = [...text.matchAll(/withSchema\('(\w+)'\)\s*\.createTable\('(\w+)'/g)];
  return [...plain.map(([, name = '']) => name), ...built.map(([, schema, name]) => `${schema}.${name}`)];
}

/** Names of limits, timers and consumers look the same and are none. */
function namedIn(text: string): string[] {
  const statements = text.replace(/\bname: '[^']*'/g, '');
  return tables.filter((table) =>
    new RegExp(`(?<![\\w./-])${table.replace('.', '\\.')}(?![\\w(!?-]|\\.\\w)`).test(statements),
  );
}

const ownerOf = (table: string): string => table.split('.')[0] ?? '';

/** Who may name tables here: the room of a store, the part of the platform, or nobody. */
function tenantOf(file: string): string | null {
  const inRoom = /^src\/modules\/([^/]+)\/(?:[^/]+\/)*(?:[\w-]+-)?store(?:-[\w-]+)?(?:\.test)?\.ts$/.exec(file);
  const inPlatform = /^src\/platform\/([^/]+)\//.exec(file);
  return inRoom?.[1] ?? inPlatform?.[1] ?? null;
}

test('migrations are found and create tables', () => {
  expect(tables.length).toBeGreaterThan(10);
});

test('every table lies in the schema of its room, created by a migration named after it', () => {
  const wrong = migrations.flatMap((file) => {
    const room = /^migrations\/\d{8}T\d{4}_([a-z]+)_/.exec(file)?.[1] ?? '';
    if (!schemas.includes(room)) return [`${file}: ${room} is no room`];
    return createdBy(contentOf(file))
      .filter((table) => ownerOf(table) !== room)
      .map((table) => `${file}: ${table}`);
  });
  expect(wrong).toEqual([]);
});

test("a migration names its own room's tables only, so that rooms can be pulled apart", () => {
  const wrong = migrations.flatMap((file) => {
    const room = /^migrations\/\d{8}T\d{4}_([a-z]+)_/.exec(file)?.[1];
    return namedIn(contentOf(file))
      .filter((table) => ownerOf(table) !== room)
      .map((table) => `${file}: ${table}`);
  });
  expect(wrong).toEqual([]);
});

test('only a room’s store names its tables', () => {
  const wrong = projectFiles('src', 'simulators')
    .filter((file) => isTypeScript(file) && !file.endsWith('events.ts'))
    .flatMap((file) =>
      namedIn(contentOf(file))
        .filter((table) => ownerOf(table) !== tenantOf(file))
        .map((table) => `${file}: ${table}`),
    );
  expect(wrong).toEqual([]);
});

test('a table named elsewhere is noticed', () => {
  const [table = ''] = tables;
  expect(namedIn(`select * from ${table} where id = 1`)).toEqual([table]);
  expect(tenantOf('src/modules/videos/service.ts')).toBeNull();
  expect(tenantOf('src/modules/videos/library-store.ts')).toBe('videos');
});

test('migrations run in the order of their names, each name once, and only go forward', () => {
  const names = migrations.map((file) => file.replace('migrations/', ''));
  for (const name of names) expect(name).toMatch(/^\d{8}T\d{4}_[a-z]+_[a-z0-9_]+\.ts$/);
  const stamps = names.map((name) => name.slice(0, 13));
  expect(new Set(stamps).size).toBe(stamps.length);
  for (const file of migrations) {
    expect(contentOf(file)).toMatch(/export async function up\(/);
    expect(contentOf(file)).not.toMatch(/export (async )?function down\(/);
  }
});
