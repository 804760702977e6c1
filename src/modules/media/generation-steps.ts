import type { Outbox } from '../../platform/bus';
import type { Clock } from '../../platform/clock';
import type { Tx } from '../../platform/db';
import { newId } from '../../platform/ids';
import type { PackagingPlan } from './probe/packaging-plan';
import type { SourceFacts } from './probe/source-facts';
import type { Generation } from './store-generations';
import * as generationStore from './store-generations';
import { addTask, type Lane, type TaskKind } from './store-tasks';

export interface Life {
  clock: Clock;
  outbox: Outbox;
}

export interface ReceivedSource {
  uploadId: string;
  videoId: string;
  channelId: string;
  sourceKey: string;
  sizeBytes: number;
}

/** What every event of a generation carries. */
export function subjectOf({ videoId, channelId, id, uploadId }: Generation) {
  return { videoId, channelId, generationId: id, uploadId };
}

export async function beginGeneration({ clock }: Life, tx: Tx, source: ReceivedSource): Promise<Generation> {
  const id = newId(clock.now().getTime());
  await generationStore.addGeneration(tx, {
    id,
    videoId: source.videoId,
    channelId: source.channelId,
    uploadId: source.uploadId,
    sourceKey: source.sourceKey,
    sourceBytes: source.sizeBytes,
    createdAt: clock.now(),
  });
  return generationStore.getGeneration(tx, id);
}

const priorities: Record<TaskKind, number> = { probe: 0, package: 1, poster: 2, purge: 3 };

/** Orders a piece of leased work; a `purge` outlives its generations and belongs to the video alone. */
export async function orderTask(
  { clock }: Life,
  tx: Tx,
  of: Pick<Generation, 'videoId' | 'channelId'> & { id: string | null },
  kind: TaskKind,
  { lane = 'fast', afterSeconds = 0 }: { lane?: Lane; afterSeconds?: number } = {},
): Promise<void> {
  await addTask(tx, {
    id: newId(clock.now().getTime()),
    generationId: of.id,
    videoId: of.videoId,
    channelId: of.channelId,
    kind,
    lane,
    priority: priorities[kind],
    afterSeconds,
  });
}

const longSoundSeconds = 1_800;

/** Copying takes seconds and goes first; encoding takes as long as it takes, on a lane of its own. */
export function laneOf(plan: PackagingPlan, source: SourceFacts): Lane {
  const long = plan.sound === 'encode' && (source.durationSeconds ?? 0) > longSoundSeconds;
  return plan.picture === 'encode' || long ? 'bulk' : 'fast';
}

export function durationMsOf(source: SourceFacts): number | null {
  return source.durationSeconds === null ? null : Math.max(1, Math.round(source.durationSeconds * 1000));
}
