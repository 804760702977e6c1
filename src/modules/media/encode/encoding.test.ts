import { aSource } from '../../../../test/support/factories/source-facts';
import type { PictureFacts } from '../probe/source-facts';
import { encodingFor, expectedSegments, secondsOf, ticksOf } from './encoding';
import { knownRungs, ladderFor } from './ladder';

const names = (change: Partial<PictureFacts>, wanted = knownRungs) =>
  ladderFor(aSource({ picture: change }), wanted).rungs.map(({ name }) => name);

test.each<[string, Partial<PictureFacts>, string[]]>([
  ['1080 lines', {}, ['234p', '360p', '540p', '720p', '1080p']],
  ['4K', { width: 3840, height: 2160 }, ['234p', '360p', '540p', '720p', '1080p']],
  ['on end', { width: 1080, height: 1920 }, ['234p', '360p', '540p', '720p', '1080p']],
  ['between two rungs', { width: 854, height: 480 }, ['234p', '360p', '480p']],
  ['hardly above a rung', { width: 720, height: 400 }, ['234p', '360p']],
  ['smaller than every rung', { width: 320, height: 180 }, ['180p']],
])('a film of %s gets its ladder and is never upscaled', (_, change, expected) => {
  expect(names(change)).toEqual(expected);
});

test('an operator chooses the rungs, except the one that everybody starts with', () => {
  expect(names({}, [720])).toEqual(['360p', '720p']);
  expect(ladderFor(aSource(), knownRungs).first.name).toBe('360p');
});

test.each([
  ['a minute', 60, 3],
  ['a little more than two chunks', 48.1, 2],
  ['half a chunk more', 61, 3],
  ['less than one', 5, 1],
  ['an unknown length', null, 1],
])('%s is cut into chunks of which none is nearly empty', (_, seconds, chunks) => {
  expect(encodingFor(aSource({ durationSeconds: seconds }), knownRungs)?.chunks).toBe(chunks);
});

test.each([
  [24_000, 1001],
  [25, 1],
  [30_000, 1001],
  [60, 1],
  [746, 25],
])('at %d/%d a chunk is whole segments of whole groups, and times stay exact over a day', (num, den) => {
  const rate = { num, den };
  const encoding = encodingFor(aSource({ picture: { baseRate: rate, averageRate: rate } }), knownRungs);
  if (!encoding) throw new Error('a film has a picture');
  const groupFrames = encoding.rungs[0]?.groupFrames ?? 0;
  expect(encoding.segmentFrames % groupFrames).toBe(0);
  expect(encoding.chunkFrames % encoding.segmentFrames).toBe(0);
  expect(encoding.segmentFrames % encoding.stillFrames).toBe(0);
  expect(secondsOf(encoding.segmentFrames, encoding.frameRate)).toBeCloseTo(6, 0);
  const day = Math.round((86_400 * num) / den);
  expect(Math.abs(ticksOf(day, rate) / 90_000 - (day * den) / num)).toBeLessThan(1 / 90_000);
});

test('as many segments are expected as come', () => {
  const encoding = encodingFor(aSource(), knownRungs);
  if (!encoding) throw new Error('a film has a picture');
  expect(expectedSegments(encoding, 60)).toBe(10);
  expect(expectedSegments(encoding, 61)).toBe(11);
});
