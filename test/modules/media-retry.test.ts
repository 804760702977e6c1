import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { mediaPlayable } from '../../src/modules/media/events';
import { bFrames30, type ClipSpec, makeClip, mpeg4Avi } from '../support/clips';
import { decodeFrames } from '../support/decoded-rendition';
import { createMediaHouse, type MediaHouse, type ReceivedVideo, renditionOf } from '../support/factories/media';
import { killedTool, withoutPauses } from '../support/killed-tool';
import { waitFor } from '../support/wait-for';

let house: MediaHouse;

beforeEach(async () => {
  house = await createMediaHouse();
});
afterEach(() => house.close());

const size = { width: 640, height: 360 };
/** Two chunks. */
const seconds = 40;
const withinMs = 120_000;

const mended = () => join(house.objects, 'mended');
const mend = () => mkdir(mended(), { recursive: true });

/** An encoder that dies at 234 lines until it is mended, and makes everything else. */
const failsAt234 = () =>
  killedTool(house, { tool: 'ffmpeg', times: { untilThereIs: mended() }, how: 'exit 137', when: 'scale=416:234' });

function toldOf(name: string) {
  return house.progress.at(-1)?.told.renditions.find((rendition) => rendition.name === name);
}

const untilItFailed = () =>
  withoutPauses(house, () => waitFor('the rendition to fail', () => toldOf('234p')?.state === 'failed', { withinMs }));

async function namesOf({ videoId }: ReceivedVideo): Promise<string[]> {
  return (await house.media.playbackSet(videoId))?.renditions.map(({ name }) => name) ?? [];
}

async function begin(spec: ClipSpec): Promise<ReceivedVideo> {
  await house.startWorker({ media: { ladder: [234, 360], ffmpegPath: await failsAt234() } });
  const video = await house.receive(await makeClip(spec));
  await untilItFailed();
  return video;
}

test('a film plays without the one rendition that failed, and has it once it was tried again', async () => {
  const video = await begin({ ...mpeg4Avi(seconds), ...size, extension: 'mp4' });
  expect(await house.outcome(video)).toMatchObject({ ready: true });
  expect(await namesOf(video)).toEqual(['360p', 'iframes', 'audio']);
  expect(toldOf('234p')?.failure).toContain('Your title, description and settings are kept.');
  await mend();
  await house.media.retryRendition(video.videoId, '234p');
  await waitFor('the library to hear of it', () => toldOf('234p')?.failure === null);
  expect(['waiting', 'working']).toContain(toldOf('234p')?.state);
  await waitFor('the rendition to join', async () => (await namesOf(video)).includes('234p'), { withinMs });
  const set = await house.media.playbackSet(video.videoId);
  const frames = set ? await decodeFrames(await house.joined(video, renditionOf(set, '234p'))) : [];
  expect(frames.map(({ number }) => number)).toEqual(Array.from({ length: seconds * 30 }, (_, i) => i));
  await waitFor('the last word', () => house.progress.at(-1)?.told.progress === 1);
  expect(toldOf('234p')).toMatchObject({ state: 'ready', failure: null });
}, 300_000);

test('a ladder with a gap takes over from the copy once the gap is filled', async () => {
  const video = await begin({ ...bFrames30(seconds), ...size });
  await waitFor('everything else', () => toldOf('360p')?.state === 'ready', { withinMs });
  expect(await namesOf(video)).toEqual(['source', 'audio']);
  await mend();
  await house.media.retryRendition(video.videoId, '234p');
  await waitFor('the ladder', async () => (await namesOf(video)).join() === '360p,234p,iframes,audio', { withinMs });
  expect(house.outbox.of(mediaPlayable)).toHaveLength(2);
}, 300_000);

test('only what failed is tried again, and only what there is', async () => {
  await house.startWorker();
  const { video } = await house.becomesReady(await makeClip(mpeg4Avi(8)));
  await expect(house.media.retryRendition(video.videoId, '180p')).rejects.toMatchObject({
    code: 'rendition_not_failed',
  });
  await expect(house.media.retryRendition(video.videoId, '1080p')).rejects.toMatchObject({
    code: 'rendition_not_found',
  });
}, 120_000);
