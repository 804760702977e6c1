import type { Outbox } from '../../platform/bus';
import type { Clock } from '../../platform/clock';
import type { Tx } from '../../platform/db';
import { newId } from '../../platform/ids';
import type { RefusedSource } from './errors';
import { mediaAccepted, mediaFailed, mediaPlayable, mediaPosterMade, mediaReady } from './events';
import { posterUrl } from './posters';
import { fallBack, type PackagingPlan } from './probe/packaging-plan';
import type { SourceFacts } from './probe/source-facts';
import type { Generation } from './store-generations';
import * as generationStore from './store-generations';
import { addTask, type Lane, withdrawTasks } from './store-tasks';

/** Probing and copying take seconds and go first; encoding takes as long as it takes, on a lane of its own. */
const priorities = { probe: 0, package: 1, poster: 2, purge: 3 } as const;

const hourMs = 3_600_000;

export interface ReceivedSource {
  uploadId: string;
  videoId: string;
  channelId: string;
  sourceKey: string;
  sizeBytes: number;
}

export type Generations = ReturnType<typeof createGenerations>;

/** The steps of a generation's life; each runs in the caller's transaction, events included. */
export function createGenerations({ clock, outbox }: { clock: Clock; outbox: Outbox }) {
  const subject = ({ videoId, channelId, id, uploadId }: Generation) => ({
    videoId,
    channelId,
    generationId: id,
    uploadId,
  });

  /** A generation goes out of service when the longest session that may still play it has ended. */
  const retireAt = (generation: Generation) =>
    new Date(clock.now().getTime() + 2 * (generation.durationMs ?? 0) + hourMs);

  const begin = async (tx: Tx, source: ReceivedSource): Promise<string> => {
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
    return id;
  };
  const order = (tx: Tx, of: Generation, kind: keyof typeof priorities, lane: Lane) =>
    addTask(tx, {
      id: newId(clock.now().getTime()),
      generationId: of.id,
      videoId: of.videoId,
      channelId: of.channelId,
      kind,
      lane,
      priority: priorities[kind],
    });

  /** Everything older that is not being served is no longer wanted. */
  const dropOlder = async (tx: Tx, newest: Generation): Promise<void> => {
    const current = await generationStore.currentGenerationId(tx, newest.videoId);
    const all = await generationStore.lockGenerations(tx, newest.videoId);
    const older = all.filter(({ id, state }) => id < newest.id && id !== current && isOpen(state));
    for (const generation of older) await generationStore.markSuperseded(tx, generation.id, clock.now());
    await withdrawTasks(
      tx,
      older.map(({ id }) => id),
    );
  };

  const keepServing = async (tx: Tx, id: string, all: readonly Generation[]): Promise<void> => {
    await generationStore.keep(tx, id);
    const served = all.find((generation) => generation.id === id);
    if (served?.posterName) {
      await outbox.publish(tx, mediaPosterMade, { ...subject(served), posterUrl: posterUrl(served.posterName) });
    }
  };

  return {
    /** A new source of a video; what is served goes on being served until this one plays. */
    receiveSource: async (tx: Tx, source: ReceivedSource): Promise<void> => {
      if (await generationStore.uploadWasHeard(tx, source.uploadId)) return;
      const id = await begin(tx, source);
      const generation = await generationStore.getGeneration(tx, id);
      await dropOlder(tx, generation);
      await order(tx, generation, 'probe', 'fast');
    },

    accept: async (tx: Tx, generation: Generation, source: SourceFacts, plan: PackagingPlan): Promise<void> => {
      await generationStore.acceptSource(tx, generation.id, source, plan);
      await order(tx, generation, 'package', laneOf(plan, source));
      if (plan.picture) await order(tx, generation, 'poster', 'fast');
      const durationMs =
        source.durationSeconds === null ? null : Math.max(1, Math.round(source.durationSeconds * 1000));
      await outbox.publish(tx, mediaAccepted, { ...subject(generation), durationMs });
    },

    /** The first segments of every track are stored: from here on the video is served from this generation. */
    becomePlayable: async (tx: Tx, generation: Generation): Promise<void> => {
      const all = await generationStore.lockGenerations(tx, generation.videoId);
      const current = await generationStore.currentGenerationId(tx, generation.videoId);
      await generationStore.markPlayable(tx, generation.id, clock.now());
      if (current !== null && current > generation.id) return;
      await generationStore.pointTo(tx, generation.videoId, generation.id);
      const replaced = all.find(({ id }) => id === current && id !== generation.id);
      if (replaced) {
        if (replaced.state !== 'failed') {
          await generationStore.markSuperseded(tx, replaced.id, retireAt(replaced));
        }
        await withdrawTasks(tx, [replaced.id]);
      }
      await outbox.publish(tx, mediaPlayable, { ...subject(generation), durationMs: generation.durationMs });
    },

    becomeReady: async (tx: Tx, generation: Generation, durationMs: number): Promise<void> => {
      await generationStore.markReady(tx, generation.id, durationMs, clock.now());
      await outbox.publish(tx, mediaReady, { ...subject(generation), durationMs });
    },

    /** The copy could not be cut: the same source again, encoded, while what already plays goes on. */
    startOver: async (tx: Tx, generation: Generation, because: string): Promise<boolean> => {
      const plan = generation.plan && fallBack(generation.plan, because);
      if (!plan || !generation.source) return false;
      const id = await begin(tx, { ...generation, sizeBytes: generation.sourceBytes });
      const next = await generationStore.getGeneration(tx, id);
      await generationStore.acceptSource(tx, id, generation.source, plan);
      if (generation.posterName) await generationStore.movePoster(tx, generation.id, id);
      else if (plan.picture) await order(tx, next, 'poster', 'fast');
      await order(tx, next, 'package', laneOf(plan, generation.source));
      if (!generation.playableAt) await generationStore.markSuperseded(tx, generation.id, clock.now());
      return true;
    },

    fail: async (
      tx: Tx,
      generation: Generation,
      refusal: Pick<RefusedSource, 'code' | 'publicMessage'>,
    ): Promise<void> => {
      const all = await generationStore.lockGenerations(tx, generation.videoId);
      const at = clock.now();
      await generationStore.markFailed(tx, generation.id, {
        code: refusal.code,
        message: refusal.publicMessage,
        at,
        retireAt: new Date(at.getTime() + hourMs),
      });
      await withdrawTasks(tx, [generation.id]);
      const current = await generationStore.currentGenerationId(tx, generation.videoId);
      const stillServed = current !== null && current !== generation.id ? current : earlierWhole(all, generation);
      if (current === generation.id) await generationStore.pointTo(tx, generation.videoId, stillServed);
      if (stillServed) await keepServing(tx, stillServed, all);
      if (all.some(({ id, state }) => id > generation.id && state !== 'failed')) return;
      await outbox.publish(tx, mediaFailed, {
        ...subject(generation),
        code: refusal.code,
        message: refusal.publicMessage,
        stillPlayable: stillServed !== null,
      });
    },

    keepPoster: async (tx: Tx, generation: Generation, posterName: string): Promise<void> => {
      await generationStore.setPoster(tx, generation.id, posterName);
      await outbox.publish(tx, mediaPosterMade, { ...subject(generation), posterUrl: posterUrl(posterName) });
    },

    /** Gone for good: nothing is served from now on, the objects go as leased work. */
    purge: async (tx: Tx, video: { videoId: string; channelId: string }): Promise<void> => {
      const all = await generationStore.lockGenerations(tx, video.videoId);
      const ids = all.map(({ id }) => id);
      await withdrawTasks(tx, ids);
      await generationStore.pointTo(tx, video.videoId, null);
      for (const { id } of all) await generationStore.markSuperseded(tx, id, clock.now());
      await addTask(tx, {
        id: newId(clock.now().getTime()),
        generationId: null,
        ...video,
        kind: 'purge',
        lane: 'fast',
        priority: priorities.purge,
      });
    },
  };
}

const longSoundSeconds = 1_800;

function laneOf(plan: PackagingPlan, source: SourceFacts): Lane {
  const long = plan.sound === 'encode' && (source.durationSeconds ?? 0) > longSoundSeconds;
  return plan.picture === 'encode' || long ? 'bulk' : 'fast';
}

function isOpen(state: Generation['state']): boolean {
  return state === 'probing' || state === 'packaging';
}

function earlierWhole(all: readonly Generation[], than: Generation): string | null {
  const whole = all.filter(
    ({ id, state, playableAt }) => id < than.id && playableAt !== null && state === 'superseded',
  );
  return whole.at(-1)?.id ?? null;
}
