import { chunkArguments } from '../encode/chunk-arguments';
import { type Encoding, secondsOf } from '../encode/encoding';
import { rungCost } from '../encode/estimates';
import type { Rung } from '../encode/rung';
import { RefusedSource } from '../errors';
import { stillsName } from '../generation-plans';
import { type ReadTrack, readChunkTrack } from '../packaging/chunk-track';
import { requireWithinDuration } from '../probe/promised-duration';
import type { SourceFacts } from '../probe/source-facts';
import type { Generation } from '../store-generations';
import { listRenditions, storedNumbers } from '../store-renditions';
import { endTask, holdFilm, type Task } from '../store-tasks';
import { runTool, type ToolResult } from '../tools/run-tool';
import { createChunkRecorder, type RecordedTrack, type TrackRecorder } from './chunk-recorder';
import { commitSegments } from './commit-segments';
import { finishRendition } from './finish-rendition';
import { requireSuccess } from './require-success';
import type { GenerationRun, TaskTools } from './task-context';
import { verifyRendition } from './verify-rendition';

/** One part of a film, in the renditions whose tasks were claimed together. */
interface Chunk {
  tasks: readonly Task[];
  generation: Generation;
  source: SourceFacts;
  encoding: Encoding;
  signal: AbortSignal;
  firstFrame: number;
  /** Null: to the end of the film. */
  frames: number | null;
  tracks: readonly Track[];
}

interface Track extends RecordedTrack {
  rung: Rung;
  stills: boolean;
}

/**
 * Encodes one part of a film. What an earlier holder stored is kept: the work goes on at the first missing segment.
 * @throws RefusedSource
 */
export async function runChunk(tools: TaskTools, run: GenerationRun): Promise<void> {
  const chunk = await prepare(tools, run);
  const startedMs = performance.now();
  const seconds = chunk.frames === 0 ? 0 : await encode(tools, chunk);
  tools.pace.note(costOf(chunk, seconds), (performance.now() - startedMs) / 1000);
  await tools.db.transaction(async (tx) => {
    await holdFilm(tx, chunk.tasks);
    for (const task of chunk.tasks) await endTask(tx, task, 'done', null);
    for (const { name } of chunk.tracks) await finishRendition(tools, tx, chunk.generation, name);
  });
}

async function prepare(tools: TaskTools, { tasks, generation, signal }: GenerationRun): Promise<Chunk> {
  const { source, encoding } = generation;
  const number = tasks[0]?.number ?? null;
  if (!source || !encoding || number === null) throw new Error('A chunk was ordered before its film was understood');
  const segments = encoding.chunkFrames / encoding.segmentFrames;
  const isLast = number >= encoding.chunks - 1;
  const range = { from: number * segments, below: isLast ? null : (number + 1) * segments };
  const renditions = await listRenditions(tools.db.reader, generation.id);
  const known = async (name: string) => ({
    name,
    stored: await storedNumbers(tools.db.reader, generation.id, name, range),
    begun: renditions.some((each) => each.name === name && each.init_file !== null),
  });
  const tracks: Track[] = [];
  for (const task of tasks) {
    const rung = encoding.rungs.find(({ name }) => name === task.rendition);
    if (!rung) throw new Error(`There is no rung ${task.rendition}`);
    tracks.push({ task, rung, stills: false, ...(await known(rung.name)) });
  }
  const first = tracks.findIndex(({ name }) => name === encoding.first);
  // The first rung leads, as the stills are taken from it.
  const [leading] = first < 0 ? [] : tracks.splice(first, 1);
  if (leading) {
    tracks.unshift(leading);
    tracks.push({ ...leading, stills: true, ...(await known(stillsName)) });
  }
  const from = Math.min(...tracks.map(({ stored: numbers }) => firstMissing(numbers, range.from)));
  const firstFrame = from * encoding.segmentFrames;
  const frames = range.below === null ? null : range.below * encoding.segmentFrames - firstFrame;
  return { tasks, generation, source, encoding, signal, firstFrame, frames, tracks };
}

function firstMissing(numbers: ReadonlySet<number>, from: number): number {
  let missing = from;
  while (numbers.has(missing)) missing++;
  return missing;
}

