import { execFile } from 'node:child_process';
import { readFileSync, statSync } from 'node:fs';
import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { type Child, startChild } from '../bin/services/child';
import { freePort } from '../bin/services/ports';
import { startPostgres } from '../bin/services/postgres';
import { runFfmpeg } from '../test/support/clips';
import { draftVideo, openChannel } from '../test/support/creator';
import type { Visitor } from '../test/support/visitor';
import { waitFor } from '../test/support/wait-for';
import { bench, type Cost } from './measure';
import { costOfCommand, cpuSecondsOf, peakMemoryOf } from './processes';

const run = promisify(execFile);
const root = join(__dirname, '..');
const repeats = Number(process.env.COPY_REPEATS ?? 5);

/** From the last byte of an upload until the film plays, and until it is whole, against ffmpeg alone on the same file. */
bench('copy', async ({ folder, input, compare, figure }) => {
  const film = join(folder, 'film.mp4');
  await makeFilm(film);
  await input(film);
  const postgres = await startPostgres({ dataDir: join(folder, 'postgres'), throwAway: true });
  let child: Child | null = null;
  try {
    const product = await startProduct(folder, postgres.url);
    child = product.child;
    const { creator, handle } = await openChannel(product.url);
    const took: Times[] = [];
    const upload = async (): Promise<Cost> => {
      const times = await uploadAndWait(product, creator, handle, film);
      took.push(times);
      return { seconds: times.wholeSeconds, cpuSeconds: times.cpuSeconds };
    };
    await upload(); // everything has compiled its code before the first run that counts
    took.length = 0;
    const bareArguments = hlsArguments(film, join(folder, 'bare'));
    await compare({
      row: 'last byte to whole',
      repeats,
      maxRatio: 1.5,
      ours: { command: `node dist/processes/everything.js; tus upload of ${film}, then wait`, run: upload },
      bare: { command: `ffmpeg ${bareArguments.join(' ')}`, run: () => bareCopy(join(folder, 'bare'), bareArguments) },
    });
    await compare({
      row: 'the pass alone, from its first fragment to whole',
      repeats,
      maxRatio: 1.5,
      ours: {
        command: 'the same, counted from the first progress that is told',
        run: async () => {
          await upload();
          const last = took.at(-1);
          return { seconds: (last?.wholeSeconds ?? 0) - (last?.begunSeconds ?? 0) };
        },
      },
      bare: { command: `ffmpeg ${bareArguments.join(' ')}`, run: () => bareCopy(join(folder, 'bare'), bareArguments) },
    });
    figure('last byte to first playable', median(took.map(({ playableSeconds }) => playableSeconds)), 's', 1.5);
    figure('last byte to first fragment', median(took.map(({ begunSeconds }) => begunSeconds)), 's');
    figure('most memory of the process', peakMemoryOf(product.child.pid) / 1024 ** 2, 'MB');
  } finally {
    if (process.env.COPY_LOG) console.log(child?.tail());
    await child?.stop();
    await postgres.stop();
  }
});

interface Product {
  child: Child;
  url: string;
}

interface Times {
  begunSeconds: number;
  playableSeconds: number;
  wholeSeconds: number;
  cpuSeconds: number;
}

async function makeFilm(path: string): Promise<void> {
  const picture = 'testsrc2=s=1920x1080:r=30:d=60,noise=alls=12:allf=t';
  await runFfmpeg([
    ...['-f', 'lavfi', '-i', picture, '-f', 'lavfi', '-i', 'sine=frequency=440:sample_rate=48000:duration=60'],
    ...['-c:v', 'libx264', '-preset', 'ultrafast', '-bf', '2', '-b:v', '8M', '-pix_fmt', 'yuv420p'],
    ...['-c:a', 'aac', '-ac', '2', '-movflags', '+faststart', path],
  ]);
}

async function startProduct(folder: string, databaseUrl: string): Promise<Product> {
  const port = await freePort();
  const env = {
    PATH: process.env.PATH,
    HOME: folder,
    NODE_ENV: 'test',
    LOG_LEVEL: 'info',
    PORT: String(port),
    DATABASE_URL: databaseUrl,
    SHOWRUNNER_DATA_DIR: join(folder, 'data'),
    // The copy alone: what is encoded of it afterwards is measured by bench/ladder.ts.
    MEDIA_LADDER: 'none',
  };
  await run(process.execPath, [join(root, 'dist/processes/release.js')], { env, cwd: root });
  const args = [join(root, 'dist/processes/everything.js')];
  const child = await startChild({ name: 'everything', command: process.execPath, args, env, cwd: root });
  const url = `http://127.0.0.1:${port}`;
  await waitFor('Showrunner to be ready', async () => (await fetch(`${url}/readyz`)).ok, { withinMs: 60_000 });
  return { child, url };
}

async function uploadAndWait({ child, url }: Product, creator: Visitor, handle: string, film: string): Promise<Times> {
  await run('sync');
  const video = await draftVideo(creator, handle);
  const location = await creator.startUpload(video, 'film.mp4', statSync(film).size);
  const sent = await fetch(url + location, {
    method: 'PATCH',
    headers: {
      origin: creator.origin,
      cookie: creator.cookieHeader,
      'tus-resumable': '1.0.0',
      'upload-offset': '0',
      'content-type': 'application/offset+octet-stream',
    },
    body: readFileSync(film),
  });
  if (sent.status !== 204) throw new Error(`PATCH: ${sent.status} ${await sent.text()}`);
  const cpuBefore = cpuSecondsOf(child.pid);
  const startedAt = performance.now();
  const reached = { begunSeconds: 0, playableSeconds: 0, wholeSeconds: 0 };
  await waitFor(
    'the film to be whole',
    async () => {
      const seconds = (performance.now() - startedAt) / 1000;
      const { body } = await creator.get<Seen>(`/videos/${video}`);
      if (body.failure) throw new Error(body.failure.code);
      if (body.renditions.length > 0 || body.playable) reached.begunSeconds ||= seconds;
      if (body.playable) reached.playableSeconds ||= seconds;
      if (body.progress === 1) reached.wholeSeconds = seconds;
      return body.progress === 1;
    },
    { everyMs: 50 },
  );
  return { ...reached, cpuSeconds: cpuSecondsOf(child.pid) - cpuBefore };
}

interface Seen {
  playable: boolean;
  progress: number;
  /** Named from the first fragment on. */
  renditions: unknown[];
  failure: { code: string } | null;
}

function hlsArguments(film: string, into: string): string[] {
  return [
    ...['-nostdin', '-v', 'error', '-y', '-i', film, '-c', 'copy', '-f', 'hls', '-hls_time', '6'],
    ...['-hls_playlist_type', 'event', '-hls_segment_type', 'fmp4', '-hls_flags', 'independent_segments'],
    ...['-hls_segment_filename', join(into, '%d.m4s'), join(into, 'index.m3u8')],
  ];
}

async function bareCopy(into: string, args: readonly string[]): Promise<Cost> {
  await rm(into, { recursive: true, force: true });
  await mkdir(into);
  await run('sync');
  return costOfCommand('ffmpeg', args);
}

function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? 0;
}
