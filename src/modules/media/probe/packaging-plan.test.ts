import { fallBack, planPackaging } from './packaging-plan';
import type { Opening, PictureFacts, SoundFacts, SourceFacts } from './source-facts';

const picture: PictureFacts = {
  ...{ index: 0, codec: 'h264', profile: 'High', pixelFormat: 'yuv420p', width: 1920, height: 1080 },
  ...{ pixelAspect: 1, rotation: 0, interlaced: false, highDynamicRange: false },
  baseRate: { num: 30, den: 1 },
  averageRate: { num: 30, den: 1 },
};
const sound: SoundFacts = { index: 1, codec: 'aac', profile: 'LC', sampleRate: 48_000, channels: 2 };
const opening: Opening = {
  ...{ pictureStartSeconds: 0, soundStartSeconds: 0, longestGroupSeconds: 8.3 },
  ...{ hidesPictures: false, timed: true, measuredFps: 30 },
};

function aSource(change: { picture?: Partial<PictureFacts>; sound?: Partial<SoundFacts>; opening?: Partial<Opening> }) {
  return {
    ...{ container: 'mov,mp4,m4a,3gp,3g2,mj2', sizeBytes: 1e8, durationSeconds: 100, bitsPerSecond: 8e6, streams: 2 },
    picture: { ...picture, ...change.picture },
    sound: { ...sound, ...change.sound },
    opening: { ...opening, ...change.opening },
  } satisfies SourceFacts;
}

test('H.264 with AAC and usual key frames is copied, on end or not', () => {
  expect(planPackaging(aSource({}))).toMatchObject({ picture: 'copy', sound: 'copy' });
  expect(planPackaging(aSource({ picture: { width: 1080, height: 1920 } }))).toMatchObject({ picture: 'copy' });
});

test.each<[string, Parameters<typeof aSource>[0]]>([
  ['codec', { picture: { codec: 'hevc' } }],
  ['profile', { picture: { profile: 'High 10', pixelFormat: 'yuv420p10le' } }],
  ['size', { picture: { width: 2560, height: 1440 } }],
  ['rotation', { picture: { rotation: 90 } }],
  ['interlaced', { picture: { interlaced: true } }],
  ['frame_rate', { picture: { averageRate: { num: 120, den: 1 } } }],
  ['edit_list', { opening: { hidesPictures: true } }],
  ['times', { opening: { timed: false } }],
  ['key_frames', { opening: { longestGroupSeconds: 10.5 } }],
  ['sound_leads', { opening: { pictureStartSeconds: 1, soundStartSeconds: 0 } }],
])('a picture is encoded because of its %s', (because, change) => {
  expect(planPackaging(aSource(change))).toEqual({ picture: 'encode', sound: 'encode', because });
});

test.each<[string, Partial<SoundFacts>]>([
  ['another codec', { codec: 'ac3', profile: '' }],
  ['another profile', { profile: 'HE-AAC' }],
  ['surround', { channels: 6 }],
])('sound in %s is encoded while the picture is copied', (_, change) => {
  expect(planPackaging(aSource({ sound: change }))).toMatchObject({ picture: 'copy', sound: 'encode' });
});

test('an unsuccessful copy is encoded, and an unsuccessful encode is the end', () => {
  const fallen = fallBack(planPackaging(aSource({})), 'gop_too_long');
  expect(fallen).toEqual({ picture: 'encode', sound: 'encode', because: 'gop_too_long' });
  expect(fallen && fallBack(fallen, 'sound_gap')).toBeNull();
});
