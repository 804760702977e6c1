import fc from 'fast-check';
import { properties } from './properties';
import { same } from './property';
import type { DecisionRoom } from './room';
import { situations } from './situations';

export const seed = 20_261_125;

/** The first check that this decision fails, by name; null: it passes all. Each property runs `numRuns` times. */
export function firstFailure(room: DecisionRoom, numRuns: number): string | null {
  return firstWrongSituation(room) ?? wronglyWrittenOut(room) ?? firstBrokenProperty(room, numRuns);
}

/** Regions and countries are written out as countries, each once, in order. */
export function wronglyWrittenOut({ expandRegions }: DecisionRoom): string | null {
  const written = expandRegions(['US', 'BALTICS', 'LV', 'BENELUX']);
  return same(written, ['BE', 'EE', 'LT', 'LU', 'LV', 'NL', 'US']) ? null : 'regions are written out as countries';
}

function firstWrongSituation(room: DecisionRoom): string | null {
  const wrong = situations.find(({ facts, viewer, country, at, expected }) => {
    try {
      return !same(room.decidePlayback(facts, viewer, country, at), expected);
    } catch {
      return true;
    }
  });
  return wrong?.name ?? null;
}

function firstBrokenProperty(room: DecisionRoom, numRuns: number): string | null {
  const broken = properties.find(({ check }) => fc.check(check(room), { numRuns, seed, endOnFailure: true }).failed);
  return broken?.name ?? null;
}
