import { readFile } from 'node:fs/promises';
import { isIP } from 'node:net';
import { parseArgs } from 'node:util';
import {
  type CountryAnswer,
  type CountryDatabase,
  type GeoData,
  openDatabase,
  putDatabase,
  UnreadableDatabase,
} from '../modules/geo';
import { followEveryMs } from './follow-geo';
import { type Command, UsageError } from './operator-command';

const sources: Record<GeoData['from'], string> = {
  package: 'the package that came with this version',
  storage: 'storage, where an operator put it',
  file: 'the file that GEO_DATABASE_FILE names',
  none: 'nowhere: nobody’s country is known',
};
const reasons: Record<CountryAnswer['by'], string> = {
  cdn: 'the CDN says so',
  address: 'by its address',
  private: 'the address belongs to nobody on the public network',
  unknown: 'the database says nothing about it',
};
/** Any operator can compare these with what they know. */
const samples = ['8.8.8.8', '193.0.6.139', '2001:4860:4860::8888', '2001:67c:2e8:22::c100:68b'];

export const geoCommands: Record<string, Command> = {
  'geo show': {
    takes: '[--json]',
    does: 'which database says in which country a viewer is, how old it is, and whom to name for it',
    run: async ({ rooms: { geo } }, args) => {
      const data = await geo.refresh();
      return args.includes('--json') ? data : inWords(data);
    },
  },
  'geo lookup': {
    takes: 'ADDRESS [--json]',
    does: 'in which country an IPv4 or IPv6 address is, as web would say',
    run: async ({ rooms: { geo } }, [address = '', ...more]) => {
      if (!isIP(address)) throw new UsageError(`${address} is no address, IPv4 or IPv6.`);
      await geo.refresh();
      const answer = geo.countryOf({ address, header: () => undefined });
      if (more.includes('--json')) return answer;
      return `${address}: ${answer.country ?? 'unknown'} (${reasons[answer.by]})`;
    },
  },
  'geo refresh': {
    takes: '--file FILE',
    does: 'try a newer database of countries and put it into storage, from where every web process takes it up',
    run: async ({ platform: { storage, clock }, rooms: { geo }, config }, args) => {
      const file = fileIn(args);
      const bytes = await bytesOf(file);
      const database = opened(file, bytes);
      const before = geo.data();
      const key = await putDatabase(storage, bytes, clock.now());
      const minutes = Math.ceil(followEveryMs / 60_000);
      const notes = [
        ...(before.builtAt && database.builtAt && database.builtAt < before.builtAt
          ? [`It is older than what was in use, which was built ${dayOf(before.builtAt)}.`]
          : []),
        ...(config.geoDatabaseFile ? ['It is not used while GEO_DATABASE_FILE names another.'] : []),
      ];
      const found = samples.map((address) => `  ${address}: ${database.countryOf(address) ?? 'unknown'}`);
      return [
        `${database.name}, built ${dayOf(database.builtAt)}, is in storage as ${key}. It says:`,
        ...found,
        `Web processes take it up within ${minutes} minutes, without a restart.`,
        ...notes,
      ].join('\n');
    },
  },
};

function inWords({ source, builtAt, from, attribution, problem }: GeoData): string {
  return [
    `Database     ${source}`,
    `Built        ${dayOf(builtAt)}`,
    `From         ${sources[from]}`,
    `Attribution  ${attribution || 'none asked for'}`,
    `Problem      ${problem ?? 'none'}`,
  ].join('\n');
}

function dayOf(instant: Date | null): string {
  return instant?.toISOString().slice(0, 10) ?? 'at an unknown time';
}

function fileIn(args: string[]): string {
  try {
    const { file } = parseArgs({ args, options: { file: { type: 'string' } } }).values;
    if (file) return file;
  } catch (error) {
    throw new UsageError((error as Error).message);
  }
  throw new UsageError('Say which file: --file FILE.');
}

function opened(file: string, bytes: Buffer): CountryDatabase {
  try {
    return openDatabase(bytes);
  } catch (error) {
    if (!(error instanceof UnreadableDatabase)) throw error;
    throw new Error(`${file} cannot be used: ${error.message}. What is in use stays in use.`, { cause: error });
  }
}

async function bytesOf(path: string): Promise<Buffer> {
  try {
    return await readFile(path);
  } catch (cause) {
    throw new Error(`${path} cannot be read: ${(cause as Error).message}`, { cause });
  }
}
