import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import sharp from 'sharp';
import { mediaAccepted, mediaPlayable, mediaPosterMade, mediaReady } from '../../src/modules/media/events';
import { ratesOf } from '../../src/modules/playback/playlists/rates';
import {
  bFrames30,
  type ClipSpec,
  film23976,
  frameCount,
  longGop,
  makeClip,
  mpeg4Avi,
  phoneVfr,
  shownAtSeconds,
  silent,
  soundOnly,
  transportStream,
  turned,
  vp9Webm,
} from '../support/clips';
import { decodeBeeps, decodeFrames } from '../support/decoded-rendition';
import { createMediaHouse, type MediaHouse, renditionOf } from '../support/factories/media';
import { waitFor } from '../support/wait-for';

let house: MediaHouse;

beforeAll(async () => {
  house = await createMediaHouse();
  await house.startWorker();
});
afterAll(() => house.close());

const expectNumbers = (count: number) => Array.from({ length: count }, (_, i) => i);

describe('an H.264/AAC source is copied', () => {
  const clips: [string, ClipSpec][] = [
    ['with B-frames', bFrames30()],
    ['at 23.976 fps', film23976()],
    ["at a phone's varying rate", phoneVfr()],
  ];

  test.each(clips)('%s: every picture is there, shown at its time, and each beep at its second', async (_, spec) => {
    const source = await makeClip(spec);
    const { video, set } = await house.becomesReady(source);
    const frames = await decodeFrames(await house.joined(video, renditionOf(set, 'source')));
    expect(frames.map(({ number }) => number)).toEqual(expectNumbers(frameCount(spec)));
    const late = frames.map(({ seconds }, i) => Math.abs(seconds - shownAtSeconds(spec, i)));
    expect(Math.max(...late)).toBeLessThan(0.000_1);
    const beeps = await decodeBeeps(await house.joined(video, renditionOf(set, 'audio')));
    const inSource = await decodeBeeps(source);
    expect(beeps.length).toBe(spec.seconds);
    // Without the decoder's priming, which lies before zero, the very first frame of sound fades in.
    const apart = beeps.map((at, i) => Math.abs(at - (inSource[i] ?? 0)));
    expect(apart[0]).toBeLessThan(1024 / 48_000);
    expect(Math.max(...apart.slice(1))).toBeLessThan(0.001);
  });

  test('with what players must know read from the stream, and its segments as long as promised', async () => {
    const { set } = await house.becomesReady(await makeClip(bFrames30()));
    expect(set.durationMs).toBe(20_000);
    expect(set.renditions).toHaveLength(2);
    expect(renditionOf(set, 'source')).toMatchObject({
      ...{ kind: 'video', width: 320, height: 180, frameRate: 30, timescale: 90_000, complete: true },
      targetDurationSeconds: 10,
      codecs: expect.stringMatching(/^avc1\.64[0-9a-f]{4}$/),
    });
    expect(renditionOf(set, 'audio')).toMatchObject({ kind: 'audio', codecs: 'mp4a.40.2', timescale: 48_000 });
    for (const rendition of set.renditions) {
      const { segments, timescale } = rendition;
      const { peakBitsPerSecond, averageBitsPerSecond } = ratesOf(rendition);
      expect(segments.map(({ number }) => number)).toEqual(expectNumbers(segments.length));
      for (const { durationTicks, bytes } of segments) {
        expect(durationTicks / timescale).toBeLessThan(10.5);
        expect((bytes * 8 * timescale) / durationTicks).toBeLessThanOrEqual(peakBitsPerSecond);
      }
      expect(averageBitsPerSecond).toBeLessThanOrEqual(peakBitsPerSecond);
    }
  });

  test('the first shown picture and the first sound both lie at zero', async () => {
    const { video, set } = await house.becomesReady(await makeClip(bFrames30()));
    for (const rendition of set.renditions) {
      const file = join(house.objects, 'media', video.videoId, rendition.path, rendition.segments[0]?.file ?? '');
      const bytes = await readFile(file);
      const at = bytes.indexOf('tfdt');
      expect(bytes.readBigUInt64BE(at + 8)).toBe(0n);
    }
  });
});

