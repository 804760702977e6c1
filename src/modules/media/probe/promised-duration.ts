import { RefusedSource } from '../errors';
import type { SourceFacts } from './source-facts';

/** These know their length from an index; the others only guess it from the bitrate. */
const honestContainers = ['mov', 'matroska'];
const toleranceSeconds = 3;
const toleranceShare = 0.01;

/** False where the container tells no length or only guesses it. */
export function knowsItsLength(source: SourceFacts): boolean {
  return promisedSeconds(source) !== null;
}

function promisedSeconds(source: SourceFacts): number | null {
  const names = source.container.split(',');
  return honestContainers.some((name) => names.includes(name)) ? source.durationSeconds : null;
}

function tolerance(promised: number): number {
  return Math.max(toleranceSeconds, promised * toleranceShare);
}

/** @throws RefusedSource as soon as a film runs on where it said it would end, or past what is allowed. */
export function requireWithinDuration(source: SourceFacts, seconds: number, maxHours: number): void {
  const promised = promisedSeconds(source);
  if (seconds > maxHours * 3600) throw new RefusedSource('too_long');
  if (promised !== null && seconds > promised + tolerance(promised)) throw new RefusedSource('longer_than_declared');
}

/** @throws RefusedSource when a part of what the file promised did not come out. */
export function requireHonestDuration(source: SourceFacts, seconds: number): void {
  const promised = promisedSeconds(source);
  if (seconds <= 0) throw new RefusedSource('nothing_came_out');
  if (promised !== null && seconds < promised - tolerance(promised)) throw new RefusedSource('file_ends_early');
}
