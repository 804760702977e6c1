import type { PackagingOrder } from '../encode/tool-arguments';
import { RefusedSource } from '../errors';
import { soundName } from '../generation-plans';
import { packageSource } from '../packaging/package-source';
import { UncuttableStream } from '../packaging/timeline-trouble';
import { withMeasuredDuration } from '../probe/measure-duration';
import type { PackagingPlan } from '../probe/packaging-plan';
import { requireHonestDuration, requireWithinDuration } from '../probe/promised-duration';
import type { SourceFacts } from '../probe/source-facts';
import type { Generation } from '../store-generations';
import * as renditionStore from '../store-renditions';
import { endTask, holdFilm, holdLeases, type Task } from '../store-tasks';
import { commitSegments } from './commit-segments';
import { type Cutting, copiedCutting } from './cutting';
import { finishGeneration } from './finish-rendition';
import { requireSuccess } from './require-success';
import { createSegmentRecorder, DifferentSegments } from './segment-recorder';
import type { GenerationRun, TaskTools } from './task-context';
import { verifyRendition } from './verify-rendition';

/** One pass over a source that stores whole renditions. */
export interface Pass {
  task: Task;
  generation: Generation;
  signal: AbortSignal;
  source: SourceFacts;
  plan: PackagingPlan;
  cutting: Cutting;
  gainDb: number;
  /** The renditions that it makes. */
  names: readonly string[];
  /** What an earlier try stored was thrown away, so storing it again is no advance. */
  anew: boolean;
}

/**
 * Makes a source playable by copying it, segment by segment; taken over, it goes on after what is stored already.
 * @throws RefusedSource
 */
export async function runPackage(tools: TaskTools, run: GenerationRun): Promise<void> {
  const { generation, signal, tasks } = run;
  const { source, plan } = generation;
  const [task] = tasks;
  if (!source || !plan || !task) throw new Error('A generation is packaged before it was probed');
  const cutting = copiedCutting(plan.picture !== null);
  const names = (await renditionStore.listRenditions(tools.db.reader, generation.id)).map(({ name }) => name);
  const pass = { task, generation, signal, source, plan, cutting, gainDb: 0, names, anew: false };
  try {
    await storePass(tools, pass, (tx, seconds) => completeCopy(tools, tx, generation, seconds));
  } catch (error) {
    if (!(error instanceof UncuttableStream)) throw error;
    await startOver(tools, run, error);
  }
}

type Completion = (tx: Parameters<typeof endTask>[0], seconds: number) => Promise<void>;

/** Stores a pass to its end; a try that differs from the one before starts anew. `complete` ends it, in one transaction. */
export async function storePass(tools: TaskTools, pass: Pass, complete: Completion): Promise<void> {
  try {
    await passOnce(tools, pass, complete);
  } catch (error) {
    if (!(error instanceof DifferentSegments)) throw error;
    await tools.db.transaction(async (tx) => {
      await holdLeases(tx, [pass.task]);
      await renditionStore.resetRenditions(tx, pass.generation.id, pass.names);
    });
    await passOnce(tools, { ...pass, anew: true }, complete);
  }
}

async function passOnce(tools: TaskTools, pass: Pass, complete: Completion): Promise<void> {
  const { generation, source, signal, task } = pass;
  const kept = await renditionStore.keptSegments(tools.db.reader, generation.id, pass.names);
  const recorder = createSegmentRecorder({
    storage: tools.storage,
    root: `media/${generation.videoId}/${generation.id}`,
    task,
    kept,
    nameOf: (kind) => (kind === 'audio' ? soundName : (pass.names.find((name) => name !== soundName) ?? '')),
    verify: (rendition, firstBytes) => verifyRendition(tools.tools, rendition, firstBytes, signal),
    commit: (batch) => commitSegments(tools, generation, batch, { counts: !pass.anew }),
  });
  const result = await tools.storage.withLocalFile(
    generation.sourceKey,
    (path) =>
      packageSource(tools.tools, orderOf(tools, pass, path), pass.cutting.rules, boundsOf(tools, pass), {
        ...recorder,
        reached: (seconds) => requireWithinDuration(source, seconds, tools.limits.maxHours),
      }),
    signal,
  );
  requireSuccess(result, signal);
  const made = await recorder.finish();
  if (made.renditions.length === 0) throw new RefusedSource('nothing_came_out', result.errorTail);
  await tools.db.transaction(async (tx) => {
    await holdFilm(tx, [task]);
    await endTask(tx, task, 'done', null);
    await complete(tx, made.seconds);
  });
}

function orderOf({ limits }: TaskTools, { source, plan, gainDb }: Pass, path: string): PackagingOrder {
  return { path, source, plan, gainDb, limits };
}

const mebibyte = 1024 * 1024;

function boundsOf({ limits }: TaskTools, { source, plan, signal }: Pass) {
  const seconds = source.durationSeconds ?? limits.maxHours * 3600;
  const soundBytes = seconds * 40_000;
  const pictureBytes = plan.picture ? source.sizeBytes : 0;
  return {
    signal,
    wallMs: Math.round((600 + seconds + source.sizeBytes / (2 * mebibyte)) * 1000),
    maxOutputBytes: Math.round(1.3 * (soundBytes + pictureBytes) + 64 * mebibyte),
  };
}

async function completeCopy(
  tools: TaskTools,
  tx: Parameters<typeof endTask>[0],
  generation: Generation,
  seconds: number,
): Promise<void> {
  if (generation.source) requireHonestDuration(generation.source, seconds);
  // A track that was announced and held nothing never began; what there is plays from here on.
  await renditionStore.dropEmptyRenditions(tx, generation.id);
  for (const { name } of await renditionStore.listRenditions(tx, generation.id)) {
    await renditionStore.completeRendition(tx, generation.id, name);
  }
  await finishGeneration(tools, tx, generation);
  await tools.generations.beginLadder(tx, generation, seconds);
}

async function startOver(tools: TaskTools, { generation, tasks, signal }: GenerationRun, error: UncuttableStream) {
  const [task] = tasks;
  const { source: probed } = generation;
  if (!task || !probed) return;
  const source = await tools.storage.withLocalFile(
    generation.sourceKey,
    (path) => withMeasuredDuration(tools.tools, path, probed, tools.limits, signal),
    signal,
  );
  const begun = await tools.db.transaction(async (tx) => {
    await holdFilm(tx, [task]);
    const again = await tools.generations.startOver(tx, { ...generation, source }, error.trouble);
    if (again) await endTask(tx, task, 'done', error.trouble);
    return again;
  });
  tools.logger.info({ videoId: generation.videoId, trouble: error.trouble, begun }, 'A copy could not be cut');
  if (!begun) throw new RefusedSource('file_damaged', error.trouble);
}
