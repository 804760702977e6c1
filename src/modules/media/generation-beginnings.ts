import type { Tx } from '../../platform/db';
import { encodingFor } from './encode/encoding';
import { mediaAccepted } from './events';
import { planWork } from './generation-plans';
import {
  beginGeneration,
  durationMsOf,
  type Life,
  type OrderSubject,
  orderTasks,
  type ReceivedSource,
  subjectOf,
} from './generation-steps';
import { fallBack, type PackagingPlan } from './probe/packaging-plan';
import type { SourceFacts } from './probe/source-facts';
import type { Generation } from './store-generations';
import * as generationStore from './store-generations';
import { postersOfUpload } from './store-posters';
import { planRenditions } from './store-renditions';
import { unnoticedSeconds, withdrawTasks } from './store-tasks';

/** How a generation starts; each step runs in the caller's transaction, events included. */
export function generationBeginnings(life: Life) {
  return {
    /** A new source of a video; what is served goes on being served until this one plays. */
    receiveSource: async (tx: Tx, source: ReceivedSource): Promise<void> => {
      await generationStore.takeTurnForSources(tx, source.videoId);
      if (await generationStore.uploadWasHeard(tx, source.uploadId)) return;
      // Its news was overtaken by that of the source which replaced it: nobody waits for this one any more.
      if (await generationStore.newerSourceWasHeard(tx, source.videoId, source.sourceAt)) return;
      // Whatever is being begun of the one before is begun, and dropped with it.
      await generationStore.lockFilm(tx, source.videoId);
      const generation = await beginGeneration(life, tx, source);
      await dropOlder(life, tx, generation);
      await orderTasks(life, tx, generation, [{ kind: 'probe', lane: 'fast', urgency: 1 }]);
    },

    accept: async (tx: Tx, generation: Generation, source: SourceFacts, plan: PackagingPlan): Promise<void> => {
      await startWork(life, tx, generation, { source, plan });
      // A copy plays within a second or two; its poster is taken when it does (see `becomePlayable`).
      if (plan.picture === 'encode') await orderPoster(life, tx, generation);
      await life.outbox.publish(tx, mediaAccepted, { ...subjectOf(generation), durationMs: durationMsOf(source) });
    },

    /** The copy could not be cut: the same source again, encoded, while what already plays goes on. False: it was. */
    startOver: async (tx: Tx, generation: Generation, because: string): Promise<boolean> => {
      // What there is of it plays until its replacement does.
      if (await isReplaced(tx, generation)) return true;
      const { source } = generation;
      const plan = generation.plan && fallBack(generation.plan, because);
      if (!plan || !source) return false;
      const next = await beginGeneration(life, tx, { ...generation, sizeBytes: generation.sourceBytes, follows: null });
      await startWork(life, tx, next, { source, plan });
      const hasPosters = (await postersOfUpload(tx, generation.uploadId)).length > 0;
      if (plan.picture && !hasPosters) await orderPoster(life, tx, next);
      if (!generation.playableAt) await generationStore.markSuperseded(tx, generation.id, onceNoticed(life));
      return true;
    },

    /** What was copied plays; now the same source becomes a whole ladder, which takes over when it is whole. */
    beginLadder: async (tx: Tx, copied: Generation, seconds: number): Promise<void> => {
      const plan = copied.plan && fallBack(copied.plan, 'ladder');
      if (!plan || !copied.source || life.ladder.length === 0 || (await isReplaced(tx, copied))) return;
      if ((await generationStore.currentGenerationId(tx, copied.videoId)) !== copied.id) return;
      const source = { ...copied.source, durationSeconds: seconds };
      const follows = copied.id;
      const next = await beginGeneration(life, tx, { ...copied, sizeBytes: copied.sourceBytes, follows });
      await startWork(life, tx, next, { source, plan });
    },
  };
}

/** Then nothing more is begun of it: what began last is what a video shows. */
function isReplaced(tx: Tx, { videoId, sourceAt }: Generation): Promise<boolean> {
  return generationStore.newerSourceWasHeard(tx, videoId, sourceAt);
}

async function startWork(
  life: Life,
  tx: Tx,
  generation: Generation,
  { source, plan }: { source: SourceFacts; plan: PackagingPlan },
): Promise<void> {
  const encoding = plan.picture === 'encode' ? encodingFor(source, life.ladder) : null;
  const { renditions, orders } = planWork(source, plan, encoding);
  await generationStore.acceptSource(tx, generation.id, { source, plan, encoding, durationMs: durationMsOf(source) });
  await planRenditions(tx, generation.id, renditions);
  const cost = renditions.reduce((sum, rendition) => sum + rendition.cost, 0);
  await orderTasks(life, tx, { ...generation, cost }, orders);
}

async function orderPoster(life: Life, tx: Tx, of: OrderSubject): Promise<void> {
  await orderTasks(life, tx, of, [{ kind: 'poster', lane: 'fast', urgency: 1, step: 3 }]);
}

/** When nobody can be storing objects any more whose task ends now. */
function onceNoticed({ clock }: Life): Date {
  return new Date(clock.now().getTime() + unnoticedSeconds * 1000);
}

/** Everything older that is not being served is no longer wanted. */
async function dropOlder(life: Life, tx: Tx, newest: Generation): Promise<void> {
  const current = await generationStore.currentGenerationId(tx, newest.videoId);
  const all = await generationStore.lockFilm(tx, newest.videoId);
  const isOpen = ({ state }: Generation) => state === 'probing' || state === 'packaging';
  const older = all.filter(
    (generation) => generation.id < newest.id && generation.id !== current && isOpen(generation),
  );
  const retireAt = onceNoticed(life);
  for (const { id } of older) await generationStore.markSuperseded(tx, id, retireAt);
  await withdrawTasks(
    tx,
    older.map(({ id }) => id),
  );
}
