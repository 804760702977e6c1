import fc from 'fast-check';
import { findBox } from './boxes';
import type { CutRules, Segment } from './cut-line';
import type { TrackFacts } from './init-segment';
import { readFragment, type Sample } from './read-fragment';
import { createSegmenter } from './segmenter';
import { UncuttableStream } from './timeline-trouble';

const rules: CutRules = {
  closeAfterSeconds: 6,
  clockSeconds: 6,
  maxSeconds: 10.45,
  maxSegmentBytes: 1_000_000,
  maxWaitingSoundBytes: 1_000_000,
};
const sound: TrackFacts = {
  ...{ kind: 'audio', trackId: 1, timescale: 48_000, codecs: 'mp4a.40.2' },
  ...{ width: null, height: null, channels: 2, unitLengthBytes: null },
};
const picture: TrackFacts = { ...sound, kind: 'video', timescale: 90_000, codecs: 'avc1.64001f', unitLengthBytes: 4 };

const unit = (type: number, mark: number) => Buffer.from([0, 0, 0, 3, 0x60 | type, mark & 0xff, mark >> 8]);
/** One group: an IDR, then pictures in an order that differs from the one shown. */
function group(startFrame: number, frames: number, frameTicks = 3_000, shift = 0): Sample[] {
  const order = [0];
  for (let i = 1; i < frames; i += 2) order.push(...(i + 1 < frames ? [i + 1, i] : [i]));
  return order.map((offset) => ({
    pts: (startFrame + offset) * frameTicks + shift,
    duration: frameTicks,
    data: unit(offset === 0 ? 5 : 1, startFrame + offset),
  }));
}
function frames(count: number, firstTicks = 0): Sample[] {
  return Array.from({ length: count }, (_, i) => ({
    pts: firstTicks + i * 1024,
    duration: 1024,
    data: Buffer.from([i & 0xff]),
  }));
}

function readBack(segment: Segment): Sample[] {
  const moof = findBox(segment.bytes, ['moof']);
  if (!moof) throw new Error('no moof');
  return readFragment(segment.bytes.subarray(0, moof.end), segment.bytes.subarray(moof.end));
}

function cut(pictures: Sample[][], sounds: Sample[], soundFirst = false): Segment[] {
  const segmenter = createSegmenter({ video: pictures.length > 0, audio: sounds.length > 0 }, rules);
  if (pictures.length > 0) segmenter.open(picture);
  if (sounds.length > 0) segmenter.open(sound);
  const out: Segment[] = [];
  const pushSounds = () => {
    for (let i = 0; i < sounds.length; i += 24) out.push(...segmenter.push('audio', sounds.slice(i, i + 24)));
  };
  if (soundFirst) pushSounds();
  for (const samples of pictures) out.push(...segmenter.push('video', samples));
  if (!soundFirst) pushSounds();
  if (pictures.length > 0) out.push(...segmenter.finish('video'));
  if (sounds.length > 0) out.push(...segmenter.finish('audio'));
  return out;
}

const of = (segments: readonly Segment[], kind: Segment['kind']) => segments.filter((each) => each.kind === kind);

test('groups of 2 s become segments of 6 s that start at zero and hold every picture at its time', () => {
  const groups = Array.from({ length: 10 }, (_, i) => group(i * 60, 60, 3_000, 126_000));
  const segments = cut(groups, []);
  expect(segments.map(({ startTicks, durationTicks }) => [startTicks, durationTicks])).toEqual([
    [0, 540_000],
    [540_000, 540_000],
    [1_080_000, 540_000],
    [1_620_000, 180_000],
  ]);
  const shown = segments.flatMap(readBack).map(({ pts }) => pts);
  expect([...shown].sort((a, b) => a - b)).toEqual(Array.from({ length: 600 }, (_, i) => i * 3_000));
  expect(shown[1]).toBe(6_000);
});

test('at a varying rate every picture keeps its time, and its duration is how long it is shown', () => {
  const late = (pts: number) => pts + Math.round(600 * Math.sin(pts)) + 3_000 * Math.floor(pts / 70_000);
  const groups = [group(0, 60), group(60, 60), group(120, 60)];
  const made = groups.map((each) => each.map((sample) => ({ ...sample, pts: late(sample.pts) })));
  const shown = cut(made, [])
    .flatMap(readBack)
    .sort((a, b) => a.pts - b.pts);
  expect(shown.map(({ pts }) => pts)).toEqual(Array.from({ length: 180 }, (_, i) => late(i * 3_000)));
  const until = shown.slice(0, -1).map(({ pts, duration }) => pts + duration);
  expect(until).toEqual(shown.slice(1).map(({ pts }) => pts));
});

