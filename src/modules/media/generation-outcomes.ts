import type { Tx } from '../../platform/db';
import { failpoint } from '../../platform/failpoints';
import { newId } from '../../platform/ids';
import type { RefusedSource } from './errors';
import { mediaFailed, mediaPlayable, mediaPosterMade, mediaReady } from './events';
import { type Life, orderTasks, subjectOf } from './generation-steps';
import { posterUrl, type Still } from './posters';
import { forgetDate } from './store-due';
import type { Generation } from './store-generations';
import * as generationStore from './store-generations';
import { addPosters, postersOfUpload } from './store-posters';
import { listRenditions } from './store-renditions';
import { unnoticedSeconds, withdrawTasks } from './store-tasks';

const hourMs = 3_600_000;
/** Most copies are whole by then, so that the poster takes nothing from them. */
const posterAfterSeconds = 2;

type Refusal = Pick<RefusedSource, 'code' | 'publicMessage'>;

/** What becomes of a generation; each step runs in the caller's transaction, events included. */
export function generationOutcomes(life: Life) {
  const { clock, outbox } = life;
  return {
    /** The first segments of every track are stored: from here on the video is served from this generation. */
    becomePlayable: async (tx: Tx, { id, videoId }: Generation): Promise<void> => {
      const all = await generationStore.lockFilm(tx, videoId);
      const generation = all.find((each) => each.id === id);
      if (!generation || generation.playableAt || generation.state === 'superseded') return;
      await generationStore.markPlayable(tx, id, clock.now());
      if (generation.plan?.picture === 'copy') {
        const soon = { afterSeconds: posterAfterSeconds };
        await orderTasks(life, tx, generation, [{ kind: 'poster', lane: 'fast', urgency: 1, step: 3, ...soon }]);
      }
      const current = all.find(({ id: other }) => other === generation.follows);
      if (current && current.state === 'ready') return;
      await takeOver(life, tx, generation, all);
    },

    becomeReady: async (tx: Tx, { id, videoId }: Generation, durationMs: number): Promise<void> => {
      const all = await generationStore.lockFilm(tx, videoId);
      const generation = all.find((each) => each.id === id);
      // One that was replaced meanwhile was only finished for those who watch it.
      if (!generation || generation.state === 'superseded') return;
      await generationStore.markReady(tx, id, durationMs, clock.now());
      if (generation.follows) await takeOver(life, tx, { ...generation, durationMs }, all);
      await outbox.publish(tx, mediaReady, { ...subjectOf(generation), durationMs });
    },

    /** Ends a generation; when it was being served already, the whole one before it is served again. */
    fail: async (tx: Tx, generation: Generation, refusal: Refusal): Promise<void> => {
      const all = await generationStore.lockFilm(tx, generation.videoId);
      await markFailed(life, tx, generation, refusal);
      const stillServed = await serveAnother(tx, generation, all);
      if (all.some(({ id, state }) => id > generation.id && state !== 'failed')) return;
      const served = all.find(({ id }) => id === stillServed);
      if (served) await showAgain(life, tx, generation, served);
      // The film that the creator sent plays as it was sent; nothing has been lost.
      if (generation.follows !== null && generation.follows === stillServed) return;
      await outbox.publish(tx, mediaFailed, {
        ...subjectOf(generation),
        code: refusal.code,
        message: refusal.publicMessage,
        stillPlayable: stillServed !== null,
      });
    },

    /** There is a picture of every second: from those it is made. */
    orderStoryboard: (tx: Tx, generation: Generation): Promise<void> =>
      orderTasks(life, tx, generation, [{ kind: 'storyboard', lane: 'fast', urgency: 3 }]),

    /** Stills of a film, the first to stand for it until somebody chooses; false when its source has some already. */
    keepPosters: (tx: Tx, generation: Generation, stills: readonly Still[]): Promise<boolean> =>
      keepPosters(life, tx, generation, stills),

    /** Gone for good: nothing is served from now on, the objects go as leased work once nobody can add any. */
    purge: async (tx: Tx, video: { videoId: string; channelId: string }): Promise<void> => {
      const all = await generationStore.lockFilm(tx, video.videoId);
      await forgetDate(tx, video.videoId);
      const inWork = await withdrawTasks(
        tx,
        all.map(({ id }) => id),
      );
      await generationStore.pointTo(tx, video.videoId, null);
      const afterSeconds = inWork.size > 0 ? unnoticedSeconds : 0;
      const retireAt = new Date(clock.now().getTime() + afterSeconds * 1000);
      for (const { id } of all) await generationStore.markSuperseded(tx, id, retireAt);
      await orderTasks(life, tx, { ...video, id: null }, [{ kind: 'purge', lane: 'fast', urgency: 3, afterSeconds }]);
    },
  };
}

