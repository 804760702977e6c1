import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { rehearseCrash } from '../rehearsal/act-crash';
import { rehearseDeploys } from '../rehearsal/act-deploy';
import { rehearseStop } from '../rehearsal/act-stop';
import { rehearseWalk } from '../rehearsal/act-walk';
import { rehearseDoctor, rehearseLonelyBoot, rehearseRelease } from '../rehearsal/acts';
import { startAddOns } from '../rehearsal/add-ons';
import { createClaims } from '../rehearsal/claims';
import { configVars, secretsOf } from '../rehearsal/config';
import type { Dyno } from '../rehearsal/dyno';
import { makeFilm } from '../rehearsal/film';
import { checkConnections, dynosOf, raiseFormation, routesTo, untilFormationWorks } from '../rehearsal/formation';
import { findLimits } from '../rehearsal/limits';
import { startRouter } from '../rehearsal/router';
import { allowWrites, compileSlug, provideNode, slugFingerprint } from '../rehearsal/slug';
import type { Stage } from '../rehearsal/stage';
import { isRoot, nobody } from '../services/postgres-binaries';
import { CommandFailure, command } from '../tools/run';
import { ensureTools } from '../tools/system-tools';

const usage = `bin/rehearse-heroku [--node MAJOR] [--film FILE] [--keep]: builds a clean clone as Heroku does and runs it under Heroku's limits.
  --node MAJOR  with that Node from npm, for example 24; otherwise the one on the path
  --film FILE   upload this film; otherwise one of 54 seconds in 1080p is made
  --keep        leave the folder for a look`;

interface Options {
  node?: string | undefined;
  film?: string | undefined;
}

const say = (line: string) => console.log(line);

command(async () => {
  const { values } = parseArgs({
    options: {
      node: { type: 'string' },
      film: { type: 'string' },
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
  await ensureTools(['ffmpeg', 'redis-server', 'rabbitmq-server', 'openssl'], say);
  const folder = mkdtempSync(join(tmpdir(), 'showrunner-rehearsal-'));
  chmodSync(folder, 0o755);
  try {
    return await rehearse(folder, values);
  } finally {
    if (existsSync(join(folder, 'slug'))) allowWrites(join(folder, 'slug'));
    if (values.keep) say(`The folder is ${folder}`);
    else rmSync(folder, { recursive: true, force: true });
  }
});

async function rehearse(folder: string, values: Options): Promise<number> {
  const limits = findLimits();
  const account = isRoot() ? nobody() : null;
  say(`Limits: ${limits.describe}.`);
  say(`Account: ${account ? 'nobody' : 'your own'}; the slug is read-only${account ? '' : ' by its modes'}.`);
  const claims = createClaims(say);
  const slug = await compileSlug(folder, await provideNode(folder, values.node ?? null, say), claims, say);
  say('Making a film…');
  const film = values.film ? readFileSync(values.film) : await makeFilm(folder);
  const dataDir = join(folder, 'data');
  mkdirSync(dataDir);
  const addOns = await startAddOns(join(folder, 'add-ons'), say);
  const router = await startRouter();
  const vars = configVars(slug.directory, addOns);
  const secrets = new Set(secretsOf(vars));
  const raised: Dyno[] = [];
  try {
    await perform({ slug, addOns, vars, dataDir, account, limits, claims, router, film, secrets, raised, say });
  } finally {
    for (const dyno of raised) await dyno.clear();
    await router.stop();
    await addOns.stop();
  }
  say(`\nReal here: ${realHere}`);
  say(
    'Not rehearsed: TLS at the edge, HTTP/2, a build by Heroku, add-ons of Heroku’s own, a day of twenty-four hours.',
  );
  return claims.print() > 0 ? 1 : 0;
}

async function perform(stage: Stage): Promise<void> {
  const { claims, router, slug } = stage;
  const before = await slugFingerprint(slug.directory);
  await rehearseLonelyBoot(stage);
  await rehearseRelease(stage);
  await rehearseDoctor(stage);
  let formation = await raiseFormation(stage, 1);
  await untilFormationWorks(stage, formation);
  router.route(routesTo(formation));
  const film = await rehearseWalk(stage, formation.helpers[0] as Dyno);
  await checkConnections(stage, 'in everyday work', dynosOf(formation));
  formation = await rehearseCrash(stage, film.creator, formation);
  formation = await rehearseDeploys(stage, formation, film);
  await rehearseStop(stage, formation);
  const unchanged = (await slugFingerprint(slug.directory)) === before;
  claims.check('nothing was written into the slug', unchanged, unchanged ? 'every file as before' : 'files changed');
}

const realHere =
  'TLS alone to PostgreSQL, Redis and RabbitMQ; 20 connections each; 100 queues; the router’s 30 and 55 seconds; ' +
  'media on S3; a disk of its own for each dyno; the configuration of production.';
