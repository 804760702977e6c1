import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { type Child, startChild } from '../bin/services/child';
import { freePort } from '../bin/services/ports';
import { startPostgres } from '../bin/services/postgres';
import { runFfmpeg } from '../test/support/clips';
import { draftVideo, openChannel, whenSettled } from '../test/support/creator';
import { waitFor } from '../test/support/wait-for';

const run = promisify(execFile);
const root = join(__dirname, '..');

/** A published film of ten minutes, and the one web process that delivers it. */
export interface DeliveredFilm {
  web: Child;
  /** `http://127.0.0.1:N`. */
  url: string;
  /** `vid_…` */
  videoId: string;
  /** `http://127.0.0.1:N/p/{token}`, a session anybody could have. */
  session: string;
  /** Of the first rendition in the master, relative to the session. */
  playlist: string;
  generationId: string;
  /** Where the objects of this generation lie as files. */
  objects: string;
  stop(): Promise<void>;
}

/** Uploads through the whole product, then leaves a web process of its own, with these variables, too. */
export async function deliverFilm(folder: string, more: NodeJS.ProcessEnv = {}): Promise<DeliveredFilm> {
  const film = join(folder, 'film.mp4');
  const picture = 'testsrc2=s=320x180:r=24:d=600';
  await runFfmpeg([
    ...['-f', 'lavfi', '-i', picture, '-f', 'lavfi', '-i', 'sine=frequency=440:sample_rate=48000:duration=600'],
    ...['-c:v', 'libx264', '-preset', 'ultrafast', '-g', '48', '-pix_fmt', 'yuv420p', '-c:a', 'aac', '-ac', '2', film],
  ]);
  const postgres = await startPostgres({ dataDir: join(folder, 'postgres'), throwAway: true });
  const env = {
    PATH: process.env.PATH,
    HOME: folder,
    NODE_ENV: 'test',
    LOG_LEVEL: 'info', // a line a request, as everywhere
    DATABASE_URL: postgres.url,
    SHOWRUNNER_SECRET: 'a-secret-for-the-benchmark-of-delivery',
    SHOWRUNNER_DATA_DIR: join(folder, 'data'),
  };
  await run(process.execPath, [join(root, 'dist/processes/release.js')], { env, cwd: root });
  const everything = await start('everything', env);
  const { creator, handle } = await openChannel(everything.url);
  const video = await draftVideo(creator, handle);
  await creator.upload(video, film);
  const state = await whenSettled(creator, video, 600_000);
  if (state.status !== 'ready') throw new Error(`The film did not become ready: ${JSON.stringify(state)}`);
  await creator.put(`/videos/${video}/publication`, { visibility: 'public' });
  await everything.child.stop();

  const web = await start('web', { ...env, ...more });
  const answer = await fetch(`${web.url}/api/v1/videos/${video}/playback`, { method: 'POST' });
  const { manifestUrl } = (await answer.json()) as { manifestUrl: string };
  const master = await (await fetch(web.url + manifestUrl)).text();
  const playlist = master.split('\n').find((line) => line !== '' && !line.startsWith('#')) ?? '';
  const generationId = playlist.split('/')[0] ?? '';
  const { stdout } = await run('find', [join(folder, 'data'), '-type', 'd', '-name', generationId]);
  return {
    web: web.child,
    url: web.url,
    videoId: video,
    session: web.url + manifestUrl.replace('/master.m3u8', ''),
    playlist,
    generationId,
    objects: stdout.trim(),
    stop: async () => {
      await web.child.stop();
      await postgres.stop();
    },
  };
}

async function start(part: 'everything' | 'web', env: NodeJS.ProcessEnv): Promise<{ child: Child; url: string }> {
  const port = await freePort();
  const args = [
    ...(process.env.DELIVERY_PROFILE && part === 'web'
      ? ['--cpu-prof', `--cpu-prof-dir=${process.env.DELIVERY_PROFILE}`]
      : []),
    join(root, `dist/processes/${part}.js`),
  ];
  const child = await startChild({
    name: part,
    command: process.execPath,
    args,
    env: { ...env, PORT: String(port) },
    cwd: root,
  });
  const url = `http://127.0.0.1:${port}`;
  await waitFor('Showrunner to be ready', async () => (await fetch(`${url}/readyz`)).ok, { withinMs: 60_000 });
  return { child, url };
}
