import sharp from 'sharp';
import { newPosterName, posterKey } from '../posters';
import type { SourceFacts } from '../probe/source-facts';
import { endTask, holdLease } from '../store-tasks';
import { guardedInput } from '../tools/input-guards';
import { requireRan, ToolEnded } from '../tools/require-ran';
import { runTool } from '../tools/run-tool';
import type { GenerationRun, TaskTools } from './task-context';

/** Where in the film to look, until a picture is bright enough. */
const places = [0.1, 0.25, 0.5, 0.02];
const longestSide = 1_280;
const brightEnough = 24;
const wallMs = 30_000;

/** Takes a still from the film. A film without one plays all the same: what goes wrong here fails nothing else. */
export async function runPoster(tools: TaskTools, run: GenerationRun): Promise<void> {
  const { generation, tasks } = run;
  const picture = generation.source ? await findPicture(tools, run, generation.source) : null;
  const name = newPosterName();
  if (picture) await tools.storage.put(posterKey(name), picture, 'image/jpeg');
  await tools.db.transaction(async (tx) => {
    for (const task of tasks) await holdLease(tx, task);
    if (picture) await tools.generations.keepPoster(tx, generation, name);
    for (const task of tasks) await endTask(tx, task, 'done', picture ? null : 'no picture could be taken');
  });
}

async function findPicture(tools: TaskTools, run: GenerationRun, source: SourceFacts): Promise<Buffer | null> {
  let best: { picture: Buffer; brightness: number } | null = null;
  let ended: ToolEnded | null = null;
  for (const place of places) {
    const atSeconds = place * (source.durationSeconds ?? 0);
    const picture = await takePicture(tools, run, source, atSeconds).catch((error: unknown) => {
      if (!(error instanceof ToolEnded)) throw error;
      ended = error;
      return null;
    });
    if (!picture) continue;
    const brightness = await brightnessOf(picture);
    if (!best || brightness > best.brightness) best = { picture, brightness };
    if (brightness >= brightEnough) break;
  }
  if (!best && ended) throw ended;
  return best?.picture ?? null;
}

async function brightnessOf(picture: Buffer): Promise<number> {
  const { channels } = await sharp(picture).greyscale().stats();
  return channels[0]?.mean ?? 0;
}

async function takePicture(
  tools: TaskTools,
  { generation, signal }: GenerationRun,
  source: SourceFacts,
  atSeconds: number,
): Promise<Buffer | null> {
  const chunks: Buffer[] = [];
  const result = await tools.storage.withLocalFile(
    generation.sourceKey,
    (path) =>
      runTool(
        tools.tools,
        {
          tool: 'ffmpeg',
          args: [
            // The key frame before that place is as good a picture, and costs the decoding of one.
            ...['-nostdin', '-hide_banner', '-v', 'error', '-noaccurate_seek', '-skip_frame', 'nokey'],
            ...['-ss', atSeconds.toFixed(3)],
            ...guardedInput(path, tools.limits),
            ...['-map', `0:${source.picture?.index ?? 'v:0'}`, '-frames:v', '1', '-map_metadata', '-1'],
            ...['-vf', `${shown},format=yuvj420p`, '-q:v', '3', '-c:v', 'mjpeg', '-f', 'image2pipe', 'pipe:1'],
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
      ),
    signal,
  );
  requireRan(result, signal);
  return result.exitCode === 0 && chunks.length > 0 ? Buffer.concat(chunks) : null;
}

// Square pixels, at most 1280 on the longer side, never larger than it was.
const shown =
  `scale=w='trunc(iw*max(1,sar)/2)*2':h='trunc(ih*max(1,1/sar)/2)*2',setsar=1,` +
  `scale=w='min(${longestSide},iw)':h='min(${longestSide},ih)':force_original_aspect_ratio=decrease:force_divisible_by=2`;
