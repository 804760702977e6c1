import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { createReadStream, statSync } from 'node:fs';
import { open, rm } from 'node:fs/promises';
import { request } from 'node:http';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { pipeline } from 'node:stream/promises';
import { promisify } from 'node:util';
import { type Child, startChild } from '../bin/services/child';
import { freePort } from '../bin/services/ports';
import { startPostgres } from '../bin/services/postgres';
import { draftVideo, openChannel } from '../test/support/creator';
import type { Visitor } from '../test/support/visitor';
import { waitFor } from '../test/support/wait-for';
import { bench, type Cost } from './measure';
import { cpuSecondsOf, peakMemoryOf } from './processes';

const run = promisify(execFile);
const root = join(__dirname, '..');
/** UPLOAD_MB=256 where disk or time are short. */
const megabytes = Number(process.env.UPLOAD_MB ?? 2048);
const repeats = Number(process.env.UPLOAD_REPEATS ?? 3);

bench('upload', async ({ folder, input, compare, figure }) => {
  const film = join(folder, 'film.bin');
  await writeFilm(film);
  await input(film);
  const postgres = await startPostgres({ dataDir: join(folder, 'postgres'), throwAway: true });
  const web = await startWeb(folder, postgres.url);
  const plain = await startSink(folder, 'plain');
  const flushing = await startSink(folder, 'flush');
  try {
    const { creator, handle } = await openChannel(web.url);
    const ours = {
      command: `node dist/processes/web.js; POST ${web.url}/api/v1/uploads, then one PATCH with ${film}`,
      run: () => sendByTus(web, creator, handle, film),
    };
    const bare = (sink: Sink) => ({
      command: `${sink.command}; PUT ${sink.url} with ${film}`,
      run: () => put(sink, film),
    });
    await ours.run(); // both have compiled their code before the first run that counts
    await bare(plain).run();
    await compare({
      row: `${megabytes} MB by tus, flushed, against a bare sink`,
      repeats,
      maxRatio: 1.3,
      ours,
      bare: bare(plain),
    });
    await compare({
      row: `the same against a bare sink that flushes, too`,
      repeats,
      maxRatio: 1.3,
      ours,
      bare: bare(flushing),
    });
    figure('most memory of web', peakMemoryOf(web.child.pid) / 1024 ** 2, 'MB', 200);
    figure('most memory of the bare sink', peakMemoryOf(plain.child.pid) / 1024 ** 2, 'MB');
  } finally {
    if (process.env.UPLOAD_LOG) console.log(web.child.tail());
    await Promise.all([web, plain, flushing].map(({ child }) => child.stop()));
    await postgres.stop();
  }
});

interface Server {
  child: Child;
  url: string;
  /** What a run leaves behind. */
  leftovers: string;
}

interface Sink extends Server {
  command: string;
}

// Every megabyte differs from the others, and none of them shrinks.
async function writeFilm(path: string): Promise<void> {
  const file = await open(path, 'w');
  const block = randomBytes(1024 ** 2);
  for (let i = 0; i < megabytes; i++) {
    block.writeUInt32BE(i, 0);
    await file.write(block);
  }
  await file.sync();
  await file.close();
}

async function startWeb(folder: string, databaseUrl: string): Promise<Server> {
  const port = await freePort();
  const dataDir = join(folder, 'data');
  const env = {
    PATH: process.env.PATH,
    HOME: folder,
    NODE_ENV: 'test',
    LOG_LEVEL: 'warn',
    PORT: String(port),
    DATABASE_URL: databaseUrl,
    SHOWRUNNER_DATA_DIR: dataDir,
  };
  await run(process.execPath, [join(root, 'dist/processes/release.js')], { env, cwd: root });
  const args = [join(root, 'dist/processes/web.js')];
  const child = await startChild({ name: 'web', command: process.execPath, args, env, cwd: root });
  const url = `http://127.0.0.1:${port}`;
  await waitFor('web to be ready', async () => (await fetch(`${url}/readyz`)).ok, { withinMs: 60_000 });
  return { child, url, leftovers: join(dataDir, 'media') };
}

async function startSink(folder: string, how: 'plain' | 'flush'): Promise<Sink> {
  const port = await freePort();
  const path = join(folder, `sink-${how}.bin`);
  const args = ['--import', 'tsx', join('bench', 'upload-sink.ts'), String(port), path, how];
  const child = await startChild({
    name: how,
    command: process.execPath,
    args,
    cwd: root,
    env: { PATH: process.env.PATH },
  });
  await waitFor('the sink to listen', () => child.tail().includes('listening'), { withinMs: 30_000 });
  return { child, url: `http://127.0.0.1:${port}/`, leftovers: path, command: `node ${args.join(' ')}` };
}

/** A whole upload: announced, sent by one PATCH, moved to its place, told to the other rooms. */
async function sendByTus(web: Server, creator: Visitor, handle: string, film: string): Promise<Cost> {
  const video = await draftVideo(creator, handle);
  return measured(web, async () => {
    const location = await creator.startUpload(video, 'film.bin', statSync(film).size);
    await sendFile('PATCH', web.url + location, film, {
      origin: creator.origin,
      cookie: creator.cookieHeader,
      'tus-resumable': '1.0.0',
      'upload-offset': '0',
      'content-type': 'application/offset+octet-stream',
    });
  });
}

const put = (sink: Sink, film: string) => measured(sink, () => sendFile('PUT', sink.url, film, {}));

/** Starts with nothing left to write from the run before. */
async function measured({ child, leftovers }: Server, work: () => Promise<void>): Promise<Cost> {
  await run('sync');
  const cpuBefore = cpuSecondsOf(child.pid);
  const startedAt = performance.now();
  await work();
  const seconds = (performance.now() - startedAt) / 1000;
  const cpuSeconds = cpuSecondsOf(child.pid) - cpuBefore;
  await rm(leftovers, { recursive: true, force: true });
  return { seconds, cpuSeconds };
}

async function sendFile(method: string, url: string, path: string, headers: Record<string, string>): Promise<void> {
  const sending = request(url, {
    method,
    headers: { ...headers, 'content-length': statSync(path).size },
    agent: false,
  });
  const answer = new Promise<string>((resolve, reject) => {
    sending.once('response', async (response) => resolve(`${response.statusCode} ${await text(response)}`));
    sending.once('error', reject);
  });
  // The answer counts: a refusal comes before the last byte has gone out, and breaks the line behind it.
  const sent = pipeline(createReadStream(path, { highWaterMark: 1024 ** 2 }), sending).catch(() => undefined);
  const said = await answer;
  await sent;
  if (!said.startsWith('204')) throw new Error(`${method} ${url}: ${said}`);
}
