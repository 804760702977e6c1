import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Child } from '../bin/services/child';
import { startBareServer } from './bare-server';
import { deliverFilm } from './delivered-film';
import { drive } from './http-driver';
import { bench, type Cost } from './measure';
import { cpuSecondsOf } from './processes';

const repeats = Number(process.env.PLAYLIST_REPEATS ?? 5);
const requests = Number(process.env.PLAYLIST_REQUESTS ?? 20_000);
const concurrency = 32;

/** Playlists of a film as players ask for them, against node:http sending the same bytes from memory. */
bench('playlist', async ({ folder, input, compare, figure }) => {
  const film = await deliverFilm(folder);
  const servers: Child[] = [];
  try {
    for (const coding of ['gzip', 'identity']) {
      const url = `${film.session}/${film.playlist}`;
      const body = await bytesOf(url, coding);
      const path = join(folder, `playlist.${coding}`);
      await writeFile(path, body);
      await input(path);
      const bare = await startBareServer(path, 'application/vnd.apple.mpegurl');
      servers.push(bare.child);
      const side = (child: Child, address: string) => async (): Promise<Cost> => {
        const before = cpuSecondsOf(child.pid);
        await drive({ url: () => address, headers: { 'accept-encoding': coding }, requests, concurrency });
        return { cpuSeconds: cpuSecondsOf(child.pid) - before };
      };
      const [ours, theirs] = [side(film.web, url), side(bare.child, bare.url)];
      await ours(); // both have compiled their code before the first run that counts
      await theirs();
      const costs: Cost[] = [];
      await compare({
        row: `${requests} playlists of ${body.length} bytes, ${coding}`,
        repeats,
        maxCpuRatio: 3,
        ours: {
          command: `node dist/processes/web.js; GET /p/{token}/${film.playlist}`,
          run: async () => {
            const startedAt = performance.now();
            const cost = { ...(await ours()), seconds: (performance.now() - startedAt) / 1000 };
            costs.push(cost);
            return cost;
          },
        },
        bare: { command: `${bare.command}; GET /`, run: theirs },
      });
      const best = Math.min(...costs.map(({ seconds = 0 }) => seconds));
      figure(`playlists a second at best, ${coding}`, requests / best, '/s');
    }
  } finally {
    await Promise.all(servers.map((child) => child.stop()));
    await film.stop();
  }
});

async function bytesOf(url: string, coding: string): Promise<Buffer> {
  const { request } = await import('node:http');
  return new Promise((resolve, reject) => {
    request(url, { headers: { 'accept-encoding': coding } }, async (answer) => {
      const chunks = await answer.toArray();
      resolve(Buffer.concat(chunks));
    })
      .once('error', reject)
      .end();
  });
}