async function encode(tools: TaskTools, chunk: Chunk): Promise<number> {
  const { generation, encoding } = chunk;
  const recorder = createChunkRecorder({
    storage: tools.storage,
    root: `media/${generation.videoId}/${generation.id}`,
    commit: (batch) => commitSegments(tools, generation, batch),
  });
  const recorders = chunk.tracks.map((track) => recorder.track(track));
  const read: ReadTrack[] = [];
  const result = await tools.storage.withLocalFile(
    generation.sourceKey,
    (path) =>
      runTool(
        tools.tools,
        toolRun(tools, chunk, path),
        chunk.tracks.map((track, i) => async (pipe) => {
          read[i] = await readTrack(tools, chunk, track, pipe, recorders[i]);
        }),
      ),
    chunk.signal,
  );
  requireSuccess(result, chunk.signal);
  const seen = read.map(({ frames }) => frames);
  requireFrames(chunk, seen, result);
  // Only now is it known that the film ends there, and not that its encoder was killed.
  for (const [i, { rest }] of read.entries()) for (const segment of rest) recorders[i]?.accept(segment);
  await Promise.all([recorder.finish(), verify(tools, chunk, recorders)]);
  return secondsOf(seen[0] ?? 0, encoding.frameRate);
}

function readTrack(
  { limits }: TaskTools,
  { source, encoding, firstFrame }: Chunk,
  { stills }: Track,
  pipe: AsyncIterable<Buffer>,
  recorder?: TrackRecorder,
): Promise<ReadTrack> {
  if (!recorder) throw new Error('A track has nowhere to go');
  const rules = { encoding, firstFrame, frameStep: stills ? encoding.stillFrames : 1, stills };
  return readChunkTrack(pipe, rules, {
    ...recorder,
    accept: (segment) => {
      requireWithinDuration(source, (segment.startTicks + segment.durationTicks) / 90_000, limits.maxHours);
      recorder.accept(segment);
    },
  });
}

const mebibyte = 1024 * 1024;
const stallMs = 180_000;

function toolRun({ limits, threads }: TaskTools, chunk: Chunk, path: string) {
  const { source, encoding, tracks, firstFrame, frames, signal } = chunk;
  const rungs = tracks.filter(({ stills }) => !stills).map(({ rung }) => rung);
  const stills = tracks.some((track) => track.stills);
  const rest = (source.durationSeconds ?? limits.maxHours * 3600) - secondsOf(firstFrame, encoding.frameRate);
  const seconds = frames === null ? Math.max(0, rest) + 60 : secondsOf(frames, encoding.frameRate);
  const bitsPerSecond = rungs.reduce((sum, { maxBitsPerSecond }) => sum + maxBitsPerSecond, 2_000_000);
  const wallMs = Math.round((600 + 60 * seconds) * 1000);
  return {
    tool: 'ffmpeg' as const,
    args: chunkArguments({ path, source, encoding, rungs, stills, firstFrame, frames, threads, limits }),
    readable: [path],
    limits: { addressSpaceBytes: 6 * 1024 ** 3, cpuSeconds: Math.ceil((wallMs / 1000) * 4) },
    wallMs,
    stallMs,
    maxOutputBytes: Math.round((1.5 * seconds * bitsPerSecond) / 8 + 64 * mebibyte),
    extraPipes: tracks.length - 1,
    signal,
  };
}

function requireFrames({ frames, firstFrame, tracks }: Chunk, seen: readonly number[], result: ToolResult): void {
  const most = Math.max(...tracks.flatMap(({ stills }, i) => (stills ? [] : [seen[i] ?? 0])));
  const least = Math.min(...tracks.flatMap(({ stills }, i) => (stills ? [] : [seen[i] ?? 0])));
  if (most !== least) throw new Error(`Renditions of one decoding differ: ${least} and ${most} frames`);
  if (frames !== null && most < frames) throw new RefusedSource('file_ends_early', `${most} of ${frames} frames`);
  if (most === 0 && firstFrame === 0) throw new RefusedSource('nothing_came_out', result.errorTail);
}

function costOf({ source, tracks }: Chunk, seconds: number): number {
  const rungs = tracks.filter(({ stills }) => !stills);
  return rungs.reduce(
    (sum, { rung }) => sum + rungCost({ ...source, durationSeconds: seconds }, rung, rungs.length),
    0,
  );
}

/** The beginning of each rendition is read as a player would, once. */
async function verify(tools: TaskTools, { firstFrame, tracks, signal }: Chunk, recorders: readonly TrackRecorder[]) {
  if (firstFrame > 0) return;
  for (const [i, { name }] of tracks.entries()) {
    const beginning = recorders[i]?.beginning();
    if (beginning) await verifyRendition(tools.tools, { name, kind: 'video' }, beginning, signal);
  }
}
