import type { Outbox } from '../../platform/bus';
import type { Clock } from '../../platform/clock';
import type { Tx } from '../../platform/db';
import { newId } from '../../platform/ids';
import type { SourceFacts } from './probe/source-facts';
import { dueAt } from './store-due';
import type { Generation } from './store-generations';
import * as generationStore from './store-generations';
import type { Lane } from './store-lines';
import { addTasks, type TaskKind } from './store-tasks';
import { rankOf, type Urgency, urgencyOf } from './work/urgency';

export interface Life {
  clock: Clock;
  outbox: Outbox;
  /** Rungs that films get, by lines of the short side; none: a copied film stays as it is. */
  ladder: readonly number[];
}

export interface ReceivedSource {
  uploadId: string;
  videoId: string;
  channelId: string;
  sourceKey: string;
  sizeBytes: number;
  /** When the upload was complete. */
  sourceAt: Date;
}

/** What every event of a generation carries. */
export function subjectOf({ videoId, channelId, id, uploadId }: Generation) {
  return { videoId, channelId, generationId: id, uploadId };
}

export async function beginGeneration(
  { clock }: Life,
  tx: Tx,
  source: ReceivedSource & { follows?: string | null },
): Promise<Generation> {
  const id = newId(clock.now().getTime());
  await generationStore.addGeneration(tx, {
    id,
    videoId: source.videoId,
    channelId: source.channelId,
    uploadId: source.uploadId,
    sourceKey: source.sourceKey,
    sourceBytes: source.sizeBytes,
    follows: source.follows ?? null,
    sourceAt: source.sourceAt,
    createdAt: clock.now(),
  });
  return generationStore.getGeneration(tx, id);
}

export interface Order {
  kind: TaskKind;
  lane: Lane;
  urgency: Urgency;
  step?: number;
  rendition?: string;
  number?: number;
  memoryMb?: number;
  baseMemoryMb?: number;
  afterSeconds?: number;
}

/** Of what: a `purge` outlives its generations and belongs to the video alone. */
export type OrderSubject = Pick<Generation, 'videoId' | 'channelId'> & {
  id: string | null;
  /** Processor seconds of the whole film; short ones go first. */
  cost?: number;
};

/** Orders pieces of leased work. */
export async function orderTasks({ clock }: Life, tx: Tx, of: OrderSubject, orders: readonly Order[]): Promise<void> {
  const now = clock.now();
  const due = await dueAt(tx, of.videoId);
  await addTasks(
    tx,
    orders.map(({ urgency, step = 0, ...order }) => ({
      ...order,
      id: newId(now.getTime()),
      generationId: of.id,
      videoId: of.videoId,
      channelId: of.channelId,
      urgency: urgencyOf(urgency, due, now),
      usualUrgency: urgency,
      rank: rankOf({ due, at: now, cost: of.cost ?? 0 }),
      step,
    })),
  );
}

export function durationMsOf(source: SourceFacts): number | null {
  return source.durationSeconds === null ? null : Math.max(1, Math.round(source.durationSeconds * 1000));
}
