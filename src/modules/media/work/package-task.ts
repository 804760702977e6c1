import { firstRung, type Rung, rungFor } from '../encode/rung';
import type { PackagingOrder } from '../encode/tool-arguments';
import { RefusedSource } from '../errors';
import { packageSource } from '../packaging/package-source';
import { UncuttableStream } from '../packaging/timeline-trouble';
import type { PackagingPlan } from '../probe/packaging-plan';
import type { SourceFacts } from '../probe/source-facts';
import { getGeneration } from '../store-generations';
import * as renditionStore from '../store-renditions';
import { endTask, holdLease, noteAdvance } from '../store-tasks';
import { requireRan } from '../tools/require-ran';
import type { ToolResult } from '../tools/run-tool';
import { type Cutting, cuttingOf } from './cutting';
import { createProgressReporter, type ProgressReporter } from './progress-reporter';
import { requireHonestDuration, requireWithinDuration } from './promised-duration';
import { createSegmentRecorder, DifferentSegments, type RecordedBatch } from './segment-recorder';
import type { GenerationRun, TaskTools } from './task-context';
import { describeTrack, renditionNames } from './track-description';
import { verifyRendition } from './verify-rendition';

/** A generation whose source was understood. */
interface Work extends GenerationRun {
  source: SourceFacts;
  plan: PackagingPlan;
  rung: Rung | null;
  cutting: Cutting;
  /** What an earlier try stored was thrown away, so storing it again is no advance. */
  anew: boolean;
}

/**
 * Makes a source playable in one pass, segment by segment; taken over, it goes on after what is stored already.
 * @throws RefusedSource
 */
export async function runPackage(tools: TaskTools, run: GenerationRun): Promise<void> {
  const work = workOf(run);
  const progress = createProgressReporter(
    tools,
    run.generation.videoId,
    renditionNames(work.plan, work.rung, work.source),
  );
  try {
    await packageOnce(tools, work, progress);
  } catch (error) {
    if (error instanceof DifferentSegments) {
      await tools.db.transaction(async (tx) => {
        await holdLease(tx, work.task);
        await renditionStore.dropRenditions(tx, work.generation.id);
      });
      await packageOnce(tools, { ...work, anew: true }, progress);
    } else if (error instanceof UncuttableStream) {
      await startOver(tools, work, error);
      return;
    } else {
      throw error;
    }
  }
  await progress.finished();
}

function workOf(run: GenerationRun): Work {
  const { source, plan } = run.generation;
  if (!source || !plan) throw new Error('A generation is packaged before it was probed');
  const rung = plan.picture === 'encode' ? rungFor(source, firstRung) : null;
  return { ...run, source, plan, rung, cutting: cuttingOf(rung, plan.picture !== null), anew: false };
}

async function packageOnce(tools: TaskTools, work: Work, progress: ProgressReporter): Promise<void> {
  const { generation, source, signal } = work;
  const kept = await renditionStore.keptSegments(tools.db.reader, generation.id);
  const recorder = createRecorder(tools, work, kept);
  let acceptedBytes = 0;
  const result = await tools.storage.withLocalFile(generation.sourceKey, (path) =>
    packageSource(tools.tools, orderOf(tools, work, path), work.cutting.rules, boundsOf(tools, work), {
      open: recorder.open,
      accept: (segment) => {
        acceptedBytes += segment.bytes.length;
        recorder.accept(segment);
      },
      room: recorder.room,
      reached: (seconds) => {
        requireWithinDuration(source, seconds, tools.limits.maxHours);
        if (source.durationSeconds) progress.reached(seconds / source.durationSeconds);
        else if (!work.rung) progress.reached(acceptedBytes / source.sizeBytes);
      },
    }),
  );
  requireSuccess(result, signal);
  const made = await recorder.finish();
  if (made.renditions.length === 0) throw new RefusedSource('nothing_came_out', result.errorTail);
  requireHonestDuration(source, made.seconds);
  await complete(tools, work, made.seconds);
}

