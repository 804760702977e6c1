import type { Logger } from '../../platform/observability';
import { type CountryDatabase, openDatabase, UnreadableDatabase } from './database';
import type { GeoData } from './face';

/** Bytes as they lie somewhere; another version means other bytes. */
export interface Found {
  from: Exclude<GeoData['from'], 'none'>;
  /** For people: what to look at when it cannot be read. */
  where: string;
  version: string;
}

export interface Holding {
  /** What countries are looked up in now; null: nothing could be read. */
  database(): CountryDatabase | null;
  data(): GeoData;
  /** Whether this version is in use, or has been refused, and need not be read again. */
  isSettled(found: Found): boolean;
  /** From now on countries come from these bytes, or, where they are of no use, from what they came from before. */
  takeUp(found: Found, bytes: Buffer): void;
  /** Keeps what is in use, and says so until something whole is found. */
  refuse(found: Found, error: Error): void;
}

/** The one database in use; what takes its place has been opened and tried before. */
export function createHolding(logger: Logger): Holding {
  let used: { database: CountryDatabase; found: Found } | null = null;
  let refused: string | null = null;
  let problem: string | null = null;

  const data = (): GeoData => ({
    source: used?.database.name ?? 'none',
    builtAt: used?.database.builtAt ?? null,
    from: used?.found.from ?? 'none',
    attribution: used?.database.attribution ?? '',
    problem,
  });
  const refuse: Holding['refuse'] = ({ where, version }, error) => {
    const before = problem;
    refused = version;
    problem = `${where} cannot be used: ${error.message}. ${insteadOf(used?.database)}`;
    if (problem !== before) logger.error({ ...data(), error }, 'Country data cannot be used');
  };
  return {
    database: () => used?.database ?? null,
    data,
    isSettled: ({ version }) => {
      if (version !== used?.found.version) return version === refused;
      problem = null;
      return true;
    },
    takeUp: (found, bytes) => {
      try {
        used = { database: openDatabase(bytes), found };
      } catch (error) {
        if (!(error instanceof UnreadableDatabase)) throw error;
        return refuse(found, error);
      }
      [refused, problem] = [null, null];
      logger.info(data(), 'Country data taken up');
    },
    refuse,
  };
}

function insteadOf(database: CountryDatabase | undefined): string {
  if (!database)
    return 'Until it is replaced nobody’s country is known: what is limited to countries is refused or not as each channel says.';
  const built = database.builtAt ? `, built ${database.builtAt.toISOString().slice(0, 10)}` : '';
  return `Countries come from ${database.name}${built} until it is replaced.`;
}
