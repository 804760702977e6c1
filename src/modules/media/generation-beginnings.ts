import type { Tx } from '../../platform/db';
import { mediaAccepted } from './events';
import {
  beginGeneration,
  durationMsOf,
  type Life,
  laneOf,
  orderTask,
  type ReceivedSource,
  subjectOf,
} from './generation-steps';
import { fallBack, type PackagingPlan } from './probe/packaging-plan';
import type { SourceFacts } from './probe/source-facts';
import type { Generation } from './store-generations';
import * as generationStore from './store-generations';
import { leaseSeconds, withdrawTasks } from './store-tasks';

/** So long a holder may still be storing objects after its task was withdrawn. */
const unnoticedMs = 2 * leaseSeconds * 1000;

/** How a generation starts; each step runs in the caller's transaction, events included. */
export function generationBeginnings(life: Life) {
  return {
    /** A new source of a video; what is served goes on being served until this one plays. */
    receiveSource: async (tx: Tx, source: ReceivedSource): Promise<void> => {
      if (await generationStore.uploadWasHeard(tx, source.uploadId)) return;
      const generation = await beginGeneration(life, tx, source);
      await dropOlder(life, tx, generation);
      await orderTask(life, tx, generation, 'probe');
    },

    accept: async (tx: Tx, generation: Generation, source: SourceFacts, plan: PackagingPlan): Promise<void> => {
      await generationStore.acceptSource(tx, generation.id, { source, plan, durationMs: durationMsOf(source) });
      await orderTask(life, tx, generation, 'package', { lane: laneOf(plan, source) });
      // A copy plays within a second or two; its poster is taken when it does (see `becomePlayable`).
      if (plan.picture === 'encode') await orderTask(life, tx, generation, 'poster');
      await life.outbox.publish(tx, mediaAccepted, { ...subjectOf(generation), durationMs: durationMsOf(source) });
    },

    /** The copy could not be cut: the same source again, encoded, while what already plays goes on. */
    startOver: async (tx: Tx, generation: Generation, because: string): Promise<boolean> => {
      const { source } = generation;
      const plan = generation.plan && fallBack(generation.plan, because);
      if (!plan || !source) return false;
      const next = await beginGeneration(life, tx, { ...generation, sizeBytes: generation.sourceBytes });
      await generationStore.acceptSource(tx, next.id, { source, plan, durationMs: generation.durationMs });
      if (generation.posterName) await generationStore.movePoster(tx, generation.id, next.id);
      else if (plan.picture) await orderTask(life, tx, next, 'poster');
      await orderTask(life, tx, next, 'package', { lane: laneOf(plan, source) });
      if (!generation.playableAt) await generationStore.markSuperseded(tx, generation.id, life.clock.now());
      return true;
    },
  };
}

/** Everything older that is not being served is no longer wanted. */
async function dropOlder({ clock }: Life, tx: Tx, newest: Generation): Promise<void> {
  const current = await generationStore.currentGenerationId(tx, newest.videoId);
  const all = await generationStore.lockGenerations(tx, newest.videoId);
  const isOpen = ({ state }: Generation) => state === 'probing' || state === 'packaging';
  const older = all.filter(
    (generation) => generation.id < newest.id && generation.id !== current && isOpen(generation),
  );
  const retireAt = new Date(clock.now().getTime() + unnoticedMs);
  for (const { id } of older) await generationStore.markSuperseded(tx, id, retireAt);
  await withdrawTasks(
    tx,
    older.map(({ id }) => id),
  );
}
