import { join } from 'node:path';
import { startPostgres } from '../bin/services/postgres';
import { runFfmpeg } from '../test/support/clips';
import { openChannel } from '../test/support/creator';
import { startEncodingProduct, uploadAndEncode } from './encoding-product';
import { bench } from './measure';

const runs = Number(process.env.ETA_RUNS ?? 5);
const allowed = 0.25;

/** How honest the time left is that the studio shows once a tenth of the work is over, on an idle queue. */
bench('eta', async ({ folder, input, figure }) => {
  const film = join(folder, 'film.mp4');
  const picture = 'testsrc2=s=1280x720:r=30:d=72,noise=alls=10:allf=t';
  await runFfmpeg([
    ...['-f', 'lavfi', '-i', picture, '-f', 'lavfi', '-i', 'sine=frequency=440:sample_rate=48000:duration=72'],
    ...[
      '-c:v',
      'libx264',
      '-preset',
      'ultrafast',
      '-b:v',
      '8M',
      '-pix_fmt',
      'yuv420p',
      '-c:a',
      'aac',
      '-ac',
      '2',
      film,
    ],
  ]);
  await input(film);
  const postgres = await startPostgres({ dataDir: join(folder, 'postgres'), throwAway: true });
  const product = await startEncodingProduct({ folder, databaseUrl: postgres.url, workers: 1 });
  let honest = 0;
  try {
    const { creator, handle } = await openChannel(product.url);
    for (let run = 0; run < runs; run++) {
      const { seconds, told } = await uploadAndEncode(product.url, creator, handle, film);
      const first = told.find(({ at, etaSeconds }) => at >= seconds / 10 && etaSeconds !== null);
      const rest = seconds - (first?.at ?? 0);
      const error = Math.abs((first?.etaSeconds ?? 0) - rest) / rest;
      if (error <= allowed) honest++;
      const [at, eta] = [first?.at.toFixed(1), first?.etaSeconds];
      console.log(
        `  run ${run + 1}: ${seconds.toFixed(1)} s in all; after ${at} s told ${eta} s left, off by ${Math.round(error * 100)} %`,
      );
    }
  } finally {
    await product.stop();
    await postgres.stop();
  }
  figure(
    `runs of ${runs} that were off by more than ${allowed * 100} % after the first tenth`,
    runs - honest,
    'runs',
    Math.floor(runs / 5),
  );
});
