import { chmodSync, chownSync, existsSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { demoSeeder, rehearseLonelyBoot, rehearseRelease, rehearseShift, type Stage } from '../rehearsal/acts';
import { startAddOns } from '../rehearsal/add-ons';
import { createClaims } from '../rehearsal/claims';
import { findLimits } from '../rehearsal/limits';
import { allowWrites, compileSlug, provideNode, type Slug } from '../rehearsal/slug';
import { isRoot, nobody } from '../services/postgres-binaries';
import { CommandFailure, command, run } from '../tools/run';
import { ensureTools } from '../tools/system-tools';

const usage = `bin/rehearse-heroku [--node MAJOR] [--keep]: builds a clean clone as Heroku does and runs it under Heroku's limits.
  --node MAJOR  with that Node from npm, for example 24; otherwise the one on the path
  --keep        leave the folder for a look`;

const say = (line: string) => console.log(line);

command(async () => {
  const { values } = parseArgs({
    options: {
      node: { type: 'string' },
      keep: { type: 'boolean', default: false },
      help: { type: 'boolean', short: 'h' },
    },
  });
  if (values.help) {
    say(usage);
    return 0;
  }
  if (process.platform !== 'linux')
    throw new CommandFailure('bin/rehearse-heroku needs Linux: limits and accounts are its own.');
  await ensureTools(['ffmpeg', 'redis-server', 'rabbitmq-server'], say);
  const folder = mkdtempSync(join(tmpdir(), 'showrunner-rehearsal-'));
  chmodSync(folder, 0o755);
  try {
    return await rehearse(folder, values.node ?? null);
  } finally {
    if (existsSync(join(folder, 'slug'))) allowWrites(join(folder, 'slug'));
    if (values.keep) say(`The folder is ${folder}`);
    else rmSync(folder, { recursive: true, force: true });
  }
});

async function rehearse(folder: string, major: string | null): Promise<number> {
  const limits = findLimits();
  const account = isRoot() ? nobody() : null;
  say(`Limits: ${limits.describe}.`);
  say(`Account: ${account ? 'nobody' : 'your own'}; the slug is read-only${account ? '' : ' by its modes'}.`);
  const claims = createClaims(say);
  const slug = await compileSlug(folder, await provideNode(folder, major, say), claims, say);
  const dataDir = join(folder, 'data');
  for (const path of [dataDir, join(dataDir, 'tmp')]) {
    mkdirSync(path);
    if (account) chownSync(path, account.uid, account.gid);
  }
  const addOns = await startAddOns(join(folder, 'add-ons'), say);
  const stage: Stage = { slug, addresses: addOns, dataDir, account, limits, claims, say };
  try {
    await rehearseLonelyBoot(stage);
    await rehearseRelease(stage);
    await rehearseShift(stage, (url) => seedDemo(slug, url));
  } finally {
    await addOns.stop();
  }
  say('\nNot rehearsed here: the router, two web dynos, the daily cycle, TLS to the add-ons, object storage.');
  return claims.print() > 0 ? 1 : 0;
}

async function seedDemo(slug: Slug, url: string): Promise<string> {
  const { ok, output } = await run({ name: 'seed-demo', command: process.execPath, args: [demoSeeder(slug), url] });
  return ok ? 'ready' : output.trim().split('\n').slice(-2).join(' ');
}
