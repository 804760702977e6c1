import { spawn } from 'node:child_process';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { MediaRendition } from '../../src/modules/media';
import { readFrameNumber } from './clips';

export interface ShownFrame {
  seconds: number;
  number: number | null;
}

/** The rendition as one file, as a player would append it. */
export async function joinRendition(videoRoot: string, rendition: MediaRendition, into: string): Promise<string> {
  const folder = join(videoRoot, rendition.path);
  const files = [rendition.initFile, ...rendition.segments.map(({ file }) => file)];
  const parts = await Promise.all(files.map((file) => readFile(join(folder, file))));
  const path = join(into, `joined-${rendition.name}-${rendition.segments.length}.mp4`);
  await writeFile(path, Buffer.concat(parts));
  return path;
}

const width = 160;
const height = 96;

/**
 * Every picture of a file in the order shown, with its time after the first one and the number drawn into it.
 * ffmpeg shows pictures with negative composition offsets late by a constant, unlike players; hence "after the first".
 */
export async function decodeFrames(path: string): Promise<ShownFrame[]> {
  const times = (
    await output('ffprobe', ['-show_entries', 'frame=pts_time', '-of', 'csv=p=0', '-select_streams', 'v', path])
  )
    .toString()
    .trim()
    .split('\n')
    .map((line) => Number.parseFloat(line))
    .filter((seconds) => !Number.isNaN(seconds));
  const scale = ['-vf', `scale=${width}:${height}:flags=area`, '-vsync', 'passthrough'];
  const pixels = await output('ffmpeg', ['-i', path, ...scale, '-pix_fmt', 'gray', '-f', 'rawvideo', 'pipe:1']);
  return times.map((seconds, i) => {
    const frame = pixels.subarray(i * width * height, (i + 1) * width * height);
    const luma = (x: number, y: number) => frame[Math.floor(y * height) * width + Math.floor(x * width)] ?? 0;
    return { seconds: seconds - (times[0] ?? 0), number: readFrameNumber(luma) };
  });
}

/** The instants at which a beep begins, in seconds of the file's own time. */
export async function decodeBeeps(path: string): Promise<number[]> {
  const opening = [
    '-show_entries',
    'frame=pts_time',
    '-of',
    'csv=p=0',
    '-select_streams',
    'a',
    '-read_intervals',
    '%+#5',
  ];
  const first = (await output('ffprobe', [...opening, path])).toString().split('\n')[0];
  const samples = await output('ffmpeg', ['-i', path, '-ac', '1', '-ar', '48000', '-f', 's16le', 'pipe:1']);
  const beeps: number[] = [];
  let quietSince = 0;
  for (let i = 0; i < samples.length / 2; i++) {
    if (Math.abs(samples.readInt16LE(i * 2)) < 3_000) continue;
    if (beeps.length === 0 || i - quietSince > 12_000) beeps.push(i / 48_000 + Number.parseFloat(first ?? '0'));
    quietSince = i;
  }
  return beeps;
}

function output(tool: string, args: readonly string[]): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const child = spawn(tool, ['-v', 'error', ...args], { stdio: ['ignore', 'pipe', 'pipe'] });
    const chunks: Buffer[] = [];
    let said = '';
    child.stdout.on('data', (chunk) => chunks.push(chunk));
    child.stderr.on('data', (chunk) => {
      said += String(chunk);
    });
    child.on('error', reject);
    child.on('close', (code) => (code === 0 ? resolve(Buffer.concat(chunks)) : reject(new Error(`${tool}: ${said}`))));
  });
}
