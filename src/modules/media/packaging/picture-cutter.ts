import type { CutLine, CutRules, Segment } from './cut-line';
import type { TrackFacts } from './init-segment';
import { createPictureGrouper, type PictureGroup, type PictureGrouper } from './picture-groups';
import type { Sample } from './read-fragment';
import { pictureSegment } from './segment-bytes';
import { UncuttableStream } from './timeline-trouble';

/** Joins groups of pictures into segments and marks the cuts on the line. */
export function createPictureCutter(track: TrackFacts, rules: CutRules, line: CutLine) {
  const { timescale, trackId } = track;
  const grouper: PictureGrouper = createPictureGrouper(track.unitLengthBytes ?? 4, {
    maxTicks: rules.maxSeconds * timescale,
    maxBytes: rules.maxSegmentBytes,
  });
  let open: PictureGroup[] = [];
  let number = 0;
  let zeroTicks: number | null = null;

  const close = (): Segment[] => {
    if (open.length === 0) return [];
    const segment = pictureSegment({ trackId, number: number++, zeroTicks: zeroTicks ?? 0, groups: open });
    line.cuts.push((segment.startTicks + segment.durationTicks) / timescale);
    open = [];
    return [segment];
  };
  const secondsWith = (group: PictureGroup) => (group.endTicks - (open[0]?.startTicks ?? group.startTicks)) / timescale;
  const add = (group: PictureGroup): Segment[] => {
    const bytes = open.reduce((sum, each) => sum + each.bytes, group.bytes);
    const closed = secondsWith(group) > rules.maxSeconds || bytes > rules.maxSegmentBytes ? close() : [];
    if (secondsWith(group) > rules.maxSeconds) throw new UncuttableStream('gop_too_long');
    open.push(group);
    return secondsWith(group) >= rules.closeAfterSeconds ? [...closed, ...close()] : closed;
  };
  return {
    push: (samples: readonly Sample[]): Segment[] => {
      if (zeroTicks === null && samples[0]) {
        zeroTicks = samples[0].pts;
        line.zeroSeconds = zeroTicks / timescale;
      }
      return grouper.push(samples).flatMap(add);
    },
    finish: (): Segment[] => {
      const last = [...grouper.finish().flatMap(add), ...close()];
      line.picturesOver = true;
      return last;
    },
  };
}
