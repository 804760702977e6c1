import type { SourceFacts } from '../probe/source-facts';
import { type Rung, type RungAim, rungFor, shownSize } from './rung';

/** Apple's authoring specification, 1.25, with ceilings that keep the peak below twice its averages (1.28). */
const aims: readonly RungAim[] = [
  { shortSide: 234, maxBitsPerSecond: 290_000 },
  { shortSide: 360, maxBitsPerSecond: 900_000 },
  { shortSide: 540, maxBitsPerSecond: 2_400_000 },
  { shortSide: 720, maxBitsPerSecond: 4_500_000 },
  { shortSide: 1080, maxBitsPerSecond: 7_800_000 },
];

/** The rungs an operator may choose from, by lines of the short side. */
export const knownRungs: readonly number[] = aims.map(({ shortSide }) => shortSide);

/** Everybody starts with this one: small enough to be there at once, good enough to be watched. */
const firstShortSide = 360;
/** A source this much taller than the highest rung that fits gets one of its own size. */
const worthARung = 1.15;

export interface Ladder {
  /** By rising size. */
  rungs: readonly Rung[];
  /** The rung that is made first. */
  first: Rung;
}

/** Never upscaled; at least one rung, of the source's own size when it is smaller than all. */
export function ladderFor(source: SourceFacts, wanted: readonly number[]): Ladder {
  const own = source.picture ? shownSize(source.picture) : { width: 2, height: 2 };
  const ownSide = Math.min(own.width, own.height);
  const fitting = aims.filter(({ shortSide }) => shortSide <= ownSide && isWanted(shortSide, wanted));
  const next = aims.find(({ shortSide }) => shortSide > (fitting.at(-1)?.shortSide ?? 0));
  const highest = fitting.at(-1);
  const reachesOn = !highest || (next && wanted.includes(next.shortSide) && ownSide >= highest.shortSide * worthARung);
  const ownAim = next && reachesOn && ownSide < next.shortSide ? [{ ...next, shortSide: evenSide(ownSide) }] : [];
  const rungs = [...fitting, ...ownAim].map((aim) => rungFor(source, aim));
  const first = rungs.findLast(({ shortSide }) => shortSide <= firstShortSide) ?? rungs[0];
  if (!first) throw new Error('A ladder has at least one rung');
  return { rungs, first };
}

// What every film starts with is made whatever the operator wants.
function isWanted(shortSide: number, wanted: readonly number[]): boolean {
  return shortSide === firstShortSide || wanted.includes(shortSide);
}

function evenSide(side: number): number {
  return Math.max(2, Math.round(side / 2) * 2);
}
