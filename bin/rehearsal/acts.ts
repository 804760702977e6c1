import { join } from 'node:path';
import { freePort, isListening } from '../services/ports';
import type { ServerAccount } from '../services/postgres-binaries';
import type { Claims } from './claims';
import { type Addresses, configVars, readProcfile } from './config';
import { type Dyno, startDyno } from './dyno';
import type { Limits } from './limits';
import { slowSignUp } from './slow-request';
import { type Slug, slugFingerprint } from './slug';

export interface Stage {
  slug: Slug;
  addresses: Addresses;
  /** The one folder a dyno may write. */
  dataDir: string;
  account: ServerAccount | null;
  limits: Limits;
  claims: Claims;
  say(line: string): void;
}

const bootBarMs = 5_000; // Heroku allows web 60 s
const helperBootBarMs = 15_000; // nobody waits for a worker, but a crash loop would look like this
const stopBarMs = 25_000; // Heroku kills after 30 s

const dead: Addresses = {
  databaseUrl: 'postgres://app:app@127.0.0.1:9/app',
  redisUrl: 'redis://127.0.0.1:9',
  amqpUrl: 'amqp://127.0.0.1:9',
};

function raise(stage: Stage, type: string, port: number, addresses = stage.addresses, name = type): Promise<Dyno> {
  const line = readProcfile(stage.slug.directory)[type] ?? 'false';
  const env = { ...configVars(stage.slug.directory, addresses, port, stage.dataDir), DYNO: `${type}.1` };
  const listening: Record<string, string> = type === 'web' ? { PORT: String(port) } : {};
  return startDyno({ ...stage, line, name, env: { ...env, ...listening } });
}

/** The release phase, twice: the second finds nothing to do and harms nothing. */
export async function rehearseRelease(stage: Stage): Promise<void> {
  for (const time of ['first', 'second']) {
    const dyno = await raise(stage, 'release', 0);
    const { code } = await dyno.exited;
    stage.claims.check(`release, ${time} time`, code === 0, `exit ${code}, ${took(dyno)}`);
    if (code !== 0) stage.say(dyno.lines().slice(-5).join('\n'));
    await dyno.clear();
  }
}

/** With every add-on away web must still bind its port and say that it lives. */
export async function rehearseLonelyBoot(stage: Stage): Promise<void> {
  const port = await freePort();
  const dyno = await raise(stage, 'web', port, dead, 'lonely-web');
  const ms = await untilAlive(dyno, port);
  stage.claims.check('web answers /livez with every add-on down', ms !== null && ms < bootBarMs, inSeconds(ms));
  await dyno.clear();
}

/** All processes at once; boot, work, SIGTERM twice in the middle of a request. */
export async function rehearseShift(stage: Stage, work: (url: string) => Promise<string>): Promise<void> {
  const { claims, say } = stage;
  const port = await freePort();
  const before = await slugFingerprint(stage.slug.directory);
  const web = await raise(stage, 'web', port);
  const helpers = [await raise(stage, 'worker', port), await raise(stage, 'billing', port)];
  try {
    const alive = await untilAlive(web, port);
    claims.check('web binds its port', alive !== null && alive < bootBarMs, inSeconds(alive));
    for (const dyno of helpers) {
      const ms = await untilStarted(dyno);
      claims.check(`${dyno.name} starts`, ms !== null && ms < helperBootBarMs, inSeconds(ms));
    }
    say('  A demo film is uploaded and packaged inside the limits…');
    const outcome = await work(`http://localhost:${port}`).catch((error: Error) => error.message);
    claims.check('a film goes from upload to playable', outcome === 'ready', outcome);
    await rehearseStop(stage, web, port);
    for (const dyno of helpers) await stopsInOrder(stage, dyno);
    for (const dyno of [web, ...helpers]) checkTrace(stage, dyno);
    const unchanged = (await slugFingerprint(stage.slug.directory)) === before;
    claims.check('nothing was written into the slug', unchanged, unchanged ? 'every file as before' : 'files changed');
  } finally {
    for (const dyno of [web, ...helpers]) await dyno.clear();
  }
}

async function rehearseStop(stage: Stage, web: Dyno, port: number): Promise<void> {
  const answer = slowSignUp(port, 4_000).catch((error: Error) => error.message);
  await pause(1_000);
  await stopsInOrder(stage, web, async () => {
    await pause(500);
    const open = await isListening(port);
    stage.claims.check('web takes no new connections after SIGTERM', !open, open ? 'it still does' : 'refused');
    const status = await answer;
    stage.claims.check('the request under way at SIGTERM is answered', status === 201, `status ${status}`);
  });
}

async function stopsInOrder(stage: Stage, dyno: Dyno, meanwhile?: () => Promise<void>): Promise<void> {
  const asked = Date.now();
  dyno.terminate();
  await pause(300);
  if (!dyno.hasExited()) dyno.terminate();
  await meanwhile?.();
  const outcome = await Promise.race([dyno.exited, pause(30_000)]);
  const ms = Date.now() - asked;
  const code = outcome?.code ?? 'none';
  stage.claims.check(
    `${dyno.name} stops on two SIGTERMs`,
    code === 0 && ms < stopBarMs,
    `exit ${code} in ${inSeconds(ms)}`,
  );
  if (code !== 0) stage.say(dyno.lines().slice(-5).join('\n'));
}

function checkTrace({ claims }: Stage, dyno: Dyno): void {
  const memory = dyno.peakMemoryMb();
  claims.check(
    `${dyno.name} stays under 512 MB`,
    memory < 512 && dyno.kills() === 0,
    `peak ${memory.toFixed(0)} MB, ${dyno.kills()} kills`,
  );
  const tasks = dyno.peakTasks();
  claims.check(`${dyno.name} stays under 256 processes and threads`, tasks > 0 && tasks < 256, `peak ${tasks}`);
  const lines = dyno.lines();
  const bad = lines.filter((line) => line.length > 10_000 || !isJson(line));
  claims.check(
    `${dyno.name} logs one JSON line an entry`,
    lines.length > 0 && bad.length === 0,
    `${lines.length} lines, ${bad.length} others`,
  );
}

async function untilAlive(dyno: Dyno, port: number): Promise<number | null> {
  while (!dyno.hasExited() && Date.now() - dyno.startedAt < 60_000) {
    const answer = await fetch(`http://127.0.0.1:${port}/livez`).catch(() => null);
    if (answer?.ok) return Date.now() - dyno.startedAt;
    await pause(25);
  }
  return null;
}

async function untilStarted(dyno: Dyno): Promise<number | null> {
  while (!dyno.hasExited() && Date.now() - dyno.startedAt < 60_000) {
    if (dyno.lines().some((line) => line.includes('"Started"'))) return Date.now() - dyno.startedAt;
    await pause(25);
  }
  return null;
}

function isJson(line: string): boolean {
  try {
    JSON.parse(line);
    return true;
  } catch {
    return false;
  }
}

export const demoSeeder = (slug: Slug): string => join(slug.directory, 'dist', 'processes', 'seed-demo.js');

const pause = (ms: number) => new Promise<null>((resolve) => setTimeout(() => resolve(null), ms));
const inSeconds = (ms: number | null) => (ms === null ? 'never' : `${(ms / 1000).toFixed(1)} s`);
const took = (dyno: Dyno) => inSeconds(Date.now() - dyno.startedAt);
