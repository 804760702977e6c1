import type { Tx } from '../../platform/db';
import type { RefusedSource } from './errors';
import { mediaFailed, mediaPlayable, mediaPosterMade, mediaReady } from './events';
import { type Life, orderTask, subjectOf } from './generation-steps';
import { posterUrl } from './posters';
import type { Generation } from './store-generations';
import * as generationStore from './store-generations';
import { withdrawTasks } from './store-tasks';

const hourMs = 3_600_000;
/** Most copies are whole by then, so that the poster takes nothing from them. */
const posterAfterSeconds = 2;

type Refusal = Pick<RefusedSource, 'code' | 'publicMessage'>;

/** What becomes of a generation; each step runs in the caller's transaction, events included. */
export function generationOutcomes(life: Life) {
  const { clock, outbox } = life;
  return {
    /** The first segments of every track are stored: from here on the video is served from this generation. */
    becomePlayable: async (tx: Tx, generation: Generation): Promise<void> => {
      const all = await generationStore.lockGenerations(tx, generation.videoId);
      const current = await generationStore.currentGenerationId(tx, generation.videoId);
      await generationStore.markPlayable(tx, generation.id, clock.now());
      if (generation.plan?.picture === 'copy') {
        await orderTask(life, tx, generation, 'poster', { afterSeconds: posterAfterSeconds });
      }
      if (current !== null && current > generation.id) return;
      await generationStore.pointTo(tx, generation.videoId, generation.id);
      const replaced = all.find(({ id }) => id === current);
      if (replaced) await supersede(life, tx, replaced);
      await outbox.publish(tx, mediaPlayable, { ...subjectOf(generation), durationMs: generation.durationMs });
    },

    becomeReady: async (tx: Tx, generation: Generation, durationMs: number): Promise<void> => {
      await generationStore.markReady(tx, generation.id, durationMs, clock.now());
      await outbox.publish(tx, mediaReady, { ...subjectOf(generation), durationMs });
    },

    /** Ends a generation; when it was being served already, the whole one before it is served again. */
    fail: async (tx: Tx, generation: Generation, refusal: Refusal): Promise<void> => {
      const all = await generationStore.lockGenerations(tx, generation.videoId);
      await markFailed(life, tx, generation, refusal);
      const stillServed = await serveAnother(life, tx, generation, all);
      if (all.some(({ id, state }) => id > generation.id && state !== 'failed')) return;
      await outbox.publish(tx, mediaFailed, {
        ...subjectOf(generation),
        code: refusal.code,
        message: refusal.publicMessage,
        stillPlayable: stillServed !== null,
      });
    },

    keepPoster: async (tx: Tx, generation: Generation, posterName: string): Promise<void> => {
      await generationStore.setPoster(tx, generation.id, posterName);
      await outbox.publish(tx, mediaPosterMade, { ...subjectOf(generation), posterUrl: posterUrl(posterName) });
    },

    /** Gone for good: nothing is served from now on, the objects go as leased work. */
    purge: async (tx: Tx, video: { videoId: string; channelId: string }): Promise<void> => {
      const all = await generationStore.lockGenerations(tx, video.videoId);
      await withdrawTasks(
        tx,
        all.map(({ id }) => id),
      );
      await generationStore.pointTo(tx, video.videoId, null);
      for (const { id } of all) await generationStore.markSuperseded(tx, id, clock.now());
      await orderTask(life, tx, { ...video, id: null }, 'purge');
    },
  };
}

/** It goes when the longest session that may still play it has ended. */
async function supersede({ clock }: Life, tx: Tx, replaced: Generation): Promise<void> {
  await withdrawTasks(tx, [replaced.id]);
  if (replaced.state === 'failed') return;
  const retireAt = new Date(clock.now().getTime() + 2 * (replaced.durationMs ?? 0) + hourMs);
  await generationStore.markSuperseded(tx, replaced.id, retireAt);
}

async function markFailed({ clock }: Life, tx: Tx, { id }: Generation, refusal: Refusal): Promise<void> {
  const at = clock.now();
  const retireAt = new Date(at.getTime() + hourMs);
  await generationStore.markFailed(tx, id, { code: refusal.code, message: refusal.publicMessage, at, retireAt });
  await withdrawTasks(tx, [id]);
}

/** The id of what is served instead; null when nothing is. */
async function serveAnother(
  { outbox }: Life,
  tx: Tx,
  failed: Generation,
  all: readonly Generation[],
): Promise<string | null> {
  const current = await generationStore.currentGenerationId(tx, failed.videoId);
  if (current !== null && current !== failed.id) return current;
  const earlier = all.filter(
    ({ id, state, playableAt }) => id < failed.id && playableAt !== null && state === 'superseded',
  );
  const served = earlier.at(-1) ?? null;
  if (current === failed.id) await generationStore.pointTo(tx, failed.videoId, served?.id ?? null);
  if (!served || current !== failed.id) return null;
  await generationStore.keep(tx, served.id);
  if (served.posterName) {
    await outbox.publish(tx, mediaPosterMade, { ...subjectOf(served), posterUrl: posterUrl(served.posterName) });
  }
  return served.id;
}
