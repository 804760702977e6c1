import fc from 'fast-check';
import type { MediaRendition, MediaSegment, PlaybackSet } from '../../../src/modules/media';
import { aRendition, aSet } from './playback';

const generationId = '0198a000-0000-7000-8000-000000000001';
const ladder = [234, 360, 540, 720, 1080];
const segmentSeconds = 6;

interface Shape {
  /** Of the whole film. */
  seconds: number;
  heights: number[];
  rate: number;
  sampleRate: number;
  sound: boolean;
  stills: boolean;
  seed: number;
  /** Share of each rendition that is made so far; 1 is whole. */
  made: number[];
}

const shape: fc.Arbitrary<Shape> = fc.record({
  seconds: fc.double({ min: 0.5, max: 200, noNaN: true }),
  heights: fc.subarray(ladder, { minLength: 0 }),
  rate: fc.constantFrom(24, 24_000 / 1001, 25, 30_000 / 1001, 30, 50, 60),
  sampleRate: fc.constantFrom(44_100, 48_000),
  sound: fc.boolean(),
  stills: fc.boolean(),
  seed: fc.nat(),
  made: fc.array(fc.oneof(fc.constant(1), fc.double({ min: 0, max: 1, noNaN: true })), { minLength: 7, maxLength: 7 }),
});

/** Any film the media room could hand over, in any state of being made. */
export const generatedSet: fc.Arbitrary<PlaybackSet> = shape
  .filter(({ heights, sound }) => heights.length > 0 || sound)
  .map((film) => setOf(film, film.made));

/** The same film twice: earlier, and later, when no rendition has less. */
export const generatedGrowth: fc.Arbitrary<{ earlier: PlaybackSet; later: PlaybackSet }> = fc
  .tuple(shape, fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { minLength: 7, maxLength: 7 }))
  .map(([film, shares]) => ({
    earlier: setOf(
      film,
      film.made.map((made, i) => made * (shares[i] ?? 0)),
    ),
    later: setOf(film, film.made),
  }));

function setOf(
  { seconds, heights, rate, sampleRate, sound, stills, seed }: Shape,
  made: readonly number[],
): PlaybackSet {
  const pictures = heights.map((height) =>
    aRendition(generationId, {
      ...{ name: `${height}p`, height, width: Math.round((height * 16) / 18) * 2, frameRate: rate },
      ...cut(height * 4_000, 90_000, seconds, 90_000 / rate, seed),
    }),
  );
  const beside = [
    ...(sound ? [aSound(sampleRate, cut(128_000, sampleRate, seconds, 1024, seed))] : []),
    ...(stills && heights.length > 0 ? [someStills(seconds, seed)] : []),
  ];
  return aSet(generationId, ...[...pictures, ...beside].map((rendition, i) => soFar(rendition, made[i] ?? 1)));
}

function soFar(rendition: MediaRendition, share: number): MediaRendition {
  const count = Math.floor(rendition.segments.length * share);
  return {
    ...rendition,
    complete: share === 1,
    segments: rendition.segments.slice(0, share === 1 ? undefined : count),
  };
}

function aSound(timescale: number, more: Partial<MediaRendition>): MediaRendition {
  const none = { width: null, height: null, frameRate: null };
  return aRendition(generationId, {
    ...{ name: 'audio', kind: 'audio', codecs: 'mp4a.40.2', channels: 2, timescale },
    ...none,
    ...more,
  });
}

function someStills(seconds: number, seed: number): MediaRendition {
  const { segments = [], ...more } = cut(60_000, 90_000, seconds, 90_000, seed);
  return aRendition(generationId, {
    ...{ name: 'iframes', kind: 'iframes', codecs: 'avc1.42c01e', frameRate: null, ...more },
    segments: segments.map((segment) => {
      const count = Math.max(1, Math.round(segment.durationTicks / 90_000));
      const each = Math.max(1, Math.floor(segment.bytes / count));
      return { ...segment, bytes: each * count, pictureBytes: Array.from({ length: count }, () => each) };
    }),
  });
}

/** Cuts at the first whole picture (or block of sound) at or after every sixth second; sizes vary by seed. */
function cut(
  bitsPerSecond: number,
  timescale: number,
  seconds: number,
  unitTicks: number,
  seed: number,
): Pick<MediaRendition, 'segments' | 'expectedBitsPerSecond'> {
  const units = Math.max(1, Math.floor((seconds * timescale) / unitTicks));
  const perSegment = Math.ceil((segmentSeconds * timescale) / unitTicks - 1e-9);
  const segments: MediaSegment[] = [];
  for (let first = 0; first < units; first += perSegment) {
    const last = Math.min(units, first + perSegment);
    const durationTicks = Math.round(last * unitTicks) - Math.round(first * unitTicks);
    const number = segments.length;
    const varied = 0.5 + ((seed * 31 + number * 17) % 100) / 100;
    const bytes = Math.max(1, Math.round((bitsPerSecond * varied * durationTicks) / timescale / 8));
    segments.push({ number, durationTicks, bytes, file: `f1/s${number}.m4s`, pictureBytes: null });
  }
  return { segments, expectedBitsPerSecond: bitsPerSecond * 1.5 };
}
