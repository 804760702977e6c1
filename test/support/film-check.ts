import { readFrameNumber } from './clips';
import type { ClockPair, FilmObservation, FrameSeen, Points, SeekSeen, SoundHeard } from './film-observation';

/** What the source shows and sounds like, read from the source itself. */
export interface FilmTruth {
  /** Seconds at which each picture appears, by its number. */
  shownAt: readonly number[];
  /** Seconds at which each beep begins. */
  beeps: readonly number[];
}

export interface FilmTolerance {
  /** Seconds a picture may be away from its time. */
  picture: number;
  /** Seconds a beep may be away from its time, by what a page can know of its clocks. */
  sound: number;
  /** Share of the pictures that must have been seen; a busy machine leaves some out. */
  seen: number;
}

/** One way in which a film was not played as it is; constant words, the facts apart. */
export interface Fault {
  kind: string;
  facts: Record<string, unknown>;
}

/** A busy page may miss the very first pictures; a seek to 0 sees whether they are there. */
const beginsWithinSeconds = 0.5;
const quietest = 0.1;
const beepHertz = 1000;

/** Everything that was wrong with a film watched from its beginning to its end; empty when it was right. */
export function checkFilm(seen: FilmObservation, truth: FilmTruth, tolerance: FilmTolerance): Fault[] {
  return [
    ...(seen.error ? [fault('the player gave up', { error: seen.error })] : []),
    ...(seen.ended ? [] : [fault('the film did not end', { lastAt: seen.frames.at(-1)?.at })]),
    ...checkPictures(seen.frames, truth, tolerance),
    ...checkSound(seen, truth, tolerance),
  ];
}

/** Everything that was wrong with where seeks landed. */
export function checkSeeks(seeks: readonly SeekSeen[], { shownAt }: FilmTruth): Fault[] {
  return seeks.flatMap(({ asked, frame }) => {
    const number = numberOf(frame);
    const from = number === null ? undefined : shownAt[number];
    if (number === null || from === undefined) return [fault('a seek landed on no picture of the film', { asked })];
    const half = frameSeconds(shownAt, number) / 2;
    const until = from + 2 * half;
    const right = asked > from - half && asked < until + half;
    return right ? [] : [fault('a seek landed on another picture', { asked, number, from, until })];
  });
}

/** The points at which a picture must be read to know its number. */
export function barcodePoints(): Points {
  const points: [number, number][] = [];
  readFrameNumber((x, y) => {
    points.push([x, y]);
    return points.length % 2 === 0 ? 0 : 255; // a picture it believes in, so that it reads on
  });
  return points;
}

/** The number drawn into a picture; null when it cannot be read. */
export function numberOf({ lumas }: FrameSeen): number | null {
  let next = 0;
  return readFrameNumber(() => lumas[next++] ?? 0);
}

function checkPictures(frames: readonly FrameSeen[], { shownAt }: FilmTruth, tolerance: FilmTolerance): Fault[] {
  const numbers = frames.map(numberOf);
  const faults = frames.flatMap(({ at }, i): Fault[] => {
    const number = numbers[i] ?? null;
    const due = number === null ? undefined : shownAt[number];
    if (number === null || due === undefined) return [fault('a picture is none of the film', { at, number })];
    const before = numbers[i - 1] ?? -1;
    return [
      ...(Math.abs(at - due) > tolerance.picture
        ? [fault('a picture is shown at another time', { number, at, due })]
        : []),
      ...(number < before ? [fault('pictures run backwards', { at, number, before })] : []),
    ];
  });
  const share = new Set(numbers).size / shownAt.length;
  if (share < tolerance.seen) faults.push(fault('too few pictures were shown', { share, frames: frames.length }));
  const [first, last] = [frames[0]?.at, numbers.at(-1)];
  if (first === undefined || first > beginsWithinSeconds) faults.push(fault('the film did not begin at 0', { first }));
  if (last !== shownAt.length - 1) faults.push(fault('the last picture was not reached', { last }));
  return faults;
}

function checkSound(seen: FilmObservation, { beeps }: FilmTruth, tolerance: FilmTolerance): Fault[] {
  const faults: Fault[] = [];
  if (seen.decodedSoundBytes === 0) faults.push(fault('no sound was decoded', {}));
  const heard = seen.sounds.map((sound) => ({ ...sound, at: filmTime(seen.clocks, sound.startedAt) }));
  const near = (a: number, b: number) => Math.abs(a - b) <= tolerance.sound;
  for (const due of beeps) {
    const beep = heard.find(({ at }) => near(at, due));
    if (!beep) faults.push(fault('a beep was not heard', { due }));
    else if (!soundsLikeABeep(beep)) faults.push(fault('a beep does not sound like one', { due, ...beep }));
  }
  for (const { at, ...sound } of heard) {
    if (!beeps.some((due) => near(at, due)))
      faults.push(fault('something was heard where it is silent', { at, ...sound }));
  }
  return faults;
}

function soundsLikeABeep({ level, hertz }: SoundHeard): boolean {
  return level > quietest && Math.abs(hertz - beepHertz) < 150;
}

/** Where the film was at an instant of the sound's clock, by the nearest pair. */
function filmTime(clocks: readonly ClockPair[], sound: number): number {
  const away = (pair: ClockPair) => Math.abs(pair.sound - sound);
  const nearest = clocks.reduce<ClockPair | null>(
    (best, pair) => (best && away(best) <= away(pair) ? best : pair),
    null,
  );
  return nearest ? nearest.film + sound - nearest.sound : Number.NaN;
}

function frameSeconds(shownAt: readonly number[], number: number): number {
  const [from = 0, next] = [shownAt[number], shownAt[number + 1]];
  return next === undefined ? from - (shownAt[number - 1] ?? 0) : next - from;
}

function fault(kind: string, facts: Record<string, unknown>): Fault {
  return { kind, facts };
}
