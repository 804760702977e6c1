import type { CutLine, CutRules, Segment } from './cut-line';
import type { TrackFacts } from './init-segment';
import type { Sample } from './read-fragment';
import { soundSegment } from './segment-bytes';
import { createSoundLine, type SoundFrame } from './sound-line';
import { UncuttableStream } from './timeline-trouble';

/** A rest of sound up to this long stays in the segment before it. */
const restSeconds = 0.4;

/** Cuts sound at the frame nearest after each cut of the picture; without pictures, by the clock. */
export function createSoundCutter(track: TrackFacts, rules: CutRules, line: CutLine) {
  const { timescale, trackId } = track;
  const place = createSoundLine(timescale);
  let waiting: Sample[] = [];
  let frames: SoundFrame[] = [];
  let heldBytes = 0;
  let number = 0;
  let over = false;

  const emitBefore = (ticks: number): Segment[] => {
    const count = frames.findIndex(({ startTicks }) => startTicks >= ticks);
    const taken = count < 0 ? frames : frames.slice(0, count);
    frames = count < 0 ? [] : frames.slice(count);
    heldBytes -= taken.reduce((sum, { data }) => sum + data.length, 0);
    return taken.length > 0 ? [soundSegment({ trackId, number: number++, frames: taken })] : [];
  };

  // In ticks; null while the next cut, or the sound up to it, is still to come.
  const nextCut = (first: SoundFrame, last: SoundFrame): number | null => {
    const end = last.startTicks + last.duration;
    const heldSeconds = (end - first.startTicks) / timescale;
    const [cut] = line.cuts;
    if (cut === undefined) {
      if (!line.picturesOver) return null;
      // Counted from zero, so that cuts beside a picture that others encode do not drift away from its own; after the
      // first frame, however long the segments of a picture were that is over.
      const next = (Math.floor(first.startTicks / (rules.clockSeconds * timescale)) + 1) * rules.clockSeconds;
      if (end > (next + restSeconds) * timescale) return Math.round(next * timescale);
      return over ? Number.POSITIVE_INFINITY : null;
    }
    const isLast = line.picturesOver && line.cuts.length === 1;
    const restFits = end <= (cut + restSeconds) * timescale && heldSeconds <= rules.maxSeconds;
    if (isLast && restFits) return over ? Number.POSITIVE_INFINITY : null;
    return last.startTicks >= cut * timescale || over ? cut * timescale : null;
  };
  const cutAll = (): Segment[] => {
    const segments: Segment[] = [];
    for (;;) {
      const first = frames[0];
      const last = frames.at(-1);
      const cut = first && last ? nextCut(first, last) : null;
      if (cut === null) return segments;
      line.cuts.shift();
      segments.push(...emitBefore(cut));
    }
  };
  const settle = (): void => {
    const [earliest] = waiting;
    if (!earliest) return;
    if (line.picturesOver && line.zeroSeconds === null) line.zeroSeconds = Math.max(0, earliest.pts / timescale);
    if (line.zeroSeconds === null) return;
    const dropped = waiting;
    waiting = [];
    const placed = place(dropped, line.zeroSeconds * timescale);
    heldBytes -= dropped.slice(0, dropped.length - placed.length).reduce((sum, { data }) => sum + data.length, 0);
    frames = frames.concat(placed);
  };
  return {
    push: (samples: readonly Sample[]): Segment[] => {
      waiting.push(...samples);
      heldBytes += samples.reduce((sum, { data }) => sum + data.length, 0);
      if (heldBytes > rules.maxWaitingSoundBytes) throw new UncuttableStream('not_interleaved');
      settle();
      return cutAll();
    },
    finish: (): Segment[] => {
      settle();
      over = true;
      return cutAll();
    },
  };
}