async function keepPosters(
  life: Life,
  tx: Tx,
  { id, videoId }: Generation,
  stills: readonly Still[],
): Promise<boolean> {
  const generation = (await generationStore.lockFilm(tx, videoId)).find((each) => each.id === id);
  const [first] = stills;
  if (!generation || !first) return false;
  const { uploadId } = generation;
  if ((await postersOfUpload(tx, uploadId)).length > 0) return false;
  const made = stills.map((still) => ({
    ...{ id: newId(life.clock.now().getTime()), videoId, uploadId, generationId: id },
    ...{ ...still, chosen: still === first },
  }));
  await addPosters(tx, made);
  await life.outbox.publish(tx, mediaPosterMade, { ...subjectOf(generation), posterUrl: posterUrl(first.name) });
  return true;
}

/** From now on this one is served, unless a newer one is already. */
async function takeOver(life: Life, tx: Tx, generation: Generation, all: readonly Generation[]): Promise<void> {
  const current = await generationStore.currentGenerationId(tx, generation.videoId);
  if (current !== null && current > generation.id) return;
  failpoint('pointer.before-flip');
  await generationStore.pointTo(tx, generation.videoId, generation.id);
  failpoint('pointer.after-flip');
  const replaced = all.find(({ id }) => id === current);
  if (replaced && replaced.id !== generation.id)
    await supersede(life, tx, replaced, { posters: replaced.uploadId !== generation.uploadId });
  await life.outbox.publish(tx, mediaPlayable, { ...subjectOf(generation), durationMs: generation.durationMs });
}

/** It goes when the longest session that may still play it has ended. What its viewers hold is made to its end. */
async function supersede({ clock }: Life, tx: Tx, replaced: Generation, withdraw: { posters: boolean }): Promise<void> {
  const renditions = await listRenditions(tx, replaced.id);
  const held = renditions.filter(({ leads, stored_segments }) => leads && stored_segments > 0);
  await withdrawTasks(tx, [replaced.id], { but: held.map(({ name }) => name), ...withdraw });
  if (replaced.state === 'failed') return;
  await generationStore.markSuperseded(tx, replaced.id, endOfSessions(replaced, clock.now()));
}

// What failed was being watched up to there, as far as it played.
async function markFailed({ clock }: Life, tx: Tx, generation: Generation, refusal: Refusal): Promise<void> {
  const at = clock.now();
  const failure = { code: refusal.code, message: refusal.publicMessage, at, retireAt: endOfSessions(generation, at) };
  await generationStore.markFailed(tx, generation.id, failure);
  await withdrawTasks(tx, [generation.id]);
}

function endOfSessions({ playableAt, durationMs }: Generation, from: Date): Date {
  return new Date(from.getTime() + (playableAt ? 2 * (durationMs ?? 0) : 0) + hourMs);
}

/** The id of what is served instead; null when nothing is. */
async function serveAnother(tx: Tx, failed: Generation, all: readonly Generation[]): Promise<string | null> {
  const current = await generationStore.currentGenerationId(tx, failed.videoId);
  if (current !== null && current !== failed.id) return current;
  const earlier = all.filter(
    ({ id, state, playableAt }) => id < failed.id && playableAt !== null && state === 'superseded',
  );
  const served = earlier.at(-1) ?? null;
  if (current === failed.id) await generationStore.pointTo(tx, failed.videoId, served?.id ?? null);
  if (!served || current !== failed.id) return null;
  await generationStore.keep(tx, served.id);
  return served.id;
}

/**
 * A source that fails may have shown its picture already: that of the one which plays comes back. The newest says so, as
 * what an older generation tells no longer counts.
 */
async function showAgain({ outbox }: Life, tx: Tx, failed: Generation, served: Generation): Promise<void> {
  if (served.uploadId === failed.uploadId) return;
  const poster = (await postersOfUpload(tx, served.uploadId)).find(({ chosen }) => chosen);
  if (!poster) return;
  const subject = { ...subjectOf(failed), uploadId: served.uploadId };
  await outbox.publish(tx, mediaPosterMade, { ...subject, posterUrl: posterUrl(poster.name) });
}
