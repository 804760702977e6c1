import type { Composition } from './compose';
import type { Finding } from './finding';

const dayMs = 86_400_000;
/** Networks change hands: some of a hundred addresses are elsewhere half a year later. */
const oldAfterDays = 180;

/** Where countries come from and how old they are. Old ones are still countries, so that age is a warning. */
export async function examineGeo({ rooms, platform }: Pick<Composition, 'rooms' | 'platform'>): Promise<Finding> {
  const check = 'countries of addresses';
  const { source, builtAt, from, problem } = await rooms.geo.refresh();
  if (problem) return { check, well: false, says: problem };
  if (!builtAt) return { check, well: true, says: `${source}, of unknown age, from ${from}` };
  const days = Math.floor((platform.clock.now().getTime() - builtAt.getTime()) / dayMs);
  const says = `${source}, built ${builtAt.toISOString().slice(0, 10)}, from ${from}`;
  const warning = `warning: ${days} days old, get a newer one and bin/showrunner geo refresh --file FILE`;
  return { check, well: true, says: days > oldAfterDays ? `${says}; ${warning}` : says };
}
