import { readFileSync, statSync } from 'node:fs';
import { hasCode } from '../../platform/errors';
import type { Logger } from '../../platform/observability';
import type { Storage } from '../../platform/storage';
import { isNobodys, plainAddress } from './address';
import { countryCodeOf } from './country-codes';
import { type CountryDatabase, UnreadableDatabase } from './database';
import type { CountryAnswer, Geo, RequestOrigin } from './face';
import { createHolding, type Found, type Holding } from './holding';
import { newestDatabase, readDatabase } from './stored-data';

export interface GeoDependencies {
  storage: Storage;
  logger: Logger;
  /** A database of one's own, instead of what is in storage or in the package. */
  databaseFile: string | null;
  /** Whose word counts before the address; null: nobody's. */
  cdn: { countryHeader: string; isSender(header: RequestOrigin['header']): boolean } | null;
  /** Another than the one beside the code. */
  packagedFile?: string;
}

const unknown: CountryAnswer = { country: null, by: 'unknown' };
const nobodys: CountryAnswer = { country: null, by: 'private' };

/** Reads a file at once, in milliseconds; storage is asked by `refresh`. */
export function createGeo(dependencies: GeoDependencies): Geo {
  const { logger, cdn } = dependencies;
  const holding = createHolding(logger);
  let closed = false;
  let refreshing: Promise<void> | null = null;

  takeUpFile(holding, dependencies);
  return {
    countryOf: (origin) => {
      const said = cdn?.isSender(origin.header) ? origin.header(cdn.countryHeader) : undefined;
      if (!said) return byAddress(holding.database(), origin.address);
      const country = countryCodeOf(said);
      return country ? { country, by: 'cdn' } : unknown;
    },
    data: holding.data,
    refresh: async () => {
      if (!closed) {
        refreshing ??= takeUpNewest(holding, dependencies)
          .catch((error) => logger.warn({ error }, 'Could not look for newer country data; what is known is used on'))
          .finally(() => {
            refreshing = null;
          });
      }
      await refreshing;
      return holding.data();
    },
    close: async () => {
      closed = true;
      await refreshing;
    },
  };
}

function byAddress(database: CountryDatabase | null, text: string): CountryAnswer {
  const address = plainAddress(text);
  if (!address) return unknown;
  if (isNobodys(address)) return nobodys;
  const country = database?.countryOf(address.text);
  return country ? { country, by: 'address' } : unknown;
}

async function takeUpNewest(holding: Holding, dependencies: GeoDependencies): Promise<void> {
  const { storage, databaseFile } = dependencies;
  const newest = databaseFile === null ? await newestDatabase(storage) : null;
  if (!newest) return takeUpFile(holding, dependencies);
  const found: Found = { from: 'storage', where: `The country data ${newest.key} in storage`, version: newest.key };
  if (holding.isSettled(found)) return;
  try {
    holding.takeUp(found, await readDatabase(storage, newest));
  } catch (error) {
    if (!(error instanceof UnreadableDatabase)) throw error; // storage is away: what is there is not to blame
    holding.refuse(found, error);
  }
}

function takeUpFile(holding: Holding, { databaseFile, packagedFile }: GeoDependencies): void {
  const found: Found = databaseFile
    ? { from: 'file', where: `The file ${databaseFile} (GEO_DATABASE_FILE)`, version: 'no file' }
    : { from: 'package', where: 'The packaged country data', version: 'no file' };
  try {
    const path = databaseFile ?? packagedFile ?? fileInPackage();
    const { mtimeMs, size } = statSync(path);
    found.version = `${path} of ${mtimeMs}, ${size} bytes`;
    if (!holding.isSettled(found)) holding.takeUp(found, readFileSync(path));
  } catch (cause) {
    const missing = hasCode(cause, 'ENOENT', 'MODULE_NOT_FOUND');
    const words = missing ? 'it is not there' : 'it cannot be read';
    holding.refuse(found, new UnreadableDatabase(words, { cause }));
  }
}

/** Of the version in package-lock.json. */
function fileInPackage(): string {
  return require.resolve('@ip-location-db/geo-whois-asn-country-mmdb/geo-whois-asn-country.mmdb');
}
