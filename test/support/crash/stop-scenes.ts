import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { makeClip, mpeg4Avi } from '../clips';
import { decodeFrames } from '../decoded-rendition';
import { waitFor } from '../wait-for';
import { draft, type OwnVideo, send } from './operations';
import { newTally, PatientClient } from './patient-client';
import { letLeasesRunOut, letRestEnd, partsHeld, servedPicture, tasksHeld, workLeft } from './questions';
import type { World } from './world';

/** Two parts of 24 s, in a format that has to be encoded. */
const film = mpeg4Avi(48);
const lastPart = '1';

export interface Stopped {
  code: number | null;
  seconds: number;
  /** Whether an encode was under way when the signal came. */
  atWork: boolean;
  /** Tasks that the worker left to their leases, instead of giving them back. */
  leftHeld: number;
  /** Parts of the film that were begun more than once. */
  redone: number;
  /** Where what was made departs from what is made undisturbed. */
  departures: string[];
}

export interface StopStage {
  /** Milliseconds from the upload's end to the last task's, undisturbed. */
  usualMs: number;
  /** The numbers drawn into the pictures of the film made undisturbed. */
  pictures: readonly (number | null)[];
  /** SIGTERM so long after the upload's end; another worker does the rest. */
  stopAfter(ms: number): Promise<Stopped>;
  /** kill -9 in the midst of the film's last part; another worker does the rest. */
  killAtLastPart(): Promise<Pick<Stopped, 'redone' | 'departures'>>;
}

/** A world with one web and one worker process, and the time a film takes in it. */
export async function openStopStage(world: World): Promise<StopStage> {
  const client = await PatientClient.signUp(world.urls, newTally(world.urls.length));
  const bytes = await readFile(await makeClip(film));
  const videos: OwnVideo[] = [];
  const begin = async (): Promise<string> => {
    const { video } = await draft(client, videos, `film ${videos.length}`);
    await send(client, video, { bytes, isFilm: true });
    return video.publicId;
  };
  const began = Date.now();
  const first = await begin();
  await untilMade(world, first);
  const usualMs = Date.now() - began;
  const pictures = await picturesOf(world, first);
  return {
    usualMs,
    pictures,
    stopAfter: async (ms) => {
      const publicId = await begin();
      const watch = watchParts(world, publicId);
      await pause(ms);
      const stopped = await stopWorker(world, publicId);
      return { ...stopped, ...(await takeUp(publicId, watch)) };
    },
    killAtLastPart: async () => {
      const publicId = await begin();
      const watch = watchParts(world, publicId);
      const isAtLast = async () => (await partsHeld(world.db.reader, publicId)).some(({ part }) => part === lastPart);
      await waitFor('the last part to be begun', isAtLast, { withinMs: 300_000, everyMs: 10 });
      const { pid } = world.child('worker', 0);
      await world.kill('worker', 0);
      await letLeasesRunOut(world.db.reader, pid);
      return takeUp(publicId, watch);
    },
  };

  async function takeUp(publicId: string, watch: ReturnType<typeof watchParts>) {
    await world.start('worker', 0);
    await untilMade(world, publicId);
    return { redone: await watch.redone(), departures: departuresOf(await picturesOf(world, publicId), pictures) };
  }
}

async function stopWorker(world: World, publicId: string) {
  const { pid, exited } = world.child('worker', 0);
  const atWork = (await partsHeld(world.db.reader, publicId)).length > 0;
  const asked = Date.now();
  process.kill(pid, 'SIGTERM');
  const { code } = await exited;
  const seconds = (Date.now() - asked) / 1000;
  return { code, atWork, seconds, leftHeld: await tasksHeld(world.db.reader, pid) };
}

/** Looks again and again who is at what; a part seen under two claims was begun twice. */
function watchParts({ db }: World, publicId: string) {
  const claims = new Map<string, Set<string>>();
  let watching = true;
  const watched = (async () => {
    while (watching) {
      for (const { part, fence } of await partsHeld(db.reader, publicId)) {
        claims.set(part, (claims.get(part) ?? new Set()).add(fence));
      }
      await pause(10);
    }
  })();
  return {
    redone: async (): Promise<number> => {
      watching = false;
      await watched;
      return [...claims.values()].filter(({ size }) => size > 1).length;
    },
  };
}

async function untilMade({ db }: World, publicId: string): Promise<void> {
  const isMade = async () => {
    await letRestEnd(db.reader);
    return (await workLeft(db.reader)) === 0 && (await servedPicture(db.reader, publicId)).length > 0;
  };
  await waitFor('the film to be made', isMade, { withinMs: 300_000, everyMs: 50 });
}

async function picturesOf({ db, dataDir }: World, publicId: string): Promise<(number | null)[]> {
  const keys = await servedPicture(db.reader, publicId);
  const parts = await Promise.all(keys.map((key) => readFile(join(dataDir, 'media', key))));
  const folder = await mkdtemp(join(tmpdir(), 'showrunner-pictures-'));
  try {
    const path = join(folder, 'film.mp4');
    await writeFile(path, Buffer.concat(parts));
    return (await decodeFrames(path)).map(({ number }) => number);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

function departuresOf(made: readonly (number | null)[], wanted: readonly (number | null)[]): string[] {
  const first = wanted.findIndex((number, i) => made[i] !== number);
  if (first < 0 && made.length === wanted.length) return [];
  return [`${made.length} pictures and not ${wanted.length}; at ${first}: ${made.slice(first - 1, first + 3)}`];
}
