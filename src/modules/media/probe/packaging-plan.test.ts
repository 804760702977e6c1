import { aSource } from '../../../../test/support/factories/source-facts';
import { fallBack, planPackaging } from './packaging-plan';
import type { SoundFacts } from './source-facts';

test('H.264 with AAC and usual key frames is copied, on end or not', () => {
  expect(planPackaging(aSource())).toMatchObject({ picture: 'copy', sound: 'copy' });
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
  const fallen = fallBack(planPackaging(aSource()), 'gop_too_long');
  expect(fallen).toEqual({ picture: 'encode', sound: 'encode', because: 'gop_too_long' });
  expect(fallen && fallBack(fallen, 'sound_gap')).toBeNull();
});
