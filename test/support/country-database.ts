import { readFileSync } from 'node:fs';

const packaged = require.resolve('@ip-location-db/geo-whois-asn-country-mmdb/geo-whois-asn-country.mmdb');

/** The packaged database, as if it had been built then and had every address of the United States in another country. */
export function countryDatabase({ builtAt, insteadOfUS = 'US' }: { builtAt: string; insteadOfUS?: string }): Buffer {
  const bytes = readFileSync(packaged);
  const epoch = bytes.indexOf('build_epoch') + 'build_epoch'.length + 2; // two bytes say that a number of four follows
  bytes.writeUInt32BE(Date.parse(builtAt) / 1000, epoch);
  const marker = 'B'; // a text of two letters
  bytes.write(`${marker}${insteadOfUS}`, bytes.lastIndexOf(`${marker}US`), 'latin1');
  return bytes;
}
