import { execFile } from 'node:child_process';
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { type Child, startChild } from '../bin/services/child';
import { freePort } from '../bin/services/ports';
import { draftVideo } from '../test/support/creator';
import type { Visitor } from '../test/support/visitor';
import { waitFor } from '../test/support/wait-for';

const run = promisify(execFile);
const root = join(__dirname, '..');
const sampleMs = 100;
const ticksPerSecond = 100; // USER_HZ, the same on every Linux

/** A web process and workers of the product on a database of their own. */
export interface EncodingProduct {
  url: string;
  /** CPU seconds of all workers with their tools so far, by samples. */
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
  const cpu = new Map<string, number>();
  const sampling = setInterval(() => {
    for (const { pid } of workers) {
      const tree = processesBelow(pid);
      peak = Math.max(
        peak,
        tree.reduce((sum, each) => sum + proportionalSet(each.pid), 0),
      );
      for (const each of tree) cpu.set(`${each.pid} ${each.startedAt}`, each.cpuSeconds);
    }
  }, sampleMs);
  return {
    url,
    workersCpuSeconds: () => [...cpu.values()].reduce((sum, seconds) => sum + seconds, 0),
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

interface Sampled {
  pid: number;
  parent: number;
  startedAt: string;
  /** Its own, without its children's. */
  cpuSeconds: number;
}

/**
 * A process and everything below it. Sampled, as a sandbox does not hand its children's time on to whoever waits for
 * it: what a tool does after its last sample is not seen.
 */
function processesBelow(rootPid: number): Sampled[] {
  const all = new Map<number, Sampled>();
  for (const name of readdirSync('/proc')) {
    if (!/^\d+$/.test(name)) continue;
    try {
      const stat = readFileSync(`/proc/${name}/stat`, 'utf8');
      const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
      const cpuSeconds = (Number(fields[11]) + Number(fields[12])) / ticksPerSecond;
      all.set(Number(name), { pid: Number(name), parent: Number(fields[1]), startedAt: fields[19] ?? '', cpuSeconds });
    } catch {
      // It has just ended.
    }
  }
  const isBelow = (pid: number): boolean => pid === rootPid || (pid > 1 && isBelow(all.get(pid)?.parent ?? 0));
  return [...all.values()].filter(({ pid }) => isBelow(pid));
}

/** Resident bytes; pages that processes share are counted once (PSS). */
function proportionalSet(pid: number): number {
  try {
    return Number(/^Pss:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/smaps_rollup`, 'utf8'))?.[1] ?? 0) * 1024;
  } catch {
    return 0;
  }
}
