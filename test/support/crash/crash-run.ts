import { readFile } from 'node:fs/promises';
import { setTimeout as pause } from 'node:timers/promises';
import { bFrames30, makeClip } from '../clips';
import { randomFrom, randomNumbers } from '../random-numbers';
import { waitFor } from '../wait-for';
import { type Findings, judge } from './judge';
import { isCounted, type Kill, killOnce, planKills } from './killer';
import { type Done, type OwnVideo, operate } from './operations';
import { newTally, PatientClient, type Tally } from './patient-client';
import { letSilentClaimsRunOut, letSilentTasksRunOut, videosOf, workLeft } from './questions';
import { openWorld, type Target, type World } from './world';

export interface CrashPlan {
  seed: number;
  operations: number;
  kills: number;
  clients: number;
  /** Lets the tasks of the dead run out at once, instead of waiting for as long as the product would. */
  hurry: boolean;
  /** Hears of each kill as it happens, so that a run that hangs tells where. */
  say(kill: Kill): void;
}

export interface Verdict {
  seed: number;
  operations: number;
  attempts: number;
  acked: number;
  /** Acknowledged after a failure. */
  recovered: number;
  /** Repeats, of requests and of messages, that found their effect made. */
  absorbed: number;
  lost: number;
  doubled: number;
  wrong: number;
  kills: Record<Target, number>;
  /** Kills with work in flight. */
  counted: number;
  inFlight: { requests: number; tasks: number; messages: number };
  loadSeconds: number;
  drainSeconds: number;
  findings: Findings;
  log: readonly Kill[];
}

/** Clients at work on the whole product while its processes are ended one after the other; then the reckoning. */
export async function crashRun(plan: CrashPlan): Promise<Verdict> {
  const world = await openWorld({ webs: 2, workers: 2 });
  const hurrying = setInterval(() => {
    letSilentClaimsRunOut(world.db.reader).catch(() => undefined);
    if (plan.hurry) letSilentTasksRunOut(world.db.reader).catch(() => undefined);
  }, 1_000);
  try {
    return await runIn(world, plan);
  } finally {
    clearInterval(hurrying);
    await world.stop();
  }
}

async function runIn(world: World, plan: CrashPlan): Promise<Verdict> {
  const tally = newTally(world.urls.length);
  const films = await Promise.all([2, 3, 4].map(async (seconds) => readFile(await makeClip(bFrames30(seconds)))));
  const clients: PatientClient[] = [];
  for (let i = 0; i < plan.clients; i++) clients.push(await PatientClient.signUp(world.urls, tally));
  const began = Date.now();
  const gate: Gate = { open: 0, over: false };
  const done: Done[] = [];
  const ledgers = clients.map(({ handle }) => ({ handle, videos: [] as OwnVideo[] }));
  const working = Promise.all(
    clients.map((client, number) =>
      work(client, number, ledgers[number]?.videos ?? [], { plan, tally, films, gate, done }),
    ),
  );
  const log = await Promise.all([killAll(world, tally, plan, gate), working])
    .then(([kills]) => kills)
    .finally(() => {
      gate.over = true;
    });
  const loaded = Date.now();
  await untilDrained(world).catch(() => undefined);
  const drained = Date.now();
  const findings = await judge(world, ledgers);
  return {
    ...verdictOf(plan, tally, log, findings),
    absorbed:
      world.absorbed() +
      (await absorbedRepeats(
        world,
        ledgers.map(({ handle }) => handle),
        done,
      )),
    loadSeconds: seconds(loaded - began),
    drainSeconds: seconds(drained - loaded),
  };
}

interface Gate {
  /** Operations below this number may begin. */
  open: number;
  /** Nobody waits for anything any more. */
  over: boolean;
}

interface Shift {
  plan: CrashPlan;
  tally: Tally;
  films: readonly Buffer[];
  gate: Gate;
  done: Done[];
}

async function work(client: PatientClient, number: number, own: OwnVideo[], shift: Shift): Promise<void> {
  const { plan, tally, films, gate, done } = shift;
  const numbers = randomNumbers(plan.seed * 1_000 + number, 2 * plan.operations);
  for (let operation = number; operation < plan.operations; operation += plan.clients) {
    while (operation >= gate.open && !gate.over) await pause(5);
    if (gate.over) return;
    const chance = [numbers[2 * operation] ?? 0, numbers[2 * operation + 1] ?? 0] as const;
    const result = await operate(client, own, chance, `${plan.seed}-${operation}`, films);
    tally.acked++;
    if (result.tries.failures > 0) tally.recovered++;
    done.push(result);
  }
}

/** The load runs at most one part ahead of the kills, so that every kill meets some. */
async function killAll(world: World, tally: Tally, plan: CrashPlan, gate: Gate): Promise<Kill[]> {
  const numbers = randomFrom(plan.seed);
  const targets = planKills(plan.kills, numbers);
  const part = plan.operations / (plan.kills + 1);
  const log: Kill[] = [];
  for (const [i, target] of targets.entries()) {
    gate.open = Math.floor((i + 2) * part);
    const after = Math.floor((i + 0.2 + 0.6 * numbers()) * part);
    while (tally.acked < after && !gate.over) await pause(2);
    if (gate.over) break;
    const kill = await killOnce(world, tally, target, numbers, plan.hurry);
    plan.say(kill);
    log.push(kill);
  }
  gate.open = plan.operations;
  return log;
}

/** Nothing waits in the outbox, on its way to a consumer, or as a task. */
export async function isDrained({ db }: World): Promise<boolean> {
  return (await workLeft(db.reader)) === 0;
}

export function untilDrained(world: World, withinMs = 300_000): Promise<boolean> {
  // Whoever ended by itself is found out at the reckoning; nothing is drained without it.
  const isOver = async () => world.crashes().length > 0 || (await isDrained(world));
  return waitFor('everything to have been done', isOver, { withinMs, everyMs: 100 });
}

/** Requests that failed for the client and had done their work all the same. */
async function absorbedRepeats(world: World, handles: readonly string[], done: readonly Done[]): Promise<number> {
  const truths = new Map((await videosOf(world.db.reader, handles)).map((truth) => [truth.publicId, truth]));
  return done.filter(({ tries, video, deed }) => {
    const at = deed === null ? undefined : truths.get(video.publicId)?.deedTimes[deed];
    return tries.failures > 0 && at !== undefined && at < tries.lastAt;
  }).length;
}

function verdictOf(plan: CrashPlan, tally: Tally, log: readonly Kill[], findings: Findings) {
  const kills: Record<Target, number> = { web: 0, worker: 0, witness: 0, postgres: 0, rabbitmq: 0 };
  for (const { target } of log) kills[target]++;
  const sum = (what: 'requests' | 'tasks' | 'messages') =>
    log.reduce((total, { inFlight }) => total + inFlight[what], 0);
  return {
    seed: plan.seed,
    operations: plan.operations,
    attempts: tally.attempts,
    acked: tally.acked,
    recovered: tally.recovered,
    lost: findings.lost.length,
    doubled: findings.doubled.length,
    wrong: findings.wrong.length,
    kills,
    counted: log.filter(isCounted).length,
    inFlight: { requests: sum('requests'), tasks: sum('tasks'), messages: sum('messages') },
    findings,
    log,
  };
}

const seconds = (ms: number) => Math.round(ms / 100) / 10;