describe('any other source is encoded to 360p at most', () => {
  const clips: [string, ClipSpec, number][] = [
    ['MPEG-4 with MP3 in AVI', mpeg4Avi(), 301],
    ['VP9 with Opus in WebM', vp9Webm(), 240],
    ['H.264 with key frames 15 s apart', longGop(), 960],
  ];

  test.each(clips)('%s: all pictures are there, in step with the sound', async (_, spec, count) => {
    const { video, set } = await house.becomesReady(await makeClip(spec));
    const picture = renditionOf(set, '180p');
    expect(picture).toMatchObject({ width: 320, height: 180, targetDurationSeconds: 6 });
    const frames = await decodeFrames(await house.joined(video, picture));
    expect(Math.abs(frames.length - count)).toBeLessThanOrEqual(1);
    const late = frames.map(({ seconds, number }) => Math.abs(seconds - shownAtSeconds(spec, number ?? -100)));
    expect(Math.max(...late)).toBeLessThan(0.034);
    const beeps = await decodeBeeps(await house.joined(video, renditionOf(set, 'audio')));
    expect(beeps.length).toBe(spec.seconds);
    expect(Math.max(...beeps.map((at, i) => Math.abs(at - i)))).toBeLessThan(0.03);
  });

  test('a picture taken on end is encoded upright', async () => {
    const { set } = await house.becomesReady(await makeClip(turned()));
    expect(renditionOf(set, '180p')).toMatchObject({ width: 180, height: 320 });
  });
});

test('a silent film and a mere recording each become what they can', async () => {
  const film = await house.becomesReady(await makeClip(silent()));
  expect(film.set.renditions.map(({ name }) => name)).toEqual(['source']);
  const recording = await house.becomesReady(await makeClip(soundOnly()));
  expect(recording.set.renditions.map(({ name }) => name)).toEqual(['audio']);
  expect(recording.set.durationMs).toBeCloseTo(20_000, -2);
});

const bunny = join(__dirname, '../../../shared/media/big-buck-bunny-36s-180p.ts');

test('transport streams are copied whole, ours and one from the field where it lies beside us', async () => {
  for (const path of [await makeClip(transportStream()), ...(existsSync(bunny) ? [bunny] : [])]) {
    const { set } = await house.becomesReady(path);
    expect(renditionOf(set, 'source').segments).toHaveLength(path === bunny ? 6 : 4);
    expect(set.durationMs).toBeCloseTo(path === bunny ? 36_000 : 20_000, -1);
  }
});

test('events tell each step, and progress is told at most once a second and ends at 1', async () => {
  const { video } = await house.becomesReady(await makeClip(mpeg4Avi()));
  const mine = <T extends { uploadId: string | null }>(events: T[]) =>
    events.filter(({ uploadId }) => uploadId === video.uploadId);
  expect(mine(house.outbox.of(mediaAccepted))).toHaveLength(1);
  expect(mine(house.outbox.of(mediaPlayable))).toHaveLength(1);
  expect(mine(house.outbox.of(mediaReady))).toEqual([expect.objectContaining({ durationMs: 10_033 })]);
  const toldOf = () => house.progress.filter(({ videoId }) => videoId === video.videoId);
  const told = await waitFor('the last word', () => (toldOf().at(-1)?.told.progress === 1 ? toldOf() : null));
  expect(told.at(-1)?.told).toMatchObject({ progress: 1, etaSeconds: 0, renditions: [{ state: 'ready' }, {}] });
  const pauses = told.slice(1, -1).map(({ at }, i) => at - (told[i]?.at ?? 0));
  expect(pauses.filter((pauseMs) => pauseMs < 990)).toEqual([]);
});

test('a poster is taken from the film, small enough and not black', async () => {
  const { video } = await house.becomesReady(await makeClip(bFrames30()));
  const event = await house.eventOf(mediaPosterMade, video);
  expect(event.posterUrl).toMatch(/^\/posters\/[0-9A-Za-z]{22}\.jpg$/);
  const picture = await readFile(join(house.objects, event.posterUrl));
  expect(await sharp(picture).metadata()).toMatchObject({ format: 'jpeg', width: 320, height: 180 });
  expect(await sharp(picture).metadata()).not.toHaveProperty('exif');
  expect((await sharp(picture).greyscale().stats()).channels[0]?.mean).toBeGreaterThan(24);
});

test('what a film needs is found in one query, and nothing is found for a video without media', async () => {
  expect(await house.media.playbackSet('00000000-0000-7000-8000-000000000000')).toBeNull();
});
