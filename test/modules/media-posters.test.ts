import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import sharp from 'sharp';
import type { PosterChoice } from '../../src/modules/media/contract';
import { mediaPosterMade } from '../../src/modules/media/events';
import { retireGenerations } from '../../src/modules/media/jobs/retire-generations';
import { bFrames30, makeClip, mpeg4Avi, readFrameNumber, runFfmpeg } from '../support/clips';
import { createTestClock } from '../support/clock';
import { createMediaHouse, type MediaHouse, type ReceivedVideo } from '../support/factories/media';
import { waitFor } from '../support/wait-for';

let house: MediaHouse;

beforeEach(async () => {
  house = await createMediaHouse();
});
afterEach(() => house.close());

const withinMs = 120_000;

function choicesOf({ videoId }: ReceivedVideo): Promise<PosterChoice[]> {
  const look = async () => {
    const { items } = await house.media.posters(videoId);
    return items.length > 0 ? items : null;
  };
  return waitFor('the stills', look, { withinMs });
}

async function numberIn({ url }: PosterChoice): Promise<number | null> {
  const picture = sharp(join(house.objects, url)).greyscale().raw();
  const { data, info } = await picture.toBuffer({ resolveWithObject: true });
  return readFrameNumber((x, y) => data[Math.floor(y * info.height) * info.width + Math.floor(x * info.width)] ?? 0);
}

const choose = async ({ videoId }: ReceivedVideo, { id }: PosterChoice) =>
  (await house.media.choosePoster(videoId, id)).items.find(({ chosen }) => chosen)?.id;
const toldLast = () => house.outbox.of(mediaPosterMade).at(-1);

/** A film of these stretches of one grey each, 4 s long. */
async function greys(...levels: number[]): Promise<string> {
  const path = join(house.objects, '..', `${levels.join('-')}.mp4`);
  const inputs = levels.map((level) => `color=c=0x${level.toString(16).padStart(2, '0').repeat(3)}:s=320x180:d=4:r=30`);
  const graph = [
    ...inputs.map((input, i) => `${input}[g${i}]`),
    `${inputs.map((_, i) => `[g${i}]`).join('')}concat=n=${levels.length}`,
  ];
  await runFfmpeg(['-filter_complex', graph.join(';'), '-c:v', 'libx264', '-pix_fmt', 'yuv420p', '-g', '30', path]);
  return path;
}

describe('stills of a film', () => {
  test('are six over its whole length, each with the instant it is shown at, the first one chosen', async () => {
    await house.startWorker();
    const video = await house.receive(await makeClip(bFrames30(60)));
    const choices = await choicesOf(video);
    const places = [0.1, 0.26, 0.42, 0.58, 0.74, 0.9];
    expect(choices.map(({ chosen }) => chosen)).toEqual(places.map((_, i) => i === 0));
    for (const [i, { atSeconds }] of choices.entries()) {
      const at = (places[i] ?? 0) * 60;
      expect(atSeconds).toBeGreaterThan(at - 2.1);
      expect(atSeconds).toBeLessThanOrEqual(at + 0.1);
    }
    const numbers = await Promise.all(choices.map(numberIn));
    expect(numbers).toEqual(choices.map(({ atSeconds }) => Math.round((atSeconds ?? -1) * 30)));
    expect(choices.map(({ url }) => url)).toEqual(choices.map(({ id }) => `/posters/${id}.jpg`));
    expect(toldLast()?.posterUrl).toBe(choices[0]?.url);
  }, 180_000);

  test.each<[string, number[], number]>([
    ['that always shows the same are one', [128, 128, 128], 1],
    ['that begins and ends in the dark are the bright ones', [0, 0, 100, 200, 0], 2],
    ['that is dark are one all the same', [2, 2], 1],
  ])(
    '%s',
    async (_, levels, count) => {
      await house.startWorker();
      expect(await choicesOf(await house.receive(await greys(...levels)))).toHaveLength(count);
    },
    180_000,
  );
});

test('what a person chose stands until they take it back, also when the ladder takes over from the copy', async () => {
  await house.startWorker({ media: { ladder: [234, 360] } });
  const { video, set } = await house.becomesReady(await makeClip({ ...bFrames30(30), width: 640, height: 360 }));
  const [first, second] = await choicesOf(video);
  if (!first || !second) throw new Error('There is nothing to choose from');
  expect(await choose(video, second)).toBe(second.id);
  expect(toldLast()).toMatchObject({ uploadId: video.uploadId, posterUrl: second.url });
  const taken = async () => (await house.media.playbackSet(video.videoId))?.generationId !== set.generationId;
  await waitFor('the ladder to take over', taken, { withinMs });
  const { db } = house.test;
  const inAWeek = createTestClock(new Date(Date.now() + 7 * 86_400_000));
  await retireGenerations({ db, clock: inAWeek, storage: house.storage }).run();
  expect((await choicesOf(video)).find(({ chosen }) => chosen)?.id).toBe(second.id);
  expect(toldLast()?.posterUrl).toBe(second.url);
  expect(await choose(video, first)).toBe(first.id);
  const current = await house.media.playbackSet(video.videoId);
  expect(toldLast()).toMatchObject({ generationId: current?.generationId, posterUrl: first.url });
}, 240_000);

test('another source brings stills of its own, and those of the old one go when its last session may have ended', async () => {
  await house.startWorker();
  const { video } = await house.becomesReady(await makeClip(mpeg4Avi(20)));
  const old = await choicesOf(video);
  const chosen = old.at(-1);
  if (chosen) await choose(video, chosen);
  const { videoId, channelId } = video;
  const next = await house.receive(await makeClip(bFrames30(20)), { videoId, channelId });
  expect(await house.outcome(next)).toMatchObject({ ready: true });
  await house.eventOf(mediaPosterMade, next);
  const now = await choicesOf(next);
  expect(now.map(({ id }) => old.some((each) => each.id === id))).not.toContain(true);
  expect(now.map((each) => each.chosen).indexOf(true)).toBe(0);
  const wrong = old[0] ?? now[0];
  await expect(house.media.choosePoster(videoId, wrong?.id ?? '')).rejects.toMatchObject({ code: 'picture_not_found' });
  const inAWeek = createTestClock(new Date(Date.now() + 7 * 86_400_000));
  await retireGenerations({ db: house.test.db, clock: inAWeek, storage: house.storage }).run();
  const left = (await readdir(join(house.objects, 'posters'))).map((name) => `/posters/${name}`);
  expect(left.sort()).toEqual(now.map(({ url }) => url).sort());
}, 240_000);

test('a purged video leaves no still behind', async () => {
  await house.startWorker();
  const { video } = await house.becomesReady(await makeClip(mpeg4Avi(8)));
  expect((await choicesOf(video)).length).toBeGreaterThan(1);
  await house.workDone();
  await house.test.db.transaction((tx) => house.media.purgeVideo(tx, video));
  await waitFor('them to go', async () => (await house.media.posters(video.videoId)).items.length === 0, { withinMs });
  expect(await readdir(join(house.objects, 'posters')).catch(() => [])).toEqual([]);
}, 120_000);
