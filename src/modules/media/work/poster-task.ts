import sharp from 'sharp';
import { newPosterName, posterKey, type Still } from '../posters';
import type { SourceFacts } from '../probe/source-facts';
import { endTask, holdFilm } from '../store-tasks';
import { guardedInput } from '../tools/input-guards';
import { requireRan, ToolEnded } from '../tools/require-ran';
import { runTool } from '../tools/run-tool';
import type { GenerationRun, TaskTools } from './task-context';

/** Where in the film to look, and where else when all of that is dark. */
const places = [0.1, 0.26, 0.42, 0.58, 0.74, 0.9];
const lastPlace = 0.02;
const longestSide = 1_280;
const brightEnough = 24;
const wallMs = 30_000;

/** Takes stills from the film. A film without one plays all the same: what goes wrong here fails nothing else. */
export async function runPoster(tools: TaskTools, run: GenerationRun): Promise<void> {
  const { generation, tasks, signal } = run;
  const { source, sourceKey } = generation;
  const find = (path: string) => (source ? findPictures(tools, { source, path, signal }) : Promise.resolve([]));
  const pictures = await tools.storage.withLocalFile(sourceKey, find, signal);
  const stills: Still[] = [];
  for (const { picture, atSeconds } of pictures) {
    const name = newPosterName();
    await tools.storage.put(posterKey(name), picture, 'image/jpeg');
    stills.push({ name, atSeconds });
  }
  const kept = await tools.db.transaction(async (tx) => {
    await holdFilm(tx, tasks);
    const isFirst = await tools.generations.keepPosters(tx, generation, stills);
    for (const task of tasks) await endTask(tx, task, 'done', stills.length > 0 ? null : 'no picture could be taken');
    return isFirst;
  });
  if (!kept) for (const { name } of stills) await tools.storage.delete(posterKey(name));
}

interface Film {
  source: SourceFacts;
  path: string;
  signal: AbortSignal;
}

interface TakenPicture {
  picture: Buffer;
  /** From the film's first picture. */
  atSeconds: number;
}

/** In the film's order, no two alike; dark ones only where there is nothing else. */
async function findPictures(tools: TaskTools, film: Film): Promise<TakenPicture[]> {
  let best: { taken: TakenPicture; brightness: number } | null = null;
  let ended: ToolEnded | null = null;
  const found: { taken: TakenPicture; look: Buffer }[] = [];
  for (const place of [...places, lastPlace]) {
    if (place === lastPlace && found.length > 0) break;
    const atSeconds = place * (film.source.durationSeconds ?? 0);
    const taken = await takePicture(tools, film, atSeconds).catch((error: unknown) => {
      if (!(error instanceof ToolEnded)) throw error;
      ended = error;
      return null;
    });
    if (!taken) continue;
    const brightness = await brightnessOf(taken.picture);
    if (!best || brightness > best.brightness) best = { taken, brightness };
    const look = await lookOf(taken.picture);
    if (brightness >= brightEnough && !found.some((other) => areAlike(other.look, look))) found.push({ taken, look });
  }
  if (found.length > 0) return found.map(({ taken }) => taken);
  if (!best && ended) throw ended;
  return best ? [best.taken] : [];
}

const lookSize = { width: 16, height: 16 };
/** Mean difference of a pixel, of 255: what noise and a cursor make of the same picture stays below. */
const alike = 3;

function lookOf(picture: Buffer): Promise<Buffer> {
  return sharp(picture)
    .greyscale()
    .resize({ ...lookSize, fit: 'fill' })
    .raw()
    .toBuffer();
}

function areAlike(one: Buffer, other: Buffer): boolean {
  const apart = one.reduce((sum, value, i) => sum + Math.abs(value - (other[i] ?? 0)), 0);
  return apart / one.length < alike;
}

async function brightnessOf(picture: Buffer): Promise<number> {
  const { channels } = await sharp(picture).greyscale().stats();
  return channels[0]?.mean ?? 0;
}

async function takePicture(
  { tools, limits }: TaskTools,
  { source, path, signal }: Film,
  atSeconds: number,
): Promise<TakenPicture | null> {
  const chunks: Buffer[] = [];
  const result = await runTool(
    tools,
    {
      tool: 'ffmpeg',
      args: [
        // The key frame before that place is as good a picture, and costs the decoding of one.
        ...['-nostdin', '-hide_banner', '-v', 'info', '-nostats', '-noaccurate_seek', '-skip_frame', 'nokey'],
        ...['-ss', atSeconds.toFixed(3)],
        ...guardedInput(path, limits),
        ...['-map', `0:${source.picture?.index ?? 'v:0'}`, '-frames:v', '1', '-map_metadata', '-1'],
        ...['-vf', `showinfo=checksum=0,${shown},format=yuvj420p`],
        ...['-q:v', '3', '-c:v', 'mjpeg', '-f', 'image2pipe', 'pipe:1'],
      ],
      readable: [path],
      limits: { addressSpaceBytes: 4 * 1024 ** 3, cpuSeconds: 60 },
      wallMs,
      maxOutputBytes: 16 * 1024 * 1024,
      signal,
    },
    [
      async (pipe) => {
        for await (const chunk of pipe) chunks.push(chunk);
      },
    ],
  );
  requireRan(result, signal);
  if (result.exitCode !== 0 || chunks.length === 0) return null;
  return { picture: Buffer.concat(chunks), atSeconds: shownAt(source, atSeconds, result.errorTail) };
}

/** When the picture that was taken is shown: the tool counts from where it was sent in the file. */
function shownAt({ opening }: SourceFacts, sentTo: number, said: string): number {
  const fromThere = Number(/pts_time:(-?[\d.]+)/.exec(said)?.[1] ?? 0);
  const picture = opening.pictureStartSeconds ?? 0;
  const start = Math.min(picture, opening.soundStartSeconds ?? picture);
  return Math.max(0, Math.round((sentTo + fromThere + start - picture) * 1000) / 1000);
}

// Square pixels, at most 1280 on the longer side, never larger than it was.
const shown =
  `scale=w='trunc(iw*max(1,sar)/2)*2':h='trunc(ih*max(1,1/sar)/2)*2',setsar=1,` +
  `scale=w='min(${longestSide},iw)':h='min(${longestSide},ih)':force_original_aspect_ratio=decrease:force_divisible_by=2`;
