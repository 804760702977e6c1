import { freePort } from '../services/ports';
import { addressVars } from './config';
import { inSeconds, raise, type Stage, untilAlive } from './stage';
import { checkTrace } from './trace';

const bootBarMs = 5_000; // Heroku allows web 60 s

/** With every add-on away web must still bind its port and say that it lives. */
export async function rehearseLonelyBoot(stage: Stage): Promise<void> {
  const port = await freePort();
  const { addOns } = stage;
  const vars = addressVars({
    databaseUrl: 'postgres://app:nobody-there@127.0.0.1:9/app',
    redisUrl: 'rediss://:nobody-there@127.0.0.1:9',
    amqpUrl: 'amqps://app:nobody-there@127.0.0.1:9/app',
    smtpUrl: 'smtp://127.0.0.1:9',
    storage: { ...addOns.storage, S3_ENDPOINT: 'http://127.0.0.1:9' },
    authority: addOns.authority,
  });
  const dyno = await raise(stage, 'web.lonely', { port, vars });
  const ms = await untilAlive(dyno, port);
  stage.claims.check('web answers /livez with every add-on down', ms !== null && ms < bootBarMs, inSeconds(ms));
  if (ms === null) stage.say(dyno.lines().slice(-5).join('\n'));
  await dyno.clear();
}

/** The operator's first look, in a one-off dyno: everything must be well, and what can be set right is. */
export async function rehearseDoctor(stage: Stage): Promise<void> {
  const dyno = await raise(stage, 'run.1', { line: 'node dist/processes/operator-cli.js doctor' });
  const { code } = await dyno.exited;
  stage.claims.check('the doctor finds everything well', code === 0, `exit ${code}`);
  if (code !== 0) stage.say(dyno.lines().join('\n'));
  await dyno.clear();
}

/** The release phase, twice: the second finds nothing to do and harms nothing. */
export async function rehearseRelease(stage: Stage, times: readonly string[] = ['first', 'second']): Promise<void> {
  for (const time of times) {
    const dyno = await raise(stage, `release.${time}`);
    const { code } = await dyno.exited;
    const took = inSeconds(Date.now() - dyno.startedAt);
    stage.claims.check(`release, ${time} time`, code === 0, `exit ${code}, ${took}`);
    if (code !== 0) stage.say(dyno.lines().slice(-5).join('\n'));
    checkTrace(stage, dyno);
    await dyno.clear();
  }
}
