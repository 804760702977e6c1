import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { startPostgres } from '../bin/services/postgres';
import { loadConfig } from '../src/platform/config';
import { silentLogger } from '../src/platform/observability';
import { compose } from '../src/processes/compose';

const run = promisify(execFile);
const root = join(__dirname, '..');
const account = '00000000-0000-7000-9000-000000000001';
const channel = '11111111-1111-7111-8111-111111111111';

export interface Statement {
  sql: string;
  bindings: unknown[];
}

/** A database full of videos, and the rooms that decide about them. */
export interface DecideHouse {
  url: string;
  videoIds: readonly string[];
  /** As an account that holds entitlements, in Germany. */
  decide(videoIds: readonly string[]): Promise<void>;
  /** Everything that is asked of the database meanwhile. */
  statementsOf(work: () => Promise<void>): Promise<Statement[]>;
  close(): Promise<void>;
}

export async function openDecideHouse(folder: string, size: number): Promise<DecideHouse> {
  const postgres = await startPostgres({ dataDir: join(folder, 'postgres'), throwAway: true });
  const env = {
    NODE_ENV: 'test',
    DATABASE_URL: postgres.url,
    SHOWRUNNER_SECRET: 'a-secret-for-the-benchmark-of-decisions',
    SHOWRUNNER_DATA_DIR: join(folder, 'data'),
  };
  await run(process.execPath, [join(root, 'dist/processes/release.js')], {
    env: { PATH: process.env.PATH, HOME: folder, ...env },
    cwd: root,
  });
  const { platform, rooms, closers } = compose(loadConfig('web', env), silentLogger);
  const { reader } = platform.db;
  await platform.db.transaction(async (tx) => {
    for (const sql of fillingWith(size)) await tx.raw(sql);
  });
  await reader.raw('vacuum analyze');
  const viewer = {
    actor: { kind: 'account' as const, accountId: account, operator: false, sessionId: null, token: null },
    country: 'DE',
    passwordIds: [],
  };
  const decide = async (videoIds: readonly string[]) => {
    const decided = await rooms.playback.decideMany(viewer, videoIds);
    if (decided.size !== videoIds.length) throw new Error(`Of ${videoIds.length} videos ${decided.size} were decided`);
  };
  return {
    url: postgres.url,
    videoIds: Array.from({ length: size }, (_, n) => videoId(n + 1)),
    decide,
    statementsOf: async (work) => {
      const statements: Statement[] = [];
      const note = ({ sql, bindings }: Statement) => void statements.push({ sql, bindings });
      reader.on('query', note);
      await work();
      reader.off('query', note);
      return statements;
    },
    close: async () => {
      await closers.closeAll();
      await postgres.stop();
    },
  };
}

function videoId(n: number): string {
  return `00000000-0000-7000-8000-${n.toString(16).padStart(12, '0')}`;
}

/** Public films of one channel: every tenth has windows, every fourth is for one tier, which the account holds. */
function fillingWith(size: number): string[] {
  const numbers = `generate_series(1, ${size}) as n`;
  const id = `('00000000-0000-7000-8000-' || lpad(to_hex(n), 12, '0'))::uuid`;
  const at = `now() - n * interval '1 second'`;
  const rule = (offset: string, what: string, value: object) =>
    `select ('0000000${offset}-0000-7000-8000-' || lpad(to_hex(n), 12, '0'))::uuid, ${id}, 'video', '${what}',
       '${JSON.stringify(value)}'::jsonb, 'bench', now(), now(), '${account}'::uuid from ${numbers}`;
  const window = { effect: 'allow', from: null, until: '2999-01-01T00:00:00.000Z', countries: { only: ['AT', 'DE'] } };
  const windows = [{ ...window, reason: null, messageByCountry: {} }];
  const access = { kind: 'restricted', ways: [{ kind: 'tiers', tierIds: ['tir_bench'] }] };
  const columns = '(id, subject_id, subject_kind, what, value, change_id, valid_from, recorded_at, actor)';
  return [
    `insert into videos.videos
       (id, public_id, channel_id, title, status, playable_since, duration_ms, position, created_at, updated_at)
     select ${id}, 'vid_' || lpad(n::text, 22, '0'), '${channel}', 'Film ' || n, 'ready', ${at}, 60000, n, ${at}, ${at}
     from ${numbers}`,
    `insert into videos.publications (id, video_id, visibility, published_at, valid_from, actor)
     select ${id}, ${id}, 'public', ${at}, ${at}, ${id} from ${numbers}`,
    `insert into rights.subjects (id, kind, channel_id) select ${id}, 'video', '${channel}' from ${numbers}`,
    `insert into rights.changes (id, channel_id, actor, recorded_at) values ('bench', '${channel}', '${account}', now())`,
    `insert into rights.rules ${columns} ${rule('1', 'windows', windows)} where n % 10 = 0`,
    `insert into rights.rules ${columns} ${rule('2', 'access', access)} where n % 4 = 0`,
    `insert into rights.tiers (row_id, id, channel_id, name, prices, on_sale, version, recorded_at)
     values ('${account}', 'tir_bench', '${channel}', 'Gold',
       '[{"amountMinor":500,"currency":"EUR","per":"month"}]', true, 1, now())`,
    `insert into rights.entitlements
       (row_id, id, account_id, channel_id, source, covers, covers_id, valid_from, recorded_at, reference, version)
     values ('${account}', 'ent_bench', '${account}', '${channel}', 'subscription', 'tier', 'tir_bench',
       now() - interval '1 day', now(), 'bench', 1)`,
  ];
}
