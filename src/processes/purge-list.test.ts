import type { Composition } from './compose';
import { UsageError } from './operator-command';
import { purgeListCommand } from './purge-list';

const now = new Date('2026-05-03T20:00:00Z');
const path = { path: '/m/key/', retiredAt: new Date('2026-05-01T00:00:00Z') };
let asked: Date[];

function purgeList(...args: string[]): Promise<unknown> {
  asked = [];
  const publicPaths = {
    retireClosed: async () => 0,
    retiredSince: async (since: Date) => {
      asked.push(since);
      return [path];
    },
  };
  const composition = { platform: { clock: { now: () => now } }, rooms: { playback: { publicPaths } } };
  return purgeListCommand['purge-list']?.run(composition as unknown as Composition, args) ?? Promise.reject();
}

it('names what to purge, for people and for programs, as far back as asked', async () => {
  expect(await purgeList()).toBe('/m/key/*  since 2026-05-01T00:00:00.000Z');
  expect(asked).toEqual([new Date('2025-05-03T20:00:00Z')]);
  expect(await purgeList('--json', '--days', '3')).toEqual([path]);
  expect(asked).toEqual([new Date('2026-04-30T20:00:00Z')]);
});

it.each([[['--days', 'many']], [['--days', '0']], [['--days']], [['30']]])('%j is told to be wrong', async (args) => {
  await expect(async () => purgeList(...args)).rejects.toThrow(UsageError);
});
