import { mkdir, rm } from 'node:fs/promises';
import { cpus } from 'node:os';
import { join } from 'node:path';
import { startPostgres } from '../bin/services/postgres';
import { chunkArguments } from '../src/modules/media/encode/chunk-arguments';
import { type Encoding, encodingFor } from '../src/modules/media/encode/encoding';
import { knownRungs } from '../src/modules/media/encode/ladder';
import type { SourceFacts } from '../src/modules/media/probe/source-facts';
import { runFfmpeg } from '../test/support/clips';
import { openChannel } from '../test/support/creator';
import { aSource } from '../test/support/factories/source-facts';
import { startEncodingProduct, uploadAndEncode } from './encoding-product';
import { type Bench, bench, type Contender, type Cost } from './measure';
import { costOfCommand } from './processes';

const repeats = Number(process.env.LADDER_REPEATS ?? 3);
/** Four chunks, so that two workers have something to share. */
const seconds = Number(process.env.LADDER_SECONDS ?? 96);
const memoryMb = 480;

/** All chunks of a whole ladder, against one ffmpeg that makes the same renditions, and against one for each of them. */
bench('ladder', async ({ folder, input, compare, figure }) => {
  const film = join(folder, 'film.mp4');
  await makeFilm(film);
  await input(film);
  const source = aSource({ durationSeconds: seconds });
  const encoding = encodingFor(source, knownRungs);
  if (!encoding) throw new Error('a film has a picture');
  const walls: number[] = [];
  for (const workers of [1, 2]) walls.push(await measure({ folder, film, source, encoding, workers, compare, figure }));
  const [alone = 1, shared = 0] = walls;
  figure(`wall clock of 2 workers over that of 1, on ${cpus().length} cores`, shared / alone, '×');
});

interface Measuring extends Pick<Bench, 'compare' | 'figure'> {
  folder: string;
  film: string;
  source: SourceFacts;
  encoding: Encoding;
  workers: number;
}

/** Rows for so many workers. Returns the median of the seconds that a whole ladder took. */
async function measure({ folder, film, source, encoding, workers, compare, figure }: Measuring): Promise<number> {
  const postgres = await startPostgres({ dataDir: join(folder, `postgres-${workers}`), throwAway: true });
  try {
    const product = await startEncodingProduct({
      folder: join(folder, `product-${workers}`),
      databaseUrl: postgres.url,
      workers,
      env: { WORKER_MEMORY_MB: String(memoryMb), WORKER_CONCURRENCY: '1' },
    });
    const { creator, handle } = await openChannel(product.url);
    const [firsts, walls]: [number[], number[]] = [[], []];
    const ours: Contender = {
      command: `node dist/processes/worker.js × ${workers}, WORKER_MEMORY_MB=${memoryMb}; upload of ${film}`,
      run: async (): Promise<Cost> => {
        const before = product.workersCpuSeconds();
        const { seconds: took, told } = await uploadAndEncode(product.url, creator, handle, film);
        walls.push(took);
        firsts.push(told.find(({ playable }) => playable)?.at ?? 0);
        return { seconds: took, cpuSeconds: product.workersCpuSeconds() - before };
      },
    };
    product.peakMemory();
    const bare = oneProcess(folder, film, source, encoding);
    await compare({ row: `${workers} worker(s) and one ffmpeg`, repeats, maxCpuRatio: 1.3, ours, bare });
    const wall = median(walls);
    if (workers === 1) {
      const apart = apartProcesses(folder, film, source, encoding);
      await compare({ row: '1 worker and an ffmpeg for each rendition', repeats: 1, ours, bare: apart });
    }
    const mostMb = product.peakMemory() / 1024 ** 2;
    figure(`most memory of a worker with its tools, ${workers} worker(s)`, mostMb, 'MB', memoryMb);
    figure(`last byte to first playable, ${workers} worker(s)`, median(firsts), 's');
    await product.stop();
    return wall;
  } finally {
    await postgres.stop();
  }
}

/** Moving, noisy, with cuts; key frames too far apart to be copied. */
async function makeFilm(path: string): Promise<void> {
  const picture = `testsrc2=s=1920x1080:r=30:d=${seconds},noise=alls=10:allf=t`;
  await runFfmpeg([
    ...['-f', 'lavfi', '-i', picture, '-f', 'lavfi', '-i', `sine=frequency=440:sample_rate=48000:duration=${seconds}`],
    ...['-c:v', 'libx264', '-preset', 'ultrafast', '-g', '450', '-keyint_min', '450', '-b:v', '12M'],
    ...['-pix_fmt', 'yuv420p', '-c:a', 'aac', '-ac', '2', '-movflags', '+faststart', path],
  ]);
}

const sound = [
  '-map',
  '0:1',
  '-c:a',
  'aac',
  '-b:a',
  '128k',
  '-ac',
  '2',
  '-f',
  'mp4',
  '-movflags',
  '+frag_keyframe+empty_moov',
];

function oneProcess(folder: string, film: string, source: SourceFacts, encoding: Encoding): Contender {
  const into = join(folder, 'bare');
  const args = intoFiles(
    into,
    film,
    source,
    encoding,
    encoding.rungs.map(({ name }) => name),
  );
  const all = [...args, ...sound, join(into, 'sound.mp4')];
  return { command: `ffmpeg ${all.join(' ')}`, run: () => cleanly(into, () => costOfCommand('ffmpeg', all)) };
}

function apartProcesses(folder: string, film: string, source: SourceFacts, encoding: Encoding): Contender {
  const into = join(folder, 'apart');
  const each = encoding.rungs.map(({ name }) => intoFiles(into, film, source, encoding, [name]));
  return {
    command: each.map((args) => `ffmpeg ${args.join(' ')}`).join('\n        '),
    run: () =>
      cleanly(into, async () => {
        const costs: Required<Cost>[] = [];
        for (const args of each) costs.push(await costOfCommand('ffmpeg', args));
        const sum = (pick: (cost: Required<Cost>) => number) => costs.reduce((total, cost) => total + pick(cost), 0);
        return { seconds: sum((cost) => cost.seconds), cpuSeconds: sum((cost) => cost.cpuSeconds) };
      }),
  };
}

/** The very arguments of the product, over the whole film, into files instead of pipes. */
function intoFiles(into: string, film: string, source: SourceFacts, encoding: Encoding, names: string[]): string[] {
  const rungs = [...encoding.rungs.filter(({ name }) => names.includes(name))];
  rungs.sort((a, b) => Number(b.name === encoding.first) - Number(a.name === encoding.first));
  const stills = names.includes(encoding.first);
  const limits = { maxPixels: 35_389_440, maxStreams: 16 };
  const order = { path: film, source, encoding, rungs, stills, firstFrame: 0, frames: null, threads: 1, limits };
  return chunkArguments(order).map((argument) =>
    argument.startsWith('pipe:') ? join(into, `${names.join('-')}-${argument.slice(5)}.mp4`) : argument,
  );
}

async function cleanly(into: string, work: () => Promise<Cost>): Promise<Cost> {
  await rm(into, { recursive: true, force: true });
  await mkdir(into);
  return work();
}

function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? 0;
}
