import { setTimeout as pause } from 'node:timers/promises';
import { waitFor } from '../wait-for';
import type { Tally } from './patient-client';
import { lastTries, letLeasesRunOut, messagesUnderWay, tasksHeld } from './questions';
import type { Target, World } from './world';

/** What was going on when a process was ended. */
export interface InFlight {
  /** At the web process that died; at all of them for a service. */
  requests: number;
  /** Media tasks, of the worker that died; of all of them for a service. */
  tasks: number;
  /** Messages on their way to a consumer; which of two workers holds one nobody but the broker knows. */
  messages: number;
}

export interface Kill {
  target: Target;
  index: number;
  /** Operations acknowledged by then. */
  afterOperations: number;
  inFlight: InFlight;
}

/** Shares of the kills; every target is hit at least once in five. */
const deck: readonly Target[] = [
  'worker',
  'web',
  'postgres',
  'rabbitmq',
  'witness',
  'web',
  'worker',
  'postgres',
  'worker',
  'web',
];

/** Which process dies when: a deck dealt again and again, shuffled by the numbers. */
export function planKills(count: number, numbers: () => number): Target[] {
  const plan: Target[] = [];
  while (plan.length < count) {
    const left = deck.slice(0, Math.max(5, Math.min(deck.length, count - plan.length)));
    while (left.length > 0) plan.push(...left.splice(Math.floor(numbers() * left.length), 1));
  }
  return plan.slice(0, count);
}

export function isCounted({ inFlight }: Kill): boolean {
  return inFlight.requests + inFlight.tasks + inFlight.messages > 0;
}

const lookForMs = 5_000;
/** The product gives a film up after three deaths in a row over the same piece of work. */
export const mostAttempts = 3;

/** Waits for work that is under way at the target, ends it in the midst of it, and brings it back. */
export async function killOnce(
  world: World,
  tally: Tally,
  target: Target,
  numbers: () => number,
  hurry: boolean,
): Promise<Kill> {
  const index = await victim(world, target, numbers);
  const pid = target === 'worker' ? world.child(target, index).pid : null;
  if (target === 'worker' || target === 'postgres') await untilNobodysLastTry(world, pid);
  const hesitation = Math.floor(numbers() * 8);
  const inFlight = await workUnderWay(world, tally, target, index, pid, hesitation);
  const kill = { target, index, afterOperations: tally.acked, inFlight };
  await world.kill(target, index);
  if (pid !== null && hurry) await letLeasesRunOut(world.db.reader, pid);
  await pause(numbers() * 300);
  await world.revive(target, index);
  return kill;
}

async function victim(world: World, target: Target, numbers: () => number): Promise<number> {
  if (target === 'postgres' || target === 'rabbitmq') return 0;
  const alive = world.alive(target);
  return alive[Math.floor(numbers() * alive.length)] ?? 0;
}

function untilNobodysLastTry(world: World, pid: number | null): Promise<boolean> {
  const none = async () => (await lastTries(world.db.reader, mostAttempts, pid)) === 0;
  return waitFor('no task to be at its last try', none, { withinMs: 120_000, everyMs: 50 });
}

async function workUnderWay(
  { db }: World,
  { inFlight }: Tally,
  target: Target,
  index: number,
  pid: number | null,
  hesitation: number,
): Promise<InFlight> {
  const requests = () => (target === 'web' ? (inFlight[index] ?? 0) : inFlight.reduce((sum, each) => sum + each, 0));
  const deadline = Date.now() + lookForMs;
  for (;;) {
    const found: InFlight = { requests: 0, tasks: 0, messages: 0 };
    if (target === 'web' || target === 'postgres') {
      while (requests() === 0 && Date.now() < deadline) await pause(1);
      await pause(hesitation);
      found.requests = requests();
    }
    if (target === 'worker') found.tasks = await tasksHeld(db.reader, pid).catch(() => 0);
    const waitsForTask = target === 'worker' && found.tasks === 0 && Date.now() < deadline - lookForMs / 2;
    if (target !== 'web' && target !== 'postgres' && !waitsForTask) {
      found.messages = await messagesUnderWay(db.reader, target === 'witness' ? 'witness' : 'anybody').catch(() => 0);
    }
    if (found.requests + found.tasks + found.messages > 0 || Date.now() > deadline) return found;
    await pause(2);
  }
}
