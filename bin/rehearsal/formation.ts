import { freePort } from '../services/ports';
import type { Counts } from './add-ons';
import { connectionLimit } from './add-ons';
import type { Dyno } from './dyno';
import type { WebDyno } from './router';
import { inSeconds, pause, raise, type Stage, untilAlive, untilStarted } from './stage';

/** Two webs, a worker and a billing: one release of the app. */
export interface Formation {
  webs: { dyno: Dyno; port: number }[];
  helpers: Dyno[];
}

const webBootBarMs = 5_000; // Heroku allows 60 s
const helperBootBarMs = 15_000; // nobody waits for a worker, but a crash loop would look like this

export async function raiseFormation(stage: Stage, release: number): Promise<Formation> {
  const webs = [];
  for (const number of [1, 2]) {
    const port = await freePort();
    webs.push({ port, dyno: await raise(stage, `web.${number}.r${release}`, { port }) });
  }
  const helpers = [await raise(stage, `worker.1.r${release}`), await raise(stage, `billing.1.r${release}`)];
  return { webs, helpers };
}

export const dynosOf = ({ webs, helpers }: Formation): Dyno[] => [...webs.map(({ dyno }) => dyno), ...helpers];

export const routesTo = ({ webs }: Formation): WebDyno[] => webs.map(({ dyno, port }) => ({ name: dyno.name, port }));

/** Waits until all of them work, and says how long each took. */
export async function untilFormationWorks({ claims }: Stage, { webs, helpers }: Formation): Promise<void> {
  for (const { dyno, port } of webs) {
    const ms = await untilAlive(dyno, port);
    claims.check(`${dyno.name} binds its port`, ms !== null && ms < webBootBarMs, inSeconds(ms));
  }
  for (const dyno of helpers) {
    const ms = await untilStarted(dyno);
    claims.check(`${dyno.name} starts`, ms !== null && ms < helperBootBarMs, inSeconds(ms));
  }
}

/** What each process said it may open, added up. */
function announcedConnections(dynos: readonly Dyno[]): Counts {
  const sum: Counts = { PostgreSQL: 0, Redis: 0, RabbitMQ: 0 };
  for (const dyno of dynos) {
    const line = dyno.lines().find((each) => each.includes('"connections":'));
    const { connections } = JSON.parse(line ?? '{"connections":{}}') as {
      connections: { postgres?: number; redis?: number; amqp?: number };
    };
    sum.PostgreSQL += connections.postgres ?? 0;
    sum.Redis += connections.redis ?? 0;
    sum.RabbitMQ += connections.amqp ?? 0;
  }
  return sum;
}

/** Takes the peak since the last look, and compares it with the limit and with what the processes announced. */
export async function checkConnections({ addOns, claims }: Stage, when: string, dynos: readonly Dyno[]): Promise<void> {
  const [peak, refused, announced] = [addOns.takePeak(), await addOns.refused(), announcedConnections(dynos)];
  await pause(200);
  addOns.takePeak(); // in which our own question to Redis was counted
  for (const service of Object.keys(peak) as (keyof Counts)[]) {
    claims.check(
      `${service}: connections ${when}`,
      peak[service] <= announced[service] && announced[service] <= connectionLimit && refused[service] === 0,
      `at most ${peak[service]} at once, ${announced[service]} announced, ${connectionLimit} allowed, ${refused[service]} refused`,
    );
  }
}
