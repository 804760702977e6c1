import { randomBytes } from 'node:crypto';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type Child, startChild } from '../bin/services/child';
import { freePort } from '../bin/services/ports';
import { ensureTools, findTool } from '../bin/tools/system-tools';
import { waitFor } from '../test/support/wait-for';
import { deliverFilm } from './delivered-film';
import { drive } from './http-driver';
import { bench, type Cost } from './measure';
import { cpuSecondsOf, peakMemoryOf } from './processes';

const repeats = Number(process.env.SEGMENTS_REPEATS ?? 5);
const requests = Number(process.env.SEGMENTS_REQUESTS ?? 3_000);
const concurrency = 16;
const segmentBytes = 1024 ** 2;
/** More than the memory of a web process keeps, so that each one is read from its file, and fewer than it keeps. */
const [cold, hot] = [96, 8];

/** Segments of 1 MiB as viewers get them, from one web process, against nginx sending the same files by sendfile. */
bench('segments', async ({ folder, input, compare, figure }) => {
  await ensureTools(['nginx'], (line) => console.log(line));
  const film = await deliverFilm(folder);
  const files = join(film.objects, 'bench', 'f1');
  await mkdir(files, { recursive: true });
  for (let n = 0; n < cold; n++) await writeFile(join(files, `s${n}.m4s`), randomBytes(segmentBytes));
  await input(join(files, 's0.m4s'));
  const nginx = await startNginx(folder, files);
  try {
    const side = (child: Child, url: (n: number) => string) => async (): Promise<Cost> => {
      const before = cpuSecondsOf(child.pid);
      const { bytes } = await drive({ url, requests, concurrency });
      if (bytes < requests * segmentBytes) throw new Error('Too few bytes came');
      return { cpuSeconds: cpuSecondsOf(child.pid) - before };
    };
    for (const [row, count, maxCpuRatio] of [
      [`1 MiB segments from disk, ${requests} by ${concurrency} viewers`, cold, 2],
      ['the same, of which many viewers want the same few', hot, undefined],
    ] as const) {
      const address = (base: string) => (n: number) => `${base}/s${n % count}.m4s`;
      const ours = side(film.web, address(`${film.session}/${film.generationId}/bench/f1`));
      const bare = side(nginx.child, address(nginx.url));
      await ours(); // everything has compiled its code, and the files lie in the system's memory
      await bare();
      await compare({
        row,
        repeats,
        maxCpuRatio,
        ours: { command: 'node dist/processes/web.js; GET /p/{token}/{generation}/bench/f1/sN.m4s', run: ours },
        bare: { command: `nginx with ${nginx.settings}; GET /sN.m4s`, run: bare },
      });
    }
    figure('most memory of web', peakMemoryOf(film.web.pid) / 1024 ** 2, 'MB', 400);
  } finally {
    await nginx.child.stop();
    await film.stop();
  }
});

async function startNginx(folder: string, files: string): Promise<{ child: Child; url: string; settings: string }> {
  const port = await freePort();
  const config = join(folder, 'nginx.conf');
  const settings = 'sendfile on, tcp_nopush on, access_log on, one process';
  const temporary = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi']
    .map((name) => `${name}_temp_path ${join(folder, name)};`)
    .join(' ');
  await writeFile(
    config,
    `daemon off; master_process off; pid ${join(folder, 'nginx.pid')}; error_log ${join(folder, 'error.log')};
     events { worker_connections 512; }
     http { ${temporary} access_log ${join(folder, 'access.log')}; sendfile on; tcp_nopush on; keepalive_requests 1000000;
       server { listen 127.0.0.1:${port}; root ${files}; } }`,
  );
  const child = await startChild({
    name: 'nginx',
    command: findTool('nginx') ?? 'nginx',
    args: ['-c', config, '-e', join(folder, 'start.log')],
    stopSignal: 'SIGQUIT',
    env: { PATH: process.env.PATH },
  });
  const url = `http://127.0.0.1:${port}`;
  await waitFor('nginx to listen', async () => (await fetch(`${url}/s0.m4s`)).ok, { withinMs: 30_000 });
  return { child, url, settings };
}
