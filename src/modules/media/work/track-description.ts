import type { RenditionProgress } from '../../videos';
import type { Rung } from '../encode/rung';
import type { InitSegment } from '../packaging/init-segment';
import { rateOf } from '../probe/frame-rate';
import type { PackagingPlan } from '../probe/packaging-plan';
import type { SourceFacts } from '../probe/source-facts';
import type { StoredRendition } from '../store-renditions';
import type { Cutting } from './cutting';

const soundBitsPerSecond = 160_000;
const peakOverAverage = 1.5;

interface Described {
  source: SourceFacts;
  rung: Rung | null;
  cutting: Cutting;
}

/** What a plan will make, before anything is made. */
export function renditionNames(
  plan: PackagingPlan,
  rung: Rung | null,
  source: SourceFacts,
): Omit<RenditionProgress, 'state' | 'progress' | 'failure'>[] {
  const size = rung ?? source.picture;
  return [
    ...(plan.picture
      ? [
          {
            name: rung?.name ?? 'source',
            kind: 'video' as const,
            width: size?.width ?? null,
            height: size?.height ?? null,
          },
        ]
      : []),
    ...(plan.sound ? [{ name: 'audio', kind: 'audio' as const, width: null, height: null }] : []),
  ];
}

export function describeTrack(
  track: InitSegment,
  { source, rung, cutting }: Described,
): Omit<StoredRendition, 'directory' | 'initFile'> {
  const isPicture = track.kind === 'video';
  const rate = rung?.frameRate ?? source.picture?.averageRate ?? source.picture?.baseRate ?? null;
  return {
    name: isPicture ? (rung?.name ?? 'source') : 'audio',
    kind: track.kind,
    codecs: track.codecs,
    width: track.width,
    height: track.height,
    frameRate: isPicture && rate ? Math.round(rateOf(rate) * 1000) / 1000 : null,
    timescale: track.timescale,
    targetDurationSeconds: cutting.targetDurationSeconds,
    expectedBitsPerSecond: isPicture
      ? Math.round(rung?.maxBitsPerSecond ?? (source.bitsPerSecond ?? 0) * peakOverAverage)
      : soundBitsPerSecond,
  };
}
