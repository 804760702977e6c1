import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { measuringArguments, readSoundLevel } from '../../src/modules/media/encode/sound-level';
import { runFfmpeg } from '../support/clips';
import { createMediaHouse, type MediaHouse, renditionOf } from '../support/factories/media';
import { aSource } from '../support/factories/source-facts';

let house: MediaHouse;
beforeEach(async () => {
  house = await createMediaHouse();
});
afterEach(() => house.close());

async function loudnessOf(path: string): Promise<number> {
  const limits = { maxPixels: 1, maxStreams: 16 };
  const args = measuringArguments(path, { ...aSource(), sound: null }, limits);
  const { stderr } = await promisify(execFile)('ffmpeg', args);
  return readSoundLevel(stderr)?.integrated ?? Number.NaN;
}

test.each([
  ['quiet', 'volume=-3dB'],
  ['loud', 'volume=15dB'],
])(
  'a %s recording is encoded as loud as every other film',
  async (how, filter) => {
    const path = join(house.objects, '..', `${how}.wav`);
    const sine = ['-f', 'lavfi', '-i', 'sine=frequency=440:sample_rate=48000:duration=12'];
    await runFfmpeg([...sine, '-af', filter, '-ac', '2', '-c:a', 'pcm_s16le', path]);
    expect(Math.abs((await loudnessOf(path)) + 15)).toBeGreaterThan(3);
    await house.startWorker();
    const { video, set } = await house.becomesReady(path);
    expect(Math.abs((await loudnessOf(await house.joined(video, renditionOf(set, 'audio')))) + 15)).toBeLessThan(1);
  },
  120_000,
);
