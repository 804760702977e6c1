import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { startChild } from '../bin/services/child';
import { freePort } from '../bin/services/ports';
import { startPostgres } from '../bin/services/postgres';
import { claimTasks } from '../src/modules/media/store-claims';
import { createDatabase, type Database } from '../src/platform/db';
import { silentLogger } from '../src/platform/observability';
import { openChannel } from '../test/support/creator';
import type { Visitor } from '../test/support/visitor';
import { waitFor } from '../test/support/wait-for';
import { bench } from './measure';

const run = promisify(execFile);
const root = join(__dirname, '..');
const sizes = [10, 1_000, 100_000] as const;
const requests = 200;
const claiming = 'claiming the next chunk';
/** The smallest has ten. */
const claims = 10;
const flatWithin = 1.3;

/** Whether what a screen asks for, and what a worker does next, costs the same however many videos there are. */
bench('growth', async ({ folder, figure }) => {
  const houses: House[] = [];
  try {
    for (const size of sizes) houses.push(await openHouse(folder, size));
    const took = await measureInTurns(houses);
    for (const [what, times] of took) {
      for (const [i, milliseconds] of times.entries()) figure(`${what}, ${sizes[i]} videos`, milliseconds, 'ms');
      figure(`${what}, most over fewest videos`, (times.at(-1) ?? 0) / (times[0] ?? 1), '×', flatWithin);
    }
  } finally {
    for (const house of houses) await house.close();
  }
});

interface House {
  questions: Map<string, () => Promise<unknown>>;
  close(): Promise<void>;
}

async function openHouse(folder: string, size: number): Promise<House> {
  const postgres = await startPostgres({ dataDir: join(folder, `postgres-${size}`), throwAway: true });
  const web = await startWeb(folder, postgres.url);
  const db = createDatabase({ url: postgres.url, poolMax: 2, logger: silentLogger, applicationName: 'bench' });
  const { creator, handle } = await openChannel(web.url);
  await fill(db, handle, size);
  return {
    questions: questionsOf(web.url, creator, handle, db),
    close: async () => {
      await db.close();
      await web.stop();
      await postgres.stop();
    },
  };
}

/** One request to each in turn, so that whatever else the machine does disturbs all of them alike. */
async function measureInTurns(houses: readonly House[]): Promise<Map<string, number[]>> {
  const took = new Map<string, number[]>();
  for (const what of houses[0]?.questions.keys() ?? []) {
    const times = houses.map((): number[] => []);
    const rounds = what === claiming ? claims : requests;
    for (let round = 0; round < rounds; round++) {
      for (const [i, { questions }] of houses.entries()) {
        const started = performance.now();
        await questions.get(what)?.();
        if (round >= rounds / 5) times[i]?.push(performance.now() - started);
      }
    }
    took.set(what, times.map(median));
  }
  return took;
}

async function startWeb(folder: string, databaseUrl: string) {
  const port = await freePort();
  const env = {
    ...{ PATH: process.env.PATH, HOME: folder, NODE_ENV: 'test', LOG_LEVEL: 'warn', PORT: String(port) },
    ...{ DATABASE_URL: databaseUrl, SHOWRUNNER_DATA_DIR: join(folder, 'data') },
  };
  await run(process.execPath, [join(root, 'dist/processes/release.js')], { env, cwd: root });
  const args = [join(root, 'dist/processes/web.js')];
  const child = await startChild({ name: 'web', command: process.execPath, args, env, cwd: root });
  const url = `http://127.0.0.1:${port}`;
  await waitFor('web to be ready', async () => (await fetch(`${url}/readyz`)).ok, { withinMs: 60_000 });
  return { url, stop: () => child.stop() };
}

/** Published films, each with an encode that waits; half of them in the channel that is looked at. */
async function fill(db: Database, handle: string, size: number): Promise<void> {
  const { rows } = await db.reader.raw('select id from channels.channels where handle = ?', [handle]);
  const channelId = rows[0].id;
  const numbers = `generate_series(1, ${size}) as n`;
  const id = `('00000000-0000-7000-8000-' || lpad(to_hex(n), 12, '0'))::uuid`;
  const publicId = `'vid_' || lpad(n::text, 22, '0')`;
  const channel = `case when n % 2 = 0 then '${channelId}' else '11111111-1111-7111-8111-' || lpad((n % 500)::text, 12, '0') end::uuid`;
  const at = `now() - n * interval '1 second'`;
  await db.transaction(async (tx) => {
    await tx.raw(
      `insert into videos.videos
         (id, public_id, channel_id, title, status, playable_since, duration_ms, position, created_at, updated_at)
       select ${id}, ${publicId}, ${channel}, 'Film ' || n, 'ready', ${at}, 60000, n, ${at}, ${at} from ${numbers}`,
    );
    await tx.raw(
      `insert into videos.publications (id, video_id, visibility, published_at, valid_from, actor)
       select ${id}, ${id}, 'public', ${at}, ${at}, ${id} from ${numbers}`,
    );
    await tx.raw(
      `insert into discovery.listed_videos
         (video_id, public_id, channel_id, title, duration_ms, visibility, playable, trashed, listed_at, version)
       select ${id}, ${publicId}, ${channel}, 'Film ' || n, 60000, 'public', true, false, ${at}, 1 from ${numbers}`,
    );
    await tx.raw(
      `insert into media.tasks (id, video_id, channel_id, kind, lane, state, urgency, rank, rendition, number)
       select ${id}, ${id}, ${channel}, 'chunk', 'bulk', 'waiting', 2, n, '1080p', 0 from ${numbers}`,
    );
    await tx.raw(
      `insert into media.lines (lane, channel_id, urgency)
       select distinct 'bulk', channel_id, 2 from media.tasks`,
    );
  });
  await db.reader.raw('vacuum analyze');
}

function questionsOf(url: string, creator: Visitor, handle: string, db: Database): House['questions'] {
  const get =
    (path: string, headers: Record<string, string> = {}) =>
    async () => {
      const answer = await fetch(url + path, { headers });
      if (!answer.ok) throw new Error(`${path}: ${answer.status}`);
      await answer.arrayBuffer();
    };
  const asCreator = { cookie: creator.cookieHeader };
  const id = `vid_${'2'.padStart(22, '0')}`;
  return new Map<string, () => Promise<unknown>>([
    ['a channel’s videos, for viewers', get(`/api/v1/channels/${handle}/videos?limit=5`)],
    ['the library, for the team', get(`/api/v1/channels/${handle}/videos?limit=5`, asCreator)],
    ['one video by its id', get(`/api/v1/videos/${id}`, asCreator)],
    [claiming, () => db.transaction((tx) => claimTasks(tx, 'bulk', { owner: 'bench', toolMemoryMb: 500 }))],
  ]);
}

function median(times: readonly number[]): number {
  return [...times].sort((a, b) => a - b)[Math.floor(times.length / 2)] ?? 0;
}
