import { chownSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { ServerAccount } from '../services/postgres-binaries';
import type { AddOns } from './add-ons';
import type { Claims } from './claims';
import { readProcfile } from './config';
import { type Dyno, startDyno } from './dyno';
import type { Limits } from './limits';
import type { Router } from './router';
import type { Slug } from './slug';

export interface Stage {
  slug: Slug;
  addOns: AddOns;
  /** The config vars; every dyno has the same. */
  vars: Record<string, string>;
  /** Each dyno may write in one folder below it, and nowhere else. */
  dataDir: string;
  account: ServerAccount | null;
  limits: Limits;
  claims: Claims;
  router: Router;
  /** The film to upload. */
  film: Buffer;
  /** Values that no log may show. */
  secrets: Set<string>;
  /** Every dyno there was, so that none is left over. */
  raised: Dyno[];
  say(line: string): void;
}

export interface Raising {
  /** Only web has one. */
  port?: number;
  /** A command of its own, in a one-off dyno; else the line of the Procfile. */
  line?: string;
  /** What differs from the config vars. */
  vars?: Record<string, string>;
}

/** One dyno of a process type, `web.1`, with a disk that no other sees. */
export async function raise(stage: Stage, name: string, { port, line: own, vars = {} }: Raising = {}): Promise<Dyno> {
  const line = own ?? readProcfile(stage.slug.directory)[name.split('.')[0] ?? ''] ?? 'false';
  const disk = join(stage.dataDir, name);
  const temporary = join(disk, 'tmp');
  for (const folder of [disk, temporary]) {
    mkdirSync(folder, { recursive: true });
    if (stage.account) chownSync(folder, stage.account.uid, stage.account.gid);
  }
  const env = { ...stage.vars, DYNO: name, SHOWRUNNER_DATA_DIR: disk, TMPDIR: temporary, ...vars };
  const dyno = await startDyno({ ...stage, line, name, env: port ? { ...env, PORT: String(port) } : env });
  stage.raised.push(dyno);
  return dyno;
}

/** Milliseconds until web says that it lives; null when it ended or a minute was not enough. */
export function untilAlive(dyno: Dyno, port: number): Promise<number | null> {
  return until(dyno, async () => (await fetch(`http://127.0.0.1:${port}/livez`).catch(() => null))?.ok ?? false);
}

/** Milliseconds until a dyno logs that it has started; null as above. */
export function untilStarted(dyno: Dyno): Promise<number | null> {
  return until(dyno, async () => dyno.lines().some((line) => line.includes('"Started"')));
}

async function until(dyno: Dyno, reached: () => Promise<boolean>): Promise<number | null> {
  while (!dyno.hasExited() && Date.now() - dyno.startedAt < 60_000) {
    if (await reached()) return Date.now() - dyno.startedAt;
    await pause(25);
  }
  return null;
}

export const pause = (ms: number) => new Promise<null>((resolve) => setTimeout(() => resolve(null), ms));
export const inSeconds = (ms: number | null) => (ms === null ? 'never' : `${(ms / 1000).toFixed(1)} s`);
