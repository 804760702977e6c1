import { execFileSync } from 'node:child_process';
import type { Encoding } from '../encode/encoding';
import { type ChunkTrackSink, readChunkTrack } from './chunk-track';
import type { Segment } from './cut-line';

const encoding = { frameRate: { num: 30, den: 1 }, segmentFrames: 60 } as Encoding;

/** Five seconds with a key frame every second, as an encoder writes them; `share` of the bytes come before it is killed. */
async function read(share: number) {
  const whole = execFileSync('ffmpeg', [
    ...[
      '-v',
      'error',
      '-f',
      'lavfi',
      '-i',
      'testsrc=s=64x48:r=30:d=5',
      '-c:v',
      'libx264',
      '-g',
      '30',
      '-sc_threshold',
      '0',
    ],
    ...['-movflags', '+delay_moov+frag_keyframe+default_base_moof+skip_trailer', '-f', 'mp4', 'pipe:1'],
  ]);
  const accepted: Segment[] = [];
  const sink: ChunkTrackSink = {
    open: () => undefined,
    accept: (segment) => accepted.push(segment),
    room: async () => undefined,
  };
  const pipe = (async function* () {
    yield whole.subarray(0, Math.floor(whole.length * share));
  })();
  const { frames, rest } = await readChunkTrack(pipe, { encoding, firstFrame: 120, frameStep: 1, stills: false }, sink);
  return { frames, accepted: accepted.map(shape), rest: rest.map(shape) };
}

const shape = ({ number, startTicks, durationTicks }: Segment) => [number, startTicks / 90_000, durationTicks / 90_000];

test('what an encoder has told when it is killed in the middle of a segment is not handed over as one', async () => {
  const { frames, accepted, rest } = await read(0.75);
  expect(frames).toBe(90);
  expect(accepted).toEqual([[2, 4, 2]]);
  expect(rest).toEqual([[3, 6, 1]]);
});

test('the end of the film is a segment of its own, for the one who knows that it is the end', async () => {
  const { frames, accepted, rest } = await read(1);
  expect(frames).toBe(150);
  expect(accepted).toEqual([
    [2, 4, 2],
    [3, 6, 2],
  ]);
  expect(rest).toEqual([[4, 8, 1]]);
});
