import { join } from 'node:path';
import type { MediaRendition, PlaybackSet } from '../../src/modules/media';
import { bFrames30, type ClipSpec, film23976, frameCount, makeClip, phoneVfr, shownAtSeconds } from '../support/clips';
import { decodeBeeps, decodeFrames, joinRendition } from '../support/decoded-rendition';
import { createMediaHouse, type MediaHouse, type ReceivedVideo } from '../support/factories/media';

let house: MediaHouse;

beforeAll(async () => {
  house = await createMediaHouse();
  await house.startWorker();
});
afterAll(() => house.close());

async function becomesReady(file: string): Promise<{ video: ReceivedVideo; set: PlaybackSet }> {
  const video = await house.receive(file);
  expect(await house.outcome(video)).toMatchObject({ ready: true });
  const set = await house.media.playbackSet(video.videoId);
  if (!set) throw new Error('ready, but nothing to play');
  return { video, set };
}

function renditionOf(set: PlaybackSet, name: string): MediaRendition {
  const found = set.renditions.find((rendition) => rendition.name === name);
  if (!found) throw new Error(`no rendition ${name} among ${set.renditions.map((each) => each.name)}`);
  return found;
}

const joined = (video: ReceivedVideo, rendition: MediaRendition) =>
  joinRendition(join(house.objects, 'media', video.videoId), rendition, house.objects);

describe('an H.264/AAC source is copied', () => {
  const clips: [string, ClipSpec][] = [
    ['with B-frames', bFrames30()],
    ['at 23.976 fps', film23976()],
    ["at a phone's varying rate", phoneVfr()],
  ];

  test.each(clips)('%s: every picture is there, shown at its time, and each beep at its second', async (_, spec) => {
    const source = await makeClip(spec);
    const { video, set } = await becomesReady(source);
    const picture = renditionOf(set, 'source');
    const frames = await decodeFrames(await joined(video, picture));
    expect(frames.map(({ number }) => number)).toEqual(Array.from({ length: frameCount(spec) }, (_, i) => i));
    const late = frames.map(({ seconds }, i) => Math.abs(seconds - shownAtSeconds(spec, i)));
    expect(Math.max(...late)).toBeLessThan(0.000_1);
    const beeps = await decodeBeeps(await joined(video, renditionOf(set, 'audio')));
    expect(beeps.length).toBe(spec.seconds);
    const inSource = await decodeBeeps(source);
    // Without the decoder's priming, which lies before zero, the very first frame of sound fades in.
    const apart = beeps.map((at, i) => Math.abs(at - (inSource[i] ?? 0)));
    expect(apart[0]).toBeLessThan(1024 / 48_000);
    expect(Math.max(...apart.slice(1))).toBeLessThan(0.001);
  });
});
