import { aSource } from '../../../../test/support/factories/source-facts';
import { rateOf } from '../probe/frame-rate';
import type { PictureFacts } from '../probe/source-facts';
import { rungFor } from './rung';

const firstRung = { shortSide: 360, maxBitsPerSecond: 900_000 };

const aPicture = (picture: Partial<PictureFacts>) => aSource({ picture, opening: { measuredFps: 29.4 } });

test.each<[string, Partial<PictureFacts>, [number, number]]>([
  ['wide', {}, [640, 360]],
  ['on end', { rotation: 270 }, [360, 640]],
  ['smaller than the aim', { width: 317, height: 211 }, [318, 212]],
  ['with long pixels', { width: 720, height: 576, pixelAspect: 64 / 45 }, [640, 360]],
  ['a ribbon', { width: 8_000, height: 100 }, [1440, 18]],
])('a picture %s keeps its shape and is never upscaled', (_, change, [width, height]) => {
  expect(rungFor(aPicture(change), firstRung)).toMatchObject({ width, height });
});

test.each<[string, Partial<PictureFacts>, number, number]>([
  ['23.976', { baseRate: { num: 24_000, den: 1001 }, averageRate: { num: 24_000, den: 1001 } }, 24_000 / 1001, 48],
  ['a varying 29.4', { baseRate: { num: 90_000, den: 1 }, averageRate: { num: 294, den: 10 } }, 30_000 / 1001, 60],
  ['120', { baseRate: { num: 120, den: 1 }, averageRate: { num: 120, den: 1 } }, 60, 120],
  ['one a second', { baseRate: { num: 1, den: 1 }, averageRate: { num: 1, den: 1 } }, 5, 10],
  ['an unknown rate', { baseRate: { num: 1000, den: 1 }, averageRate: null }, 30_000 / 1001, 60],
])('%s gets one constant rate and a key frame every 2 s of it', (_, change, rate, groupFrames) => {
  const rung = rungFor(aPicture(change), firstRung);
  expect(rateOf(rung.frameRate)).toBeCloseTo(rate, 6);
  expect(rung.groupFrames).toBe(groupFrames);
});
