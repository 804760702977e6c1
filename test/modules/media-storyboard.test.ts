import { join } from 'node:path';
import sharp from 'sharp';
import type { PlaybackSet, Storyboard } from '../../src/modules/media';
import { type ClipSpec, makeClip, mpeg4Avi, readFrameNumber, turned } from '../support/clips';
import { createMediaHouse, type MediaHouse, type ReceivedVideo } from '../support/factories/media';
import { killedTool, withoutPauses } from '../support/killed-tool';
import { waitFor } from '../support/wait-for';

let house: MediaHouse;

beforeEach(async () => {
  house = await createMediaHouse();
});
afterEach(() => house.close());

/** Nothing that is copied first. */
const encoded = (seconds: number): ClipSpec => ({ ...mpeg4Avi(seconds), extension: 'mp4' });

const withinMs = 150_000;

function storyboardOf({ videoId }: ReceivedVideo): Promise<Storyboard> {
  const look = async () => (await house.media.playbackSet(videoId))?.storyboard;
  return waitFor('the storyboard', look, { withinMs });
}

async function sheetOf({ videoId }: ReceivedVideo, { path, files }: Storyboard, number: number) {
  const picture = sharp(join(house.objects, 'media', videoId, path, files[number] ?? ''));
  const { data, info } = await picture.greyscale().raw().toBuffer({ resolveWithObject: true });
  return { data, width: info.width, height: info.height };
}

/** The number drawn into each picture, in order; null where there is none. */
async function numbersIn(video: ReceivedVideo, board: Storyboard): Promise<(number | null)[]> {
  const { columns, rows, tileWidth, tileHeight } = board;
  const numbers: (number | null)[] = [];
  for (const sheet of board.files.keys()) {
    const { data, width, height } = await sheetOf(video, board, sheet);
    expect([width, height]).toEqual([columns * tileWidth, rows * tileHeight]);
    for (let tile = 0; tile < columns * rows; tile++) {
      const left = (tile % columns) * tileWidth;
      const top = Math.floor(tile / columns) * tileHeight;
      const luma = (x: number, y: number) =>
        data[(top + Math.floor(y * tileHeight)) * width + left + Math.floor(x * tileWidth)] ?? 0;
      numbers.push(readFrameNumber(luma));
    }
  }
  return numbers;
}

const everyTwoSeconds = (count: number) => Array.from({ length: count }, (_, i) => i * 60);

test('a short film has a picture every 2 s, each the one shown then, whoever encoded that part', async () => {
  await house.startWorker();
  const { video } = await house.becomesReady(await makeClip(encoded(61)));
  const board = await storyboardOf(video);
  const shape = { columns: 10, rows: 4, tileWidth: 160, tileHeight: 90, intervalSeconds: 2, count: 31 };
  expect(board).toMatchObject({ ...shape, files: [expect.stringMatching(/^\d+\/000\.jpg$/)] });
  expect((await numbersIn(video, board)).slice(0, 31)).toEqual(everyTwoSeconds(31));
  await house.workDone();
  await house.test.db.transaction((tx) => house.media.purgeVideo(tx, video));
  await waitFor(
    'nothing to be left',
    async () => (await house.storage.list('media/')[Symbol.asyncIterator]().next()).done,
  );
}, 180_000);

/** Five small pictures a second: long and cheap. */
const long = (seconds: number): ClipSpec => ({ ...encoded(seconds), width: 160, height: 90, rate: [5, 1] });

test('a longer film has several sheets, and the last one holds what is left', async () => {
  await house.startWorker();
  const video = await house.receive(await makeClip(long(208)));
  const board = await storyboardOf(video);
  expect(board).toMatchObject({ columns: 10, rows: 10, intervalSeconds: 2, count: 104 });
  expect(board.files).toHaveLength(2);
  const numbers = await numbersIn(video, board);
  expect(numbers.slice(0, 104)).toEqual(Array.from({ length: 104 }, (_, i) => i * 10));
  expect(numbers.slice(104).every((number) => number === null)).toBe(true);
}, 240_000);

test('pictures of a film taken on end stand upright', async () => {
  await house.startWorker();
  const { video } = await house.becomesReady(await makeClip(turned()));
  const board = await storyboardOf(video);
  expect(board).toMatchObject({ columns: 3, rows: 1, tileWidth: 90, tileHeight: 160, count: 3 });
  expect(await sheetOf(video, board, 0)).toMatchObject({ width: 270, height: 160 });
}, 180_000);

test('a storyboard whose maker was killed is made again', async () => {
  await house.startWorker({
    media: { ffmpegPath: await killedTool(house, { tool: 'ffmpeg', times: 1, when: 'tile=' }) },
  });
  const { video } = await house.becomesReady(await makeClip(encoded(8)));
  const board = await withoutPauses(house, () => storyboardOf(video));
  expect((await numbersIn(video, board)).slice(0, 4)).toEqual(everyTwoSeconds(4));
}, 180_000);

test('a storyboard that cannot be made fails nothing else', async () => {
  await house.startWorker({
    media: { ffmpegPath: await killedTool(house, { tool: 'ffmpeg', times: 9, when: 'tile=' }) },
  });
  const { video, set } = await house.becomesReady(await makeClip(encoded(8)));
  const states = () => house.test.db.reader('media.tasks').where({ kind: 'storyboard' }).pluck('state');
  await withoutPauses(house, () => waitFor('the last try', async () => (await states())[0] === 'failed', { withinMs }));
  const after: PlaybackSet | null = await house.media.playbackSet(video.videoId);
  expect(after).toMatchObject({ generationId: set.generationId, storyboard: null });
}, 180_000);