test('whatever the lengths of groups: nothing is lost, order holds, no segment breaks the promise, sound follows', () => {
  const lengths = fc.array(fc.integer({ min: 1, max: 310 }), { minLength: 1, maxLength: 12 });
  fc.assert(
    fc.property(lengths, fc.integer({ min: -2_000, max: 2_000 }), fc.boolean(), (sizes, offset, soundFirst) => {
      let at = 0;
      const groups = sizes.map((size) => {
        const made = group(at, size);
        at += size;
        return made;
      });
      const totalSeconds = at / 30;
      const sounds = frames(Math.ceil((totalSeconds * 48_000) / 1024), offset);
      const segments = cut(groups, sounds, soundFirst);
      const video = of(segments, 'video');
      const audio = of(segments, 'audio');
      for (const list of [video, audio]) {
        expect(list.map(({ number }) => number)).toEqual(list.map((_, i) => i));
        list.slice(1).forEach((segment, i) => {
          const before = list[i];
          expect(segment.startTicks).toBe((before?.startTicks ?? 0) + (before?.durationTicks ?? 0));
        });
      }
      expect(video.flatMap(readBack)).toHaveLength(at);
      for (const { durationTicks } of video) expect(Math.round(durationTicks / 90_000)).toBeLessThanOrEqual(10);
      for (const { durationTicks } of audio) expect(Math.round(durationTicks / 48_000)).toBeLessThanOrEqual(10);
      audio.slice(1).forEach(({ startTicks, number }) => {
        const cutSeconds = (video[number]?.startTicks ?? Number.NaN) / 90_000;
        if (!Number.isNaN(cutSeconds)) expect(Math.abs(startTicks / 48_000 - cutSeconds)).toBeLessThan(1024 / 48_000);
      });
    }),
    { numRuns: 150 },
  );
});

test("a decoder's priming falls away; sound then starts exactly with the picture", () => {
  const segments = cut([group(0, 60), group(60, 60)], frames(200, -1_024));
  expect(of(segments, 'audio')[0]).toMatchObject({ startTicks: 0, durationTicks: 199 * 1_024 });
});

test('times rounded to milliseconds become whole frames again', () => {
  const rounded = frames(600).map((frame) => ({ ...frame, pts: Math.round(frame.pts / 48) * 48 }));
  const [first] = of(cut([], rounded), 'audio');
  const times = first ? readBack(first).map(({ pts }) => pts) : [];
  expect(times.slice(0, 4)).toEqual([0, 1_024, 2_048, 3_072]);
});

test.each([
  ['long', 210, [7, 7, 7, 7, 2, 6, 2.5]],
  ['short', 60, [6, 2, 4, 6, 0.5]],
])('sound that goes on after a picture with %s groups is cut by the clock from there', (_, size, expected) => {
  const groups = Array.from({ length: 4 }, (_each, i) => group(i * size, size));
  const seconds = (4 * size) / 30 + 10.5;
  const segments = of(cut(groups, frames(Math.ceil((seconds * 48_000) / 1024))), 'audio');
  expect(segments.map(({ durationTicks }) => Math.round(durationTicks / 24_000) / 2)).toEqual(expected);
});

test('sound alone is cut by the clock', () => {
  const segments = cut([], frames(1_000));
  expect(segments.map(({ durationTicks }) => Math.round(durationTicks / 48_000))).toEqual([6, 6, 6, 3]);
});

test.each([
  ['key frames too far apart', () => cut([group(0, 330), group(330, 10)], []), 'gop_too_long'],
  ['no key frame at the start', () => cut([group(0, 60).slice(1)], []), 'no_clean_start'],
  ['a picture before its key frame', () => cut([group(60, 60), group(30, 60)], []), 'picture_times_run_back'],
  ['a hole in the sound', () => cut([group(0, 60)], [...frames(40), ...frames(40, 60_000)]), 'sound_gap'],
  ['sound that starts late', () => cut([group(0, 60)], frames(80, 4_800)), 'sound_starts_apart'],
])('%s is told apart', (_, attempt, trouble) => {
  expect(attempt).toThrow(UncuttableStream);
  expect(attempt).toThrow(trouble);
});
