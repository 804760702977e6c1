import { execFile } from 'node:child_process';
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { type Child, startChild } from '../bin/services/child';
import { freePort } from '../bin/services/ports';
import { draftVideo } from '../test/support/creator';
import type { Visitor } from '../test/support/visitor';
import { waitFor } from '../test/support/wait-for';
import { cpuSecondsOf } from './processes';

const run = promisify(execFile);
const root = join(__dirname, '..');

/** A web process and workers of the product on a database of their own. */
export interface EncodingProduct {
  url: string;
  /** CPU seconds of all workers with their tools so far. */
  workersCpuSeconds(): number;
  /** The most that one worker has had resident together with its tools, in bytes; forgets it when asked. */
  peakMemory(): number;
  stop(): Promise<void>;
}

export interface ProductOptions {
  folder: string;
  databaseUrl: string;
  workers: number;
  env?: Record<string, string>;
}

export async function startEncodingProduct(options: ProductOptions): Promise<EncodingProduct> {
  const port = await freePort();
  const env = {
    ...{ PATH: process.env.PATH, HOME: options.folder, NODE_ENV: 'test', LOG_LEVEL: 'warn', PORT: String(port) },
    ...{ DATABASE_URL: options.databaseUrl, SHOWRUNNER_DATA_DIR: join(options.folder, 'data') },
    ...options.env,
  };
  const start = (name: string) => {
    const args = [join(root, 'dist/processes', `${name}.js`)];
    return startChild({ name, command: process.execPath, args, env, cwd: root });
  };
  await run(process.execPath, [join(root, 'dist/processes/release.js')], { env, cwd: root });
  const web = await start('web');
  const workers: Child[] = [];
  for (let i = 0; i < options.workers; i++) workers.push(await start('worker'));
  const url = `http://127.0.0.1:${port}`;
  await waitFor('Showrunner to be ready', async () => (await fetch(`${url}/readyz`)).ok, { withinMs: 60_000 });
  let peak = 0;
  const sampling = setInterval(() => {
    for (const { pid } of workers) peak = Math.max(peak, residentOfTree(pid));
  }, 150);
  return {
    url,
    workersCpuSeconds: () => workers.reduce((sum, { pid }) => sum + cpuSecondsOf(pid), 0),
    peakMemory: () => {
      const most = peak;
      peak = 0;
      return most;
    },
    stop: async () => {
      clearInterval(sampling);
      await Promise.all([web, ...workers].map((child) => child.stop()));
    },
  };
}

export interface Told {
  progress: number;
  etaSeconds: number | null;
  playable: boolean;
  failure: { code: string } | null;
  renditions: { name: string; state: string }[];
}

/** Uploads a film and waits until everything is made of it; returns what was told on the way. */
export async function uploadAndEncode(
  url: string,
  creator: Visitor,
  handle: string,
  film: string,
): Promise<{ seconds: number; told: (Told & { at: number })[] }> {
  const video = await draftVideo(creator, handle);
  const location = await creator.startUpload(video, 'film.mp4', statSync(film).size);
  const sent = await fetch(url + location, {
    method: 'PATCH',
    headers: {
      ...{ origin: creator.origin, cookie: creator.cookieHeader, 'tus-resumable': '1.0.0' },
      ...{ 'upload-offset': '0', 'content-type': 'application/offset+octet-stream' },
    },
    body: readFileSync(film),
  });
  if (sent.status !== 204) throw new Error(`PATCH: ${sent.status} ${await sent.text()}`);
  const startedAt = performance.now();
  const told: (Told & { at: number })[] = [];
  await waitFor(
    'everything to be made',
    async () => {
      const { body } = await creator.get<Told>(`/videos/${video}`);
      if (body.failure) throw new Error(body.failure.code);
      told.push({ ...body, at: (performance.now() - startedAt) / 1000 });
      return body.progress === 1;
    },
    { everyMs: 250, withinMs: 3_600_000 },
  );
  return { seconds: (performance.now() - startedAt) / 1000, told };
}

/** Resident bytes of a process and everything below it; pages that they share are counted once each (PSS). */
function residentOfTree(rootPid: number): number {
  const parents = new Map<number, number>();
  for (const name of readdirSync('/proc')) {
    if (!/^\d+$/.test(name)) continue;
    try {
      const stat = readFileSync(`/proc/${name}/stat`, 'utf8');
      parents.set(Number(name), Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1]));
    } catch {
      // It has just ended.
    }
  }
  const isBelow = (pid: number): boolean => pid === rootPid || (pid > 1 && isBelow(parents.get(pid) ?? 0));
  return [...parents.keys()].filter(isBelow).reduce((sum, pid) => sum + proportionalSet(pid), 0);
}

function proportionalSet(pid: number): number {
  try {
    return Number(/^Pss:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/smaps_rollup`, 'utf8'))?.[1] ?? 0) * 1024;
  } catch {
    return 0;
  }
}
