import { RefusedSource } from '../errors';
import type { FailureCode } from '../messages';
import { acceptedPictureCodecs, acceptedSoundCodecs } from '../tools/input-guards';
import { rateOf } from './frame-rate';
import type { PictureFacts, SourceFacts } from './source-facts';

export interface SourceLimits {
  maxHours: number;
  maxFps: number;
  maxStreams: number;
  maxPixels: number;
}

const maxBitsPerSecond = 1_500_000_000;

/** @throws RefusedSource naming the first limit a source breaks. */
export function requireAcceptable(source: SourceFacts, limits: SourceLimits): void {
  const { picture, sound } = source;
  const rules: [boolean, FailureCode][] = [
    [source.streams > limits.maxStreams, 'too_many_streams'],
    [!picture && !sound, 'nothing_to_play'],
    [picture !== null && !acceptedPictureCodecs.has(picture.codec), 'picture_codec_unsupported'],
    [picture !== null && (picture.width < 2 || picture.height < 2), 'picture_too_small'],
    [picture !== null && picture.width * picture.height > limits.maxPixels, 'picture_too_large'],
    [picture !== null && pictureRate(picture, source) > limits.maxFps * 1.001, 'too_many_pictures_a_second'],
    [sound !== null && !acceptedSoundCodecs.has(sound.codec), 'sound_codec_unsupported'],
    [(source.durationSeconds ?? 0) > limits.maxHours * 3600, 'too_long'],
    [(source.bitsPerSecond ?? 0) > maxBitsPerSecond, 'bitrate_too_high'],
  ];
  const broken = rules.find(([breaks]) => breaks);
  if (broken) throw new RefusedSource(broken[1]);
}

// A container's average may be missing (recordings in a browser) while its base rate is a mere clock of 1,000.
function pictureRate(picture: PictureFacts, { opening }: SourceFacts): number {
  if (picture.averageRate) return rateOf(picture.averageRate);
  return opening.measuredFps ?? (picture.baseRate ? rateOf(picture.baseRate) : 0);
}
