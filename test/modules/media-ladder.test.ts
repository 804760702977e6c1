import type { PlaybackSet } from '../../src/modules/media';
import { mediaPlayable, mediaPosterMade, mediaReady } from '../../src/modules/media/events';
import { bFrames30, type ClipSpec, film23976, makeClip, mpeg4Avi, phoneVfr, shownAtSeconds } from '../support/clips';
import { decodeBeeps, decodeFrames } from '../support/decoded-rendition';
import { createMediaHouse, type MediaHouse, type ReceivedVideo, renditionOf } from '../support/factories/media';
import { waitFor } from '../support/wait-for';

let house: MediaHouse;

beforeEach(async () => {
  house = await createMediaHouse();
});
afterEach(() => house.close());

const size = { width: 640, height: 360 };
/** Three chunks. */
const seconds = 62;

const startWorker = () => house.startWorker({ media: { ladder: [234, 360] } });

/** The set that is served once the whole ladder is there. */
function wholeLadder(video: ReceivedVideo): Promise<PlaybackSet> {
  return waitFor(
    'the ladder to take over',
    async () => {
      const now = await house.media.playbackSet(video.videoId);
      const whole =
        now?.renditions.some(({ name }) => name === '234p') && now.renditions.every((each) => each.complete);
      return whole ? now : null;
    },
    { withinMs: 150_000 },
  );
}

describe.each<[string, ClipSpec, number]>([
  ['with B-frames', { ...bFrames30(seconds), ...size }, 30],
  ['at 23.976 fps', { ...film23976(seconds), ...size }, 24_000 / 1001],
])('a film %s, encoded in chunks', (_, spec, rate) => {
  test('has every frame in its place, in every rendition, and its sound in step to the end', async () => {
    await startWorker();
    const video = await house.receive(await makeClip(spec));
    const set = await wholeLadder(video);
    expect(set.renditions.map(({ name }) => name)).toEqual(['360p', '234p', 'iframes', 'audio']);
    for (const name of ['360p', '234p']) {
      const frames = await decodeFrames(await house.joined(video, renditionOf(set, name)));
      expect(frames.map(({ number }) => number)).toEqual(Array.from({ length: frames.length }, (_, i) => i));
      expect(frames.length).toBe(Math.floor(seconds * rate));
      const wrong = frames.filter(({ seconds: at }, i) => Math.abs(at - shownAtSeconds(spec, i)) > 0.001);
      expect(wrong).toEqual([]);
    }
    const beeps = await decodeBeeps(await house.joined(video, renditionOf(set, 'audio')));
    expect(beeps.length).toBeGreaterThanOrEqual(seconds - 1);
    // The very first frame of sound fades in; see media.test.ts.
    const apart = beeps.slice(1).map((at, i) => at - (i + 1));
    expect(Math.max(...apart) - Math.min(...apart)).toBeLessThan(0.001);
    expect(Math.max(...apart.map(Math.abs))).toBeLessThan(0.03);
  }, 240_000);
});

test('a varying rate becomes a constant one with each picture near its instant, over the joins, too', async () => {
  await startWorker();
  const spec = { ...phoneVfr(seconds), ...size };
  const video = await house.receive(await makeClip(spec));
  const set = await wholeLadder(video);
  const frames = await decodeFrames(await house.joined(video, renditionOf(set, '360p')));
  const steps = frames.slice(1).map(({ seconds: at }, i) => at - (frames[i]?.seconds ?? 0));
  expect(Math.max(...steps) - Math.min(...steps)).toBeLessThan(0.001);
  const late = frames.filter(({ seconds: at, number }) => {
    if (number === null) return true;
    const shown = shownAtSeconds(spec, number);
    const next = shownAtSeconds(spec, number + 1);
    return at < shown - 0.04 || at > next + 0.04;
  });
  expect(late).toEqual([]);
}, 240_000);

