import { isListening } from '../services/ports';
import { publicUrl } from './config';
import type { Dyno } from './dyno';
import { dynosOf, type Formation, routesTo } from './formation';
import { inSeconds, pause, type Stage } from './stage';
import { checkTrace } from './trace';
import { Visitor } from './visitor';

const stopBarMs = 25_000; // Heroku kills after 30 s

/** The last release goes: each web in the middle of a request whose body comes slowly. */
export async function rehearseStop(stage: Stage, formation: Formation): Promise<void> {
  for (const { dyno, port } of formation.webs) {
    stage.router.route(routesTo(formation).filter(({ name }) => name === dyno.name));
    const answer = slowSignUp(stage);
    await pause(1_000);
    stage.router.route([]);
    await stopInOrder(stage, dyno, async () => {
      await pause(500);
      const open = await isListening(port);
      stage.claims.check(
        `${dyno.name} takes no new connections after SIGTERM`,
        !open,
        open ? 'it still does' : 'refused',
      );
      const status = await answer;
      stage.claims.check(
        `the request under way at SIGTERM of ${dyno.name} is answered`,
        status === 201,
        String(status),
      );
    });
  }
  for (const dyno of formation.helpers) await stopInOrder(stage, dyno);
  for (const dyno of dynosOf(formation)) {
    checkTrace(stage, dyno);
    await dyno.clear();
  }
}

/** Two SIGTERMs to every process of the dyno, as Heroku may send. */
export async function stopInOrder(stage: Stage, dyno: Dyno, meanwhile?: () => Promise<void>): Promise<void> {
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

/** Somebody signs up over a line so slow that the body takes four seconds. Resolves with the status. */
async function slowSignUp({ router }: Stage): Promise<number | string> {
  const visitor = new Visitor({ port: router.port, publicUrl, place: 5 });
  const email = `sally-${Date.now()}@rehearsal.example`;
  const body = Buffer.from(JSON.stringify({ email, password: 'a slow but certain passphrase', displayName: 'Sally' }));
  const headers = { 'content-type': 'application/json' };
  const asking = { headers, body, pieces: { count: 3, pauseMs: 2_000 } };
  const answer = await visitor.ask('POST', '/api/v1/accounts', asking).catch((error: Error) => error);
  visitor.leave();
  return answer instanceof Error ? answer.message : answer.status;
}
