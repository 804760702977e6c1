import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { access, mkdir, rename, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/**
 * A film made for tests: every picture carries its own number as a bar code (see `readFrameNumber`) and every whole
 * second begins with a beep of 1 kHz that lasts 50 ms.
 */
export interface ClipSpec {
  extension: string;
  seconds: number;
  width?: number;
  height?: number;
  /** Pictures a second as a fraction. */
  rate?: [number, number];
  /** Set for a phone's varying rate: ticks of 1/90000 s as an ffmpeg expression over N; `shownAtSeconds` says the same. */
  shownAtTicks?: string;
  /** Encoder arguments; null leaves the track out. */
  video: readonly string[] | null;
  audio: readonly string[] | null;
  /** A second pass that copies the tracks, with these arguments. */
  remux?: readonly string[];
}

const version = 3;
const folder = join(tmpdir(), 'showrunner-clips');
const x264 = ['-c:v', 'libx264', '-preset', 'veryfast', '-pix_fmt', 'yuv420p', '-sc_threshold', '0'];
const aac = ['-c:a', 'aac', '-b:a', '96k', '-ar', '48000', '-ac', '2'];
const short = { extension: 'mp4', width: 320, height: 180, rate: [30, 1] as [number, number], audio: aac };

/** 30 a second with reordered pictures, a key frame every 2 s. */
export const bFrames30 = (seconds = 20): ClipSpec => ({ ...short, seconds, video: [...x264, '-bf', '3', '-g', '60'] });
export const film23976 = (seconds = 20): ClipSpec => ({
  ...short,
  seconds,
  rate: [24_000, 1001],
  video: [...x264, '-bf', '2', '-g', '48'],
});
/** A phone's clock: every picture a little early or late, and now and then none at all. */
export const phoneVfr = (seconds = 20): ClipSpec => ({
  ...short,
  seconds,
  shownAtTicks: '3000*N+3000*floor(N/25)+round(600*sin(N*0.7))',
  video: [...x264, '-bf', '2', '-g', '60'],
});
/** Key frames 15 s apart: too far for a copied segment. */
export const longGop = (seconds = 32): ClipSpec => ({
  ...short,
  seconds,
  video: [...x264, '-bf', '2', '-g', '450', '-keyint_min', '450'],
});
/** Looks harmless for 24 s, then has no key frame for 16: found out only on the way. */
export const lateLongGop = (): ClipSpec => ({
  ...short,
  seconds: 40,
  video: [
    ...x264,
    '-bf',
    '2',
    '-g',
    '900',
    '-keyint_min',
    '900',
    '-force_key_frames',
    'expr:if(lt(t,24.1),gte(t,n_forced*2),0)',
  ],
});
export const mpeg4Avi = (seconds = 10): ClipSpec => ({
  ...short,
  extension: 'avi',
  seconds,
  video: ['-c:v', 'mpeg4', '-q:v', '4'],
  audio: ['-c:a', 'libmp3lame', '-b:a', '96k'],
});
export const vp9Webm = (seconds = 8): ClipSpec => ({
  ...short,
  extension: 'webm',
  seconds,
  video: ['-c:v', 'libvpx-vp9', '-deadline', 'realtime', '-cpu-used', '8', '-b:v', '400k'],
  audio: ['-c:a', 'libopus', '-b:a', '64k'],
});
export const silent = (seconds = 8): ClipSpec => ({ ...bFrames30(seconds), audio: null });
export const transportStream = (seconds = 20): ClipSpec => ({ ...bFrames30(seconds), extension: 'ts' });
/** Held on end: a display matrix turns it by 90 degrees. */
export const turned = (seconds = 6): ClipSpec => ({
  ...bFrames30(seconds),
  remux: ['-metadata:s:v', 'rotate=90'],
});
export const soundOnly = (seconds = 20): ClipSpec => ({ ...bFrames30(seconds), video: null });

/** The path of the film, made once for this machine and kept in the system's temporary directory. */
export async function makeClip(spec: ClipSpec): Promise<string> {
  const hash = createHash('sha256')
    .update(JSON.stringify([version, spec]))
    .digest('hex')
    .slice(0, 24);
  const path = join(folder, `${hash}.${spec.extension}`);
  if (await exists(path)) return path;
  await mkdir(folder, { recursive: true });
  const building = join(folder, `${hash}.${process.pid}.${Math.random().toString(36).slice(2)}.${spec.extension}`);
  const again = building.replace(/(\.\w+)$/, '.again$1');
  try {
    await runFfmpeg([...inputsOf(spec), ...outputsOf(spec), building], spec.video ? picturesOf(spec) : []);
    if (spec.remux) await runFfmpeg(['-i', building, '-c', 'copy', ...spec.remux, again]);
    await rename(spec.remux ? again : building, path);
  } finally {
    await rm(building, { force: true });
    await rm(again, { force: true });
  }
  return path;
}

/** When picture `number` is shown, counted from the first one. */
export function shownAtSeconds({ rate = [30, 1], shownAtTicks }: ClipSpec, number: number): number {
  if (!shownAtTicks) return (number * rate[1]) / rate[0];
  return (3000 * number + 3000 * Math.floor(number / 25) + Math.round(600 * Math.sin(number * 0.7))) / 90_000;
}

/** How many pictures a film of this spec has. */
export function frameCount({ seconds, rate = [30, 1] }: ClipSpec): number {
  return Math.floor((seconds * rate[0]) / rate[1]);
}

export const barcodeBits = 16;

/**
 * The number in a picture: the top eighth is 16 blocks (white is 1, the highest bit left), the eighth below holds
 * their opposites. Null when they do not agree. `luma(x, y)` takes shares of width and height and gives 0 to 255.
 */
export function readFrameNumber(luma: (x: number, y: number) => number): number | null {
  let number = 0;
  for (let bit = 0; bit < barcodeBits; bit++) {
    const x = (bit + 0.5) / barcodeBits;
    const [upper, lower] = [luma(x, 1 / 16) > 127, luma(x, 3 / 16) > 127];
    if (upper === lower) return null;
    number = number * 2 + (upper ? 1 : 0);
  }
  return number;
}

function inputsOf({ video, audio, seconds, width = 320, height = 180, rate = [30, 1] }: ClipSpec): string[] {
  const beep = `aevalsrc='if(lt(mod(t,1),0.05),0.8*sin(2*PI*1000*t),0)':s=48000:d=${seconds}`;
  return [
    ...(video
      ? ['-f', 'rawvideo', '-pix_fmt', 'yuv420p', '-s', `${width}x${height}`, '-r', rate.join('/'), '-i', 'pipe:0']
      : []),
    ...(audio ? ['-f', 'lavfi', '-i', beep] : []),
  ];
}

function outputsOf({ video, audio, shownAtTicks }: ClipSpec): string[] {
  const varying = shownAtTicks
    ? ['-vf', `settb=1/90000,setpts='${shownAtTicks}'`, '-vsync', 'passthrough', '-enc_time_base', '1/90000']
    : [];
  return [...(video ? [...varying, ...video] : []), ...(audio ?? [])];
}

function* picturesOf(spec: ClipSpec): Iterable<Buffer> {
  const { width = 320, height = 180 } = spec;
  const count = frameCount(spec);
  for (let number = 0; number < count; number++) yield picture(number, width, height);
}

function picture(number: number, width: number, height: number): Buffer {
  const half = Math.ceil(width / 2) * Math.ceil(height / 2);
  const frame = Buffer.alloc(width * height + 2 * half, 128);
  for (let y = 0; y < height; y++) {
    const row = frame.subarray(y * width, (y + 1) * width);
    const band = Math.floor((y * 8) / height);
    if (band < 2) {
      for (let x = 0; x < width; x++) {
        const bit = (number >> (barcodeBits - 1 - Math.floor((x * barcodeBits) / width))) & 1;
        row[x] = (bit === 1) === (band === 0) ? 235 : 16;
      }
    } else {
      for (let x = 0; x < width; x++) row[x] = 60 + ((x + y + number * 4) % 120);
    }
  }
  return frame;
}

export async function runFfmpeg(args: readonly string[], input: Iterable<Buffer> = []): Promise<void> {
  const child = spawn('ffmpeg', ['-v', 'error', '-y', ...args], { stdio: ['pipe', 'ignore', 'pipe'] });
  let said = '';
  child.stderr.on('data', (chunk) => {
    said += String(chunk);
  });
  const ended = once(child, 'close');
  child.stdin.on('error', () => undefined); // it may have read enough
  for (const chunk of input) {
    if (!child.stdin.write(chunk)) await Promise.race([once(child.stdin, 'drain'), ended]);
    if (child.exitCode !== null) break;
  }
  child.stdin.end();
  const [code] = await ended;
  if (code !== 0) throw new Error(`ffmpeg ended with ${code}: ${said}`);
}

function exists(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  );
}
