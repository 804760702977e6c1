import type { Opening, PictureFacts, SoundFacts, SourceFacts } from '../../../src/modules/media/probe/source-facts';

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

/** What a probe says of a film that is copied as it is, but for what is changed. */
export function aSource(
  change: {
    picture?: Partial<PictureFacts>;
    sound?: Partial<SoundFacts>;
    opening?: Partial<Opening>;
    durationSeconds?: number | null;
  } = {},
): SourceFacts & { picture: PictureFacts } {
  return {
    ...{ container: 'mov,mp4,m4a,3gp,3g2,mj2', sizeBytes: 1e8, bitsPerSecond: 8e6, streams: 2 },
    durationSeconds: change.durationSeconds === undefined ? 100 : change.durationSeconds,
    picture: { ...picture, ...change.picture },
    sound: { ...sound, ...change.sound },
    opening: { ...opening, ...change.opening },
  };
}
