import { startsDecoding } from './picture-units';
import type { Sample } from './read-fragment';
import { UncuttableStream } from './timeline-trouble';

/** A closed group of pictures: its first one can be decoded alone and is shown before all others. */
export interface PictureGroup {
  startTicks: number;
  /** Where the next group starts. */
  endTicks: number;
  /** In decoding order. */
  samples: readonly Sample[];
  bytes: number;
}

export interface PictureGrouper {
  /** Gives the groups that are certainly over. */
  push(samples: readonly Sample[]): PictureGroup[];
  /** Gives the last one. */
  finish(): PictureGroup[];
}

export interface GroupLimits {
  maxTicks: number;
  maxBytes: number;
}

/**
 * Cuts pictures where decoding can start.
 * @throws UncuttableStream when there is no such place within the limits, or shown times run backwards.
 */
export function createPictureGrouper(unitLengthBytes: number, limits: GroupLimits): PictureGrouper {
  let open: Sample[] = [];
  let bytes = 0;
  let startTicks = 0;
  let latest: Sample | null = null;

  const close = (endTicks: number): PictureGroup => {
    if (!latest || endTicks <= latest.pts) throw new UncuttableStream('picture_times_run_back');
    const group = { startTicks, endTicks, samples: open, bytes };
    open = [];
    bytes = 0;
    latest = null;
    return group;
  };
  const add = (sample: Sample): PictureGroup | null => {
    const starts = startsDecoding(sample.data, unitLengthBytes);
    const closed = starts && open.length > 0 ? close(sample.pts) : null;
    if (open.length === 0) {
      if (!starts) throw new UncuttableStream('no_clean_start');
      startTicks = sample.pts;
    }
    if (sample.pts < startTicks) throw new UncuttableStream('picture_times_run_back');
    if (sample.pts - startTicks > limits.maxTicks) throw new UncuttableStream('gop_too_long');
    open.push(sample);
    bytes += sample.data.length;
    if (bytes > limits.maxBytes) throw new UncuttableStream('gop_too_big');
    if (!latest || sample.pts > latest.pts) latest = sample;
    return closed;
  };
  return {
    push: (samples) => samples.map(add).filter((group) => group !== null),
    finish: () => (latest ? [close(latest.pts + Math.max(1, latest.duration))] : []),
  };
}