test('segments of all renditions and the sound end together, and the pictures for winding are single and dense', async () => {
  await startWorker();
  const video = await house.receive(await makeClip({ ...bFrames30(seconds), ...size }));
  const set = await wholeLadder(video);
  const lengths = (name: string) => {
    const { segments, timescale } = renditionOf(set, name);
    return segments.map(({ durationTicks }) => durationTicks / timescale);
  };
  expect(lengths('234p')).toEqual(lengths('360p'));
  expect(lengths('iframes')).toEqual(lengths('360p'));
  let [picture, sound] = [0, 0];
  lengths('audio').forEach((length, i) => {
    sound += length;
    picture += lengths('360p')[i] ?? 0;
    expect(Math.abs(sound - picture)).toBeLessThan(0.45);
    if (i < lengths('audio').length - 1) expect(Math.abs(sound - picture)).toBeLessThan(0.022);
  });
  const initialisations: string[] = [];
  for await (const { key } of house.storage.list(`media/${video.videoId}/${set.generationId}/`)) {
    if (key.endsWith('/init.mp4')) initialisations.push(key);
  }
  expect(initialisations).toHaveLength(set.renditions.length);
  const stills = renditionOf(set, 'iframes').segments;
  expect(stills.flatMap(({ pictureBytes }) => pictureBytes ?? [])).toHaveLength(62);
  for (const { bytes, pictureBytes } of stills) expect(pictureBytes?.reduce((a, b) => a + b, 0)).toBe(bytes);
  expect(await decodeFrames(await house.joined(video, renditionOf(set, 'iframes')))).toHaveLength(62);
}, 240_000);

test('a copied film plays at once and goes on as it is until its whole ladder takes over', async () => {
  await startWorker();
  const { video, set: copied } = await house.becomesReady(await makeClip({ ...bFrames30(30), ...size }));
  expect(copied.renditions.map(({ name }) => name)).toEqual(['source', 'audio']);
  const seen = new Set<string>();
  const watching = setInterval(() => {
    void house.media.playbackSet(video.videoId).then((set) => {
      seen.add(set?.renditions.map(({ name }) => name).join() ?? 'nothing');
    });
  }, 20);
  const set = await wholeLadder(video);
  clearInterval(watching);
  expect([...seen].filter((names) => !['source,audio', '360p,234p,iframes,audio'].includes(names))).toEqual([]);
  expect(await house.media.playbackSet(video.videoId, copied.generationId)).toMatchObject({
    renditions: copied.renditions.map(({ name, segments }) => ({ name, segments })),
  });
  const told = (event: typeof mediaReady | typeof mediaPlayable) => house.outbox.of(event).map((e) => e.generationId);
  expect(told(mediaPlayable)).toEqual([copied.generationId, set.generationId]);
  expect(told(mediaReady)).toEqual([copied.generationId, set.generationId]);
  // Ordered for the copy, and nobody's trouble that the ladder was quicker.
  await house.eventOf(mediaPosterMade, video);
}, 240_000);

test('renditions join one by one where nothing plays otherwise, and progress never runs back', async () => {
  await house.startWorker({ media: { ladder: [234, 360, 540] } });
  const video = await house.receive(await makeClip({ ...mpeg4Avi(30), width: 960, height: 540 }));
  const seen: string[] = [];
  await waitFor(
    'all of them',
    async () => {
      const set = await house.media.playbackSet(video.videoId);
      const names = set?.renditions.filter(({ kind }) => kind === 'video').map(({ name }) => name) ?? [];
      if (names.length > 0 && names.join() !== seen.at(-1)) seen.push(names.join());
      return names.length === 3;
    },
    { withinMs: 150_000, everyMs: 20 },
  );
  expect(seen[0]).toBe('360p');
  expect(seen.at(-1)).toBe('540p,360p,234p');
  await waitFor('the last word', () => house.progress.at(-1)?.told.progress === 1);
  const told = house.progress.map(({ told: { progress } }) => progress);
  expect(told).toEqual([...told].sort((a, b) => a - b));
}, 240_000);
