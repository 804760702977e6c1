/** How fast a film advances, measured over the last minute of it. */
export interface Pace {
  note(atMs: number, done: number): void;
  /** Whole seconds until so much more is done; null while that would be a guess. */
  secondsFor(rest: number): number | null;
}

const windowMs = 60_000;
const leastMs = 3_000;

export function createPace(): Pace {
  let notes: { atMs: number; done: number }[] = [];
  return {
    note: (atMs, done) => {
      notes.push({ atMs, done });
      // One from before the window stays, so that slow films have a pace, too.
      const inWindow = notes.findIndex((note) => atMs - note.atMs <= windowMs);
      if (inWindow > 1) notes = notes.slice(inWindow - 1);
    },
    secondsFor: (rest) => {
      const [first, last] = [notes[0], notes.at(-1)];
      if (!first || !last || last.atMs - first.atMs < leastMs || last.done <= first.done) return null;
      const aSecond = (last.done - first.done) / ((last.atMs - first.atMs) / 1000);
      return Math.max(1, Math.ceil(rest / aSecond));
    },
  };
}
