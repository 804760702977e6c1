import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Child } from '../bin/services/child';
import { startBareServer } from './bare-server';
import { deliverFilm } from './delivered-film';
import { drive } from './http-driver';
import { bench, type Cost } from './measure';
import { cpuSecondsOf } from './processes';

const repeats = Number(process.env.SESSION_REPEATS ?? 5);
const requests = Number(process.env.SESSION_REQUESTS ?? 5_000);
const concurrency = 16;

/** Sessions granted by one web process, each decided and written down, against node:http with the same answer. */
bench('session', async ({ folder, input, compare, figure }) => {
  // A viewer has an address of their own, which the limit on starting counts; so the router's header is trusted.
  const film = await deliverFilm(folder, { TRUSTED_PROXY_HOPS: '1', SHED_ABOVE_MS: '60000' });
  const address = `${film.url}/api/v1/videos/${film.videoId}/playback`;
  const answer = await fetch(address, { method: 'POST' });
  const path = join(folder, 'answer.json');
  await writeFile(path, Buffer.from(await answer.arrayBuffer()));
  await input(path);
  const bare = await startBareServer(path, 'application/json; charset=utf-8');
  try {
    const side = (child: Child, url: string) => async (): Promise<Cost> => {
      const before = cpuSecondsOf(child.pid);
      await drive({ url: () => url, method: 'POST', headersOf: addressOf, requests, concurrency });
      return { cpuSeconds: cpuSecondsOf(child.pid) - before };
    };
    const [ours, theirs] = [side(film.web, address), side(bare.child, bare.url)];
    await ours(); // both have compiled their code before the first run that counts
    await theirs();
    const seconds: number[] = [];
    await compare({
      row: `${requests} sessions for ${concurrency} viewers at a time`,
      repeats,
      maxCpuRatio: 100,
      ours: {
        command: 'node dist/processes/web.js; POST /api/v1/videos/{id}/playback',
        run: async () => {
          const startedAt = performance.now();
          const cost = { ...(await ours()), seconds: (performance.now() - startedAt) / 1_000 };
          seconds.push(cost.seconds);
          return cost;
        },
      },
      bare: { command: `${bare.command}; POST /`, run: theirs },
    });
    figure('sessions a second at best', requests / Math.min(...seconds), '/s');
  } finally {
    await bare.child.stop();
    await film.stop();
  }
});

function addressOf(n: number): Record<string, string> {
  return { 'x-forwarded-for': `10.${(n >> 16) & 255}.${(n >> 8) & 255}.${n & 255}` };
}
