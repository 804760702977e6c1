import { type Response as MmdbRecord, Reader } from 'maxmind';
import { namesOf } from './attribution';
import { countryCodeOf } from './country-codes';

/** The bytes cannot be what countries are looked up in; `message` says why, for people. */
export class UnreadableDatabase extends Error {
  override name = 'UnreadableDatabase';
}

export interface CountryDatabase {
  name: string;
  attribution: string;
  builtAt: Date | null;
  /** Of an IPv4 or IPv6 address, as text; null where the database says nothing, or no country. */
  countryOf(address: string): string | null;
}

/** Some that every database of countries knows: Google, Cloudflare and RIPE, in both families. */
const wellKnown = {
  ipv4: ['8.8.8.8', '1.1.1.1', '193.0.6.139'],
  ipv6: ['2001:4860:4860::8888', '2606:4700:4700::1111', '2001:67c:2e8:22::c100:68b'],
} as const;

/** Opens an MMDB file of countries or cities. @throws UnreadableDatabase */
export function openDatabase(bytes: Buffer): CountryDatabase {
  const reader = readerOf(bytes);
  const { databaseType: type, description, buildEpoch } = reader.metadata;
  const database: CountryDatabase = {
    ...namesOf(type, description),
    builtAt: Number.isNaN(buildEpoch.getTime()) ? null : buildEpoch,
    countryOf: (address) => countryIn(reader, address),
  };
  for (const [family, addresses] of Object.entries(wellKnown)) {
    const known = addresses.some((address) => database.countryOf(address));
    if (!known)
      throw new UnreadableDatabase(`it knows the country of no ${family === 'ipv4' ? 'IPv4' : 'IPv6'} address`);
  }
  return database;
}

function readerOf(bytes: Buffer): Reader<MmdbRecord> {
  if (bytes[0] === 0x1f && bytes[1] === 0x8b) throw new UnreadableDatabase('it is compressed; unpack it first');
  let reader: Reader<MmdbRecord>;
  try {
    reader = new Reader<MmdbRecord>(bytes);
  } catch (cause) {
    throw new UnreadableDatabase('it is no MMDB file, or a damaged one', { cause });
  }
  const { ipVersion, searchTreeSize } = reader.metadata;
  // Asked for IPv6, the reader of an IPv4 tree answers, and wrongly.
  if (ipVersion !== 6) throw new UnreadableDatabase('it holds IPv4 only; use the file for both families');
  if (!(searchTreeSize < bytes.length)) throw new UnreadableDatabase('it is cut short');
  return reader;
}

function countryIn(reader: Reader<MmdbRecord>, address: string): string | null {
  try {
    const found = reader.get(address) as CountryRecord | null;
    if (!found) return null;
    const { country, country_code: code } = found;
    return countryCodeOf(code ?? (typeof country === 'object' ? country?.iso_code : country));
  } catch {
    return null; // a damaged place in the tree
  }
}

/** As ip-location-db and IPinfo write it, or as MaxMind and DB-IP do. */
interface CountryRecord {
  country_code?: string;
  country?: string | { iso_code?: string };
}
