import { readFile } from 'node:fs/promises';
import { type ClipSpec, makeClip, mpeg4Avi, transportStream, vp9Webm } from '../support/clips';
import { decodeFrames } from '../support/decoded-rendition';
import { createMediaHouse, type MediaHouse, renditionOf } from '../support/factories/media';

let house: MediaHouse;

beforeEach(async () => {
  house = await createMediaHouse();
});
afterEach(() => house.close());

/** As a browser records: written while it goes on, so that its head knows of no end. */
const recorded = (seconds: number): ClipSpec => ({ ...vp9Webm(seconds), remux: ['-live', '1'] });

async function encodingOf(videoId: string) {
  const row = await house.test.db.reader('media.generations').where({ video_id: videoId }).first();
  return { chunks: row.encoding.chunks, seconds: row.probe.durationSeconds };
}

test('a recording that does not know how long it is becomes several parts, and every picture is there', async () => {
  await house.startWorker();
  const path = await makeClip(recorded(60));
  expect((await readFile(path)).subarray(0, 4_096).includes(Buffer.from([0x44, 0x89]))).toBe(false);
  const { video, set } = await house.becomesReady(path);
  const { chunks, seconds } = await encodingOf(video.videoId);
  expect(chunks).toBeGreaterThan(1);
  expect(Math.abs(seconds - 60)).toBeLessThan(0.1);
  const frames = await decodeFrames(await house.joined(video, renditionOf(set, '180p')));
  // The sound begins a little earlier, and the first picture is there from then on.
  const numbers = frames.map(({ number }) => number);
  expect([...new Set(numbers)]).toEqual(Array.from({ length: 1800 }, (_, i) => i));
  expect(numbers.length).toBeLessThanOrEqual(1801);
}, 240_000);

/** Encoded, as none of them is copied; each only guesses its length. */
const guessed: [string, ClipSpec][] = [
  ['a transport stream', { ...transportStream(21), video: ['-c:v', 'mpeg2video', '-q:v', '5', '-bf', '2'] }],
  ['an AVI', mpeg4Avi(21)],
  ['a program stream', { ...mpeg4Avi(21), extension: 'mpg', video: ['-c:v', 'mpeg2video', '-q:v', '5', '-bf', '2'] }],
];
test.each(guessed)(
  'the length of %s is that of its picture, to a tenth of a second',
  async (_, spec) => {
    await house.startWorker();
    const { video } = await house.becomesReady(await makeClip(spec));
    expect(Math.abs((await encodingOf(video.videoId)).seconds - 21)).toBeLessThan(0.1);
  },
  120_000,
);
