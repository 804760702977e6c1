import { writeSync } from 'node:fs';
import { dieBeforeAck, freezeAndWake, workInPeace } from '../support/crash/guard-scenes';
import type { Findings } from '../support/crash/judge';
import { guards, type Unguarded, withoutGuards } from '../support/crash/unguarded';
import { openWorld, type World } from '../support/crash/world';

// Each scene twice: with its guard nothing is found; without it the same reckoning must find something.
let world: World;
let unguarded: Unguarded | null = null;
beforeAll(async () => {
  world = await openWorld({ webs: 1, workers: 1 });
}, 180_000);
afterEach(() => {
  unguarded?.remove();
  unguarded = null;
});
afterAll(() => world?.stop(), 60_000);

const show = (without: string, seen: unknown) => writeSync(1, `without ${without}: ${JSON.stringify(seen)}\n`);
const nothing: Findings = { lost: [], doubled: [], wrong: [] };

it('a consumer that dies before its ack does its work once; without the inbox it is seen to do it twice', async () => {
  expect(await dieBeforeAck(world)).toEqual(nothing);
  unguarded = withoutGuards(guards.inbox);
  const { doubled } = await dieBeforeAck(world, unguarded.root);
  show('the inbox', doubled);
  expect(doubled).toEqual(['1 messages had their effect twice']);
}, 120_000);

it('a worker that froze and wakes changes nothing; without the fence it is seen to', async () => {
  await world.kill('worker', 0);
  expect(await freezeAndWake(world)).toEqual(nothing);
  unguarded = withoutGuards(guards.fence);
  // On a busy machine the worker that wakes may find everything over; then it has to freeze again.
  let seen: Findings = nothing;
  for (let tries = 0; tries < 3 && seen.lost.length + seen.doubled.length + seen.wrong.length === 0; tries++) {
    seen = await freezeAndWake(world, unguarded.root);
  }
  show('the fence', seen);
  expect(seen.lost.length + seen.doubled.length + seen.wrong.length).toBeGreaterThan(0);
}, 480_000);

it('work in living hands stays there; without the lease condition it is seen to be taken away', async () => {
  expect(await workInPeace(world)).toBe(0);
  unguarded = withoutGuards(guards.lease);
  const takenAway = await workInPeace(world, unguarded.root);
  show('the lease condition', { takenAway });
  expect(takenAway).toBeGreaterThan(0);
}, 180_000);