function createRecorder(tools: TaskTools, work: Work, kept: Awaited<ReturnType<typeof renditionStore.keptSegments>>) {
  const { generation, task, signal } = work;
  const expected = renditionNames(work.plan, work.rung, work.source).map(({ name }) => name);
  const present = new Set(kept.keys());
  let playable = generation.playableAt !== null;
  return createSegmentRecorder({
    storage: tools.storage,
    root: `media/${generation.videoId}`,
    fence: task.fence,
    kept,
    describe: (track) => describeTrack(track, work),
    directoryOf: (name) => `${generation.id}/${name}`,
    verify: (rendition, firstBytes) => verifyRendition(tools.tools, rendition, firstBytes, signal),
    commit: async (batch: RecordedBatch) => {
      const now = new Set([...present, ...batch.opened.map(({ name }) => name)]);
      const begins = !playable && expected.every((name) => now.has(name));
      await tools.db.transaction(async (tx) => {
        await holdLease(tx, task);
        for (const rendition of batch.opened) await renditionStore.addRendition(tx, generation.id, rendition);
        for (const { rendition, rows, rates } of batch.segments) {
          await renditionStore.addSegments(tx, generation.id, rendition, rows, rates);
        }
        if (!work.anew) await noteAdvance(tx, task);
        if (begins) await tools.generations.becomePlayable(tx, generation);
      });
      playable ||= begins;
      for (const name of now) present.add(name);
    },
  });
}

function orderOf({ limits }: TaskTools, { source, plan, rung }: Work, path: string): PackagingOrder {
  return { path, source, plan, rung, limits };
}

const mebibyte = 1024 * 1024;

function boundsOf({ limits }: TaskTools, { source, plan, rung, signal }: Work) {
  const seconds = source.durationSeconds ?? limits.maxHours * 3600;
  const soundBytes = seconds * 40_000;
  const pictureBytes = rung ? (seconds * rung.maxBitsPerSecond * 1.5) / 8 : source.sizeBytes;
  const slow = plan.picture === 'encode' ? 20 * seconds : seconds;
  return {
    signal,
    wallMs: Math.round((600 + slow + source.sizeBytes / (2 * mebibyte)) * 1000),
    maxOutputBytes: Math.round(1.3 * (soundBytes + pictureBytes) + 64 * mebibyte),
  };
}

function requireSuccess(result: ToolResult, signal: AbortSignal): void {
  const { stopped, exitCode, errorTail } = result;
  // Many times what the film should take, so this is no mere load; another try would take as long again.
  if (stopped === 'wall_clock') throw new RefusedSource('took_too_long');
  requireRan(result, signal);
  if (stopped === 'too_much_output') throw new RefusedSource('longer_than_declared');
  if (exitCode !== 0) throw new RefusedSource('file_damaged', `exit ${exitCode}: ${errorTail}`);
}

async function complete(tools: TaskTools, { generation, task }: Work, seconds: number): Promise<void> {
  await tools.db.transaction(async (tx) => {
    await holdLease(tx, task);
    await renditionStore.completeRenditions(tx, generation.id);
    // A track that was announced and held nothing never began; what there is plays from here on.
    const { playableAt } = await getGeneration(tx, generation.id);
    if (!playableAt) await tools.generations.becomePlayable(tx, generation);
    await tools.generations.becomeReady(tx, generation, Math.max(1, Math.round(seconds * 1000)));
    await endTask(tx, task, 'done', null);
  });
}

async function startOver(tools: TaskTools, { generation, task }: Work, error: UncuttableStream): Promise<void> {
  const begun = await tools.db.transaction(async (tx) => {
    await holdLease(tx, task);
    const again = await tools.generations.startOver(tx, generation, error.trouble);
    if (again) await endTask(tx, task, 'done', error.trouble);
    return again;
  });
  tools.logger.info({ videoId: generation.videoId, trouble: error.trouble, begun }, 'A copy could not be cut');
  if (!begun) throw new RefusedSource('file_damaged', error.trouble);
}
