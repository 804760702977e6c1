import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createGeo, type GeoDependencies, putDatabase, type RequestOrigin } from '../../src/modules/geo';
import { AppError } from '../../src/platform/errors';
import { createLogger, silentLogger } from '../../src/platform/observability';
import { createLocalStorage, type Storage } from '../../src/platform/storage';
import { countryDatabase } from '../support/country-database';

let folder: string;
let storage: Storage;
let logged: string[];

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'showrunner-geo-'));
  storage = createLocalStorage(join(folder, 'media'));
  logged = [];
});
afterEach(() => rm(folder, { recursive: true, force: true }));

function open(more: Partial<GeoDependencies> = {}) {
  const logger = createLogger({
    process: 'test',
    level: 'warn',
    destination: { write: (line) => void logged.push(JSON.parse(line).message) },
  });
  return createGeo({ storage, logger, databaseFile: null, cdn: null, ...more });
}

function from(address: string, headers: Record<string, string> = {}): RequestOrigin {
  return { address, header: (name) => headers[name] };
}

const unknown = { country: null, by: 'unknown' };
const google = '8.8.8.8';
const iceland = { country: 'IS', by: 'address' };

describe('the country of an address', () => {
  const geo = createGeo({ storage: null as never, logger: silentLogger, databaseFile: null, cdn: null });

  it.each([
    ['IPv4', google, 'US'],
    ['IPv4', '193.4.1.1', 'IS'],
    ['IPv4-mapped IPv6', '::ffff:193.4.1.1', 'IS'],
    ['IPv4-mapped IPv6 in figures', '::ffff:c104:101', 'IS'],
    ['IPv6', '2a00:1450:4001:81b::200e', 'IE'],
    ['IPv6', '2001:67c:2e8:22::c100:68b', 'NL'],
  ])('PLAY-014: %s %s is in %s', (_, address, country) => {
    expect(geo.countryOf(from(address))).toEqual({ country, by: 'address' });
  });

  it.each(['10.1.2.3', '127.0.0.1', '::1', 'fd00::1', '100.64.0.1', '2001:db8::1', '::ffff:192.168.0.1'])(
    'PLAY-014: %s is private, which is an answer',
    (address) => expect(geo.countryOf(from(address))).toEqual({ country: null, by: 'private' }),
  );

  it.each(['', 'unknown', '8.8.8.8, 1.1.1.1', '2002:808:808::1', '4000::1'])(
    'PLAY-014: %j is nowhere we know, which is an answer',
    (address) => expect(geo.countryOf(from(address))).toEqual(unknown),
  );

  it('has a source, a date and somebody to name for it', () => {
    expect(geo.data()).toEqual({
      source: 'ip-location-db',
      builtAt: new Date('2026-06-17T19:51:40Z'),
      from: 'package',
      attribution: expect.stringContaining('Number Resource Organization (nro.net), CC BY 4.0'),
      problem: null,
    });
  });
});

describe('what a CDN says', () => {
  const isSender = (header: RequestOrigin['header']) => header('x-cdn-secret') === 'known';
  const cdn = { countryHeader: 'cf-ipcountry', isSender };
  const ask = (headers: Record<string, string>) => open({ cdn }).countryOf(from('193.4.1.1', headers));

  it('counts before the address', () => {
    expect(ask({ 'cf-ipcountry': 'fr', 'x-cdn-secret': 'known' })).toEqual({ country: 'FR', by: 'cdn' });
  });
  it.each(['XX', 'T1', 'EU', 'FR, DE', '!'])('%s is no country, and then nothing else is asked', (said) => {
    expect(ask({ 'cf-ipcountry': said, 'x-cdn-secret': 'known' })).toEqual(unknown);
  });
  it('counts for nothing from anybody else', () => {
    expect(ask({ 'cf-ipcountry': 'FR', 'x-cdn-secret': 'guessed' })).toEqual(iceland);
    expect(ask({ 'cf-ipcountry': 'FR' })).toEqual(iceland);
    expect(open().countryOf(from('193.4.1.1', { 'cf-ipcountry': 'FR', 'x-cdn-secret': 'known' }))).toEqual(iceland);
  });
  it('leaves it to the address where it says nothing', () => expect(ask({ 'x-cdn-secret': 'known' })).toEqual(iceland));
});

