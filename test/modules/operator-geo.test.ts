import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { putDatabase } from '../../src/modules/geo';
import { loadConfig } from '../../src/platform/config';
import { silentLogger } from '../../src/platform/observability';
import { type Composition, compose } from '../../src/processes/compose';
import { examineGeo } from '../../src/processes/doctor-geo';
import { geoCommands } from '../../src/processes/geo-commands';
import { startWeb } from '../../src/processes/start-web';
import { verifyStorage } from '../../src/processes/verify-storage';
import { countryDatabase } from '../support/country-database';
import { createTestDatabase, type TestDatabase } from '../support/database';
import { waitFor } from '../support/wait-for';

let test: TestDatabase;
let dataDir: string;
let opened: Composition[];

beforeAll(async () => {
  test = await createTestDatabase();
});
afterAll(() => test.close());
beforeEach(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'showrunner-operator-geo-'));
  opened = [];
});
afterEach(async () => {
  for (const composition of opened) await composition.closers.closeAll();
  await rm(dataDir, { recursive: true, force: true });
});

function open(more: NodeJS.ProcessEnv = {}): Composition {
  const settings = { NODE_ENV: 'test', DATABASE_URL: test.url, SHOWRUNNER_DATA_DIR: dataDir, ...more };
  const composition = compose(loadConfig('web', settings), silentLogger);
  opened.push(composition);
  return composition;
}

function showrunner(composition: Composition, command: string, ...args: string[]): Promise<unknown> {
  return geoCommands[command]?.run(composition, args) ?? Promise.reject(new Error('There is no such command'));
}

async function aFile(bytes: Buffer): Promise<string> {
  const file = join(dataDir, 'own.mmdb');
  await writeFile(file, bytes);
  return file;
}

it('an operator sees which database is used, and what it says', async () => {
  const composition = open();
  const shown = await showrunner(composition, 'geo show');
  for (const words of ['ip-location-db', '2026-06-17', 'the package', 'nro.net', 'Problem      none']) {
    expect(shown).toContain(words);
  }
  expect(await showrunner(composition, 'geo lookup', '193.4.1.1')).toBe('193.4.1.1: IS (by its address)');
  expect(await showrunner(composition, 'geo lookup', '10.0.0.1')).toContain(
    '10.0.0.1: unknown (the address belongs to',
  );
  expect(await showrunner(composition, 'geo lookup', '::1', '--json')).toEqual({ country: null, by: 'private' });
  await expect(showrunner(composition, 'geo lookup', 'here')).rejects.toThrow('is no address');
});

it('a newer database that an operator puts into storage is used by web without a restart', async () => {
  const [operator, web] = [open(), open()];
  const file = await aFile(countryDatabase({ builtAt: '2026-10-01T00:00:00Z', insteadOfUS: 'DE' }));
  const said = await showrunner(operator, 'geo refresh', '--file', file);
  expect(said).toContain('built 2026-10-01, is in storage as geo/');
  expect(said).toContain('  8.8.8.8: DE\n');
  await web.rooms.geo.refresh();
  expect(web.rooms.geo.countryOf({ address: '8.8.8.8', header: () => undefined }).country).toBe('DE');
  expect(await showrunner(operator, 'geo show', '--json')).toMatchObject({ from: 'storage' });
  await showrunner(operator, 'geo refresh', '--file', file);
  expect(await verifyStorage(operator, true, () => undefined)).toMatchObject({ referenced: 2, orphans: 0, missing: 0 });
});

it('web looks into storage as soon as it serves', async () => {
  const web = open({ PORT: '0' });
  const bytes = countryDatabase({ builtAt: '2026-10-01T00:00:00Z', insteadOfUS: 'DE' });
  await putDatabase(web.platform.storage, bytes, new Date('2026-11-01'));
  const stop = await startWeb(web);
  try {
    await waitFor('the data in storage', () => web.rooms.geo.data().from === 'storage');
  } finally {
    await stop();
  }
});

it('an operator is told when a database is older than the one in use, or will not be used', async () => {
  const file = await aFile(countryDatabase({ builtAt: '2025-01-01T00:00:00Z' }));
  expect(await showrunner(open(), 'geo refresh', '--file', file)).toContain('older than what was in use');
  const own = open({ GEO_DATABASE_FILE: file });
  expect(await showrunner(own, 'geo refresh', '--file', file)).toContain('not used while GEO_DATABASE_FILE');
});

it.each([
  [Buffer.from('no database'), 'no MMDB file'],
  [Buffer.from([0x1f, 0x8b]), 'unpack it first'],
])('nothing that cannot be used gets into storage', async (bytes, reason) => {
  const composition = open();
  await expect(showrunner(composition, 'geo refresh', '--file', await aFile(bytes))).rejects.toThrow(reason);
  await expect(showrunner(composition, 'geo refresh', '--file', join(dataDir, 'none'))).rejects.toThrow(
    'cannot be read',
  );
  await expect(showrunner(composition, 'geo refresh')).rejects.toThrow('Say which file');
  expect(await showrunner(composition, 'geo show', '--json')).toMatchObject({ from: 'package' });
});

describe('the doctor', () => {
  const on = (composition: Composition, day: string) =>
    examineGeo({
      rooms: composition.rooms,
      platform: { ...composition.platform, clock: { ...composition.platform.clock, now: () => new Date(day) } },
    });

  it('says which database there is, and from 180 days on that it is old', async () => {
    const composition = open();
    const finding = { check: 'countries of addresses', well: true };
    const says = 'ip-location-db, built 2026-06-17, from package';
    expect(await on(composition, '2026-12-14')).toEqual({ ...finding, says });
    expect(await on(composition, '2026-12-16')).toEqual({ ...finding, says: expect.stringContaining('181 days old') });
  });

  it('finds a database that is not there, and health does, without being less ready', async () => {
    const composition = open({ GEO_DATABASE_FILE: join(dataDir, 'none.mmdb') });
    const { well, says } = await examineGeo(composition);
    expect([well, says]).toEqual([false, expect.stringContaining('none.mmdb (GEO_DATABASE_FILE) cannot be used')]);
    expect(await composition.platform.health.report()).toMatchObject({ ready: true, parts: { geo: 'failing' } });
    expect((await open().platform.health.report()).parts).toMatchObject({ geo: 'ok' });
  });
});
