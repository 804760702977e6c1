import { createGeo } from '../src/modules/geo';
import { Secret } from '../src/platform/config';
import { createCdnCheck } from '../src/platform/http';
import { silentLogger } from '../src/platform/observability';
import type { Storage } from '../src/platform/storage';
import { randomFrom } from '../test/support/random-numbers';
import { bench } from './measure';

const lookups = Number(process.env.GEO_LOOKUPS ?? 400_000);
const mostMicroseconds = 20;

/** Given out whole, in every part of the world, so that a lookup has its full way to go. */
const networks = [
  ...['2001:4860', '2001:67c', '2400:cb00', '2401:4900', '2405:200', '2409:8000', '2600:1700', '2601:100', '2606:4700'],
  ...['2804:14c', '2806:100', '2a00:1450', '2a02:8108', '2a02:2f00', '2a01:e34', '2a0c:5a80', '2c0f:fb50'],
];

/** Countries of addresses on one core, each asked for once: half IPv4, half IPv6, from where networks are given out. */
bench('geo', async ({ figure }) => {
  const secret = 'only-the-cdn-knows-this';
  const isSender = createCdnCheck({ secretHeader: 'x-cdn-secret', secret: new Secret(secret) });
  const given = { storage: {} as Storage, logger: silentLogger, databaseFile: null };
  const startedAt = performance.now();
  const geo = createGeo({ ...given, cdn: null });
  figure('opening the database', performance.now() - startedAt, 'ms');

  const addresses = mixedAddresses(lookups);
  const none = () => undefined;
  const known = measure('by address', (address) => geo.countryOf({ address, header: none }).country !== null);
  figure('addresses with a country', (known / lookups) * 100, '%');

  const behindCdn = createGeo({ ...given, cdn: { countryHeader: 'cf-ipcountry', isSender } });
  const forged = (name: string) => (name === 'x-cdn-secret' ? 'only-the-cdn-knows-thiz' : 'FR');
  measure(
    'by address, a CDN’s secret guessed',
    (address) => behindCdn.countryOf({ address, header: forged }).by === 'cdn',
  );

  function measure(row: string, ask: (address: string) => boolean): number {
    for (const address of addresses.slice(0, 20_000)) ask(address); // compiled before it counts
    const before = process.cpuUsage();
    let yes = 0;
    for (const address of addresses) if (ask(address)) yes++;
    const { user, system } = process.cpuUsage(before);
    const microseconds = (user + system) / addresses.length;
    figure(`a lookup ${row}, CPU`, microseconds, 'µs', mostMicroseconds);
    figure(`lookups a second ${row}`, 1e6 / microseconds, '/s');
    return yes;
  }
});

function mixedAddresses(count: number): string[] {
  const random = randomFrom(7);
  const below = (limit: number) => Math.floor(random() * limit);
  const group = () => below(0x10000).toString(16);
  return Array.from({ length: count }, (_, i) => {
    if (i % 2 === 0) return [1 + below(223), below(256), below(256), below(256)].join('.');
    return `${networks[below(networks.length)]}:${group()}:${group()}::${group()}`;
  });
}
