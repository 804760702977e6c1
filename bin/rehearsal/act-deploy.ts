import { stopInOrder } from './act-stop';
import { rehearseRelease } from './acts';
import { publicUrl } from './config';
import type { Creator } from './creator';
import { checkConnections, dynosOf, type Formation, raiseFormation, routesTo, untilFormationWorks } from './formation';
import { type Load, startLoad } from './load';
import { pause, type Stage } from './stage';
import { checkTrace } from './trace';

export interface Film {
  creator: Creator;
  videoId: string;
}

const sideBySideMs = 8_000;

/**
 * A release while people watch and upload, the old dynos working until the new ones do: the most connections there
 * can be. Then one as on the small plans, where the old get SIGTERM at the moment the new are started.
 */
export async function rehearseDeploys(stage: Stage, old: Formation, film: Film): Promise<Formation> {
  await rehearseRelease(stage, ['third']);
  stage.say('  A deploy under load, old and new side by side…');
  stage.addOns.takePeak();
  let load = loadOn(stage, film);
  const second = await raiseFormation(stage, 2);
  await untilFormationWorks(stage, second);
  stage.router.route([...routesTo(old), ...routesTo(second)]);
  await pause(sideBySideMs);
  await checkConnections(stage, 'with two releases side by side', [...dynosOf(old), ...dynosOf(second)]);
  await hand(stage, old, second);
  await endLoad(stage, load, 'side by side');

  stage.say('  A deploy under load, the old leaving while the new boot…');
  load = loadOn(stage, film);
  await pause(2_000);
  const third = await raiseFormation(stage, 3);
  await hand(stage, second, third);
  await untilFormationWorks(stage, third);
  await pause(2_000);
  await checkConnections(stage, 'while one release follows another', [...dynosOf(second), ...dynosOf(third)]);
  await endLoad(stage, load, 'one after another');
  return third;
}

const loadOn = (stage: Stage, { creator, videoId }: Film): Load =>
  startLoad({ port: stage.router.port, publicUrl }, creator, videoId, stage.film.subarray(0, 1024 ** 2));

async function hand(stage: Stage, from: Formation, to: Formation): Promise<void> {
  stage.router.route(routesTo(to));
  await Promise.all(dynosOf(from).map((dyno) => stopInOrder(stage, dyno)));
  for (const dyno of dynosOf(from)) {
    checkTrace(stage, dyno);
    await dyno.clear();
  }
}

async function endLoad({ claims, router }: Stage, load: Load, how: string): Promise<void> {
  const { visits, uploads, failures } = await load.end();
  const codes = router.lines().flatMap(({ code }) => (code && code !== 'H27' ? [code] : []));
  const failed = failures.length > 0 ? `: ${failures.slice(0, 3).join('; ')}` : '';
  claims.check(
    `nobody notices a deploy, ${how}`,
    failures.length === 0 && uploads > 0 && visits > 0,
    `${visits} visits, ${uploads} uploads, ${failures.length} failed${failed}; ` +
      `the router so far: ${router.lines().length} requests, errors ${codes.join(' ') || 'none'}`,
  );
}
