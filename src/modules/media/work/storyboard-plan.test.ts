import type { Encoding } from '../encode/encoding';
import { planBoard } from './storyboard-plan';

const rate = { num: 30, den: 1 };
const encoding: Encoding = {
  ...{ rungs: [], first: '360p', frameRate: rate, segmentFrames: 180, chunkFrames: 720, chunks: 1 },
  stillFrames: 30,
};

/** A still a second, six to a file. */
const stillsOf = (seconds: number) =>
  Array.from({ length: Math.ceil(seconds / 6) }, (_, i) => ({
    file: `7/${i}.m4s`,
    pictureBytes: Array.from({ length: Math.min(6, seconds - i * 6) }, (_, j) => 100 + j),
  }));

const size = { width: 640, height: 360 };

test.each([
  ['a second', 1, 2, 1],
  ['ten minutes', 600, 2, 300],
  ['a little more', 602, 4, 151],
  ['twelve hours', 43_200, 144, 300],
])('of %s: steps of whole times 2 s, and at most 300 pictures', (_, seconds, intervalSeconds, count) => {
  const { shape, places } = planBoard(encoding, stillsOf(seconds), size);
  expect(shape).toMatchObject({ intervalSeconds, count });
  expect(places).toHaveLength(count);
});

test('each picture lies where the ones before it in its file end', () => {
  const { places } = planBoard(encoding, stillsOf(12), size);
  expect(places.slice(1, 4)).toEqual([
    { file: '7/0.m4s', offset: 201, bytes: 102 },
    { file: '7/0.m4s', offset: 406, bytes: 104 },
    { file: '7/1.m4s', offset: 0, bytes: 100 },
  ]);
});

test('a rate of odd groups has one still a group', () => {
  const odd = { ...encoding, frameRate: { num: 25, den: 2 }, stillFrames: 25, segmentFrames: 75 };
  expect(planBoard(odd, stillsOf(30), size).shape).toMatchObject({ intervalSeconds: 2, count: 30 });
});