describe('data that cannot be read', () => {
  const whole = countryDatabase({ builtAt: '2026-10-01T00:00:00Z' });
  const bad: [string, Buffer, string][] = [
    ['nothing', Buffer.alloc(0), 'no MMDB file'],
    ['a text', Buffer.from('not a database'), 'no MMDB file'],
    ['the first half', whole.subarray(0, 4_000_000), 'no MMDB file'],
    ['the second half', whole.subarray(4_000_000), 'cut short'],
    ['a compressed file', Buffer.from([0x1f, 0x8b, 8, 0]), 'compressed'],
    [
      'IPv4 alone',
      Buffer.from(whole.toString('latin1').replace('ip_version\xa1\x06', 'ip_version\xa1\x04'), 'latin1'),
      'IPv4 only',
    ],
    [
      'no country at all',
      Buffer.from(whole.toString('latin1').replaceAll('country_code', 'country_cude'), 'latin1'),
      'no IPv4',
    ],
  ];

  it.each(bad)('%s: everybody is nowhere we know, and somebody is told', async (_, bytes, reason) => {
    const databaseFile = join(folder, 'own.mmdb');
    await writeFile(databaseFile, bytes);
    const geo = open({ databaseFile });
    expect(geo.countryOf(from(google))).toEqual(unknown);
    expect(geo.countryOf(from('10.0.0.1'))).toEqual({ country: null, by: 'private' });
    expect(geo.data()).toMatchObject({ from: 'none', builtAt: null, problem: expect.stringContaining(reason) });
    await geo.refresh();
    expect(logged).toEqual(['Country data cannot be used']);
  });

  it('a missing file is told, and taken up when it appears', async () => {
    const databaseFile = join(folder, 'own.mmdb');
    const geo = open({ databaseFile });
    expect(geo.data()).toMatchObject({
      from: 'none',
      problem: expect.stringContaining('own.mmdb (GEO_DATABASE_FILE)'),
    });
    await writeFile(databaseFile, whole);
    expect(await geo.refresh()).toMatchObject({ from: 'file', problem: null, builtAt: new Date('2026-10-01') });
    expect(geo.countryOf(from(google))).toEqual({ country: 'US', by: 'address' });
    await rm(databaseFile);
    for (let i = 0; i < 3; i++) await geo.refresh();
    expect(geo.data()).toMatchObject({ from: 'file', problem: expect.stringContaining('it is not there') });
    expect(logged).toHaveLength(2); // missing at first, and gone later
    expect(geo.countryOf(from(google))).toEqual({ country: 'US', by: 'address' });
  });

  it('without the package, what is in storage does', async () => {
    const geo = open({ packagedFile: join(folder, 'none.mmdb') });
    expect([geo.data().from, geo.countryOf(from(google))]).toEqual(['none', unknown]);
    await putDatabase(storage, whole, new Date('2026-11-01'));
    expect(await geo.refresh()).toMatchObject({ from: 'storage', problem: null });
  });
});

describe('data that an operator puts into storage', () => {
  const put = (insteadOfUS: string, at: string) =>
    putDatabase(storage, countryDatabase({ builtAt: '2026-10-01T00:00:00Z', insteadOfUS }), new Date(at));
  const keys = async () => {
    const found: string[] = [];
    for await (const { key } of storage.list('geo/')) found.push(key);
    return found.sort();
  };

  it('are taken up in their order, whichever was built first, and the last two stay', async () => {
    const geo = open();
    expect((await geo.refresh()).from).toBe('package');
    const countries: (string | null)[] = [];
    const given: string[] = [];
    for (const [country, at] of [
      ['DE', '2026-11-01'],
      ['FR', '2026-11-02'],
      ['SE', '2026-11-03'],
    ] as const) {
      given.push(await put(country, at));
      expect(await geo.refresh()).toMatchObject({ from: 'storage', builtAt: new Date('2026-10-01') });
      countries.push(geo.countryOf(from(google)).country);
    }
    expect(countries).toEqual(['DE', 'FR', 'SE']);
    expect(await keys()).toEqual(given.slice(1));
    await storage.deletePrefix('geo/');
    expect((await geo.refresh()).from).toBe('package');
    expect(geo.countryOf(from(google)).country).toBe('US');
  });

  it('are refused when they are damaged, once, and what was known stays', async () => {
    const geo = open();
    await put('DE', '2026-11-01');
    await geo.refresh();
    const key = await put('FR', '2026-11-02');
    const another = countryDatabase({ builtAt: '2026-10-01T00:00:00Z', insteadOfUS: 'NO' }); // whole, and not what was put
    await writeFile(join(folder, 'media', key), another);
    const read = jest.spyOn(storage, 'read');
    for (let i = 0; i < 3; i++) await geo.refresh();
    expect(read).toHaveBeenCalledTimes(1);
    expect(geo.data()).toMatchObject({ from: 'storage', problem: expect.stringContaining(key) });
    expect(geo.countryOf(from(google)).country).toBe('DE');
    await storage.delete(key);
    expect((await geo.refresh()).problem).toBeNull();
    expect(logged).toEqual(['Country data cannot be used']);
  });

  it('are waited for while storage is away', async () => {
    const geo = open();
    await put('DE', '2026-11-01');
    const away = new AppError({ kind: 'unavailable', code: 'storage_unavailable', publicMessage: 'Storage is away.' });
    const reading = jest.spyOn(storage, 'read').mockRejectedValue(away);
    expect(await geo.refresh()).toMatchObject({ from: 'package', problem: null });
    reading.mockRestore();
    const listing = jest.spyOn(storage, 'list').mockImplementation(() => {
      throw away;
    });
    expect(await geo.refresh()).toMatchObject({ from: 'package', problem: null });
    listing.mockRestore();
    expect(await geo.refresh()).toMatchObject({ from: 'storage', problem: null });
  });

  it('are not looked at beside a file of one’s own, nor by a room that is closed', async () => {
    await put('DE', '2026-11-01');
    await mkdir(folder, { recursive: true });
    await writeFile(join(folder, 'own.mmdb'), countryDatabase({ builtAt: '2026-09-01T00:00:00Z', insteadOfUS: 'NO' }));
    const own = open({ databaseFile: join(folder, 'own.mmdb') });
    expect(await own.refresh()).toMatchObject({ from: 'file', builtAt: new Date('2026-09-01') });
    expect(own.countryOf(from(google)).country).toBe('NO');
    const closed = open();
    await closed.close();
    expect((await closed.refresh()).from).toBe('package');
  });
});
