import { readFile } from 'node:fs/promises';
import type { Child } from '../../../bin/services/child';
import { bFrames30, makeClip } from '../clips';
import { waitFor } from '../wait-for';
import { isDrained, untilDrained } from './crash-run';
import { type Findings, judge } from './judge';
import { draft, type OwnVideo, publishOrUnlist, send } from './operations';
import { newTally, PatientClient } from './patient-client';
import { letLeasesRunOut, letRestEnd, mediaRowsOf, openTasks } from './questions';
import type { World } from './world';

/** A consumer dies after its effect and before it could say so; the message comes again. */
export async function dieBeforeAck(world: World, from?: string): Promise<Findings> {
  await world.kill('witness', 0);
  await world.start('witness', 0, {
    ...(from ? { from } : {}),
    env: { SHOWRUNNER_FAILPOINT: 'consumer.before-ack:1' },
  });
  const scene = await beginScene(world);
  await publishOrUnlist(scene.client, await draft(scene.client, scene.videos, 'before ack').then(({ video }) => video));
  await world.child('witness', 0).exited;
  await world.start('witness', 0, from ? { from } : {});
  await untilDrained(world);
  return scene.judge();
}

/** A worker freezes with a segment stored and not committed, another takes over, and the first wakes. */
export async function freezeAndWake(world: World, from?: string): Promise<Findings> {
  const options = from ? { from } : {};
  await world.start('worker', 0, { ...options, env: { SHOWRUNNER_FAILPOINT: 'segment.after-write:1:freeze' } });
  const scene = await beginScene(world);
  await scene.film();
  const frozen = world.child('worker', 0);
  await waitFor('the worker to freeze', () => isStopped(frozen.pid), { withinMs: 60_000 });
  await world.start('worker', 1, options);
  await letLeasesRunOut(world.db.reader, frozen.pid);
  // Messages that the frozen one was given wait for it; the work does not.
  await waitFor('another to do the work', async () => (await openTasks(world.db.reader)) === 0, { withinMs: 120_000 });
  const [film] = scene.videos;
  const before = await mediaRowsOf(world.db.reader, film?.publicId ?? '');
  const endings = sightings(frozen);
  process.kill(frozen.pid, 'SIGCONT');
  await waitFor('the first worker to see where it stands', () => sightings(frozen) > endings, { withinMs: 60_000 });
  await untilDrained(world);
  const after = await mediaRowsOf(world.db.reader, film?.publicId ?? '');
  const findings = await scene.judge();
  findings.wrong.push(
    ...after.filter((row) => !before.includes(row)).map((row) => `written by the one who froze: ${row}`),
  );
  await Promise.all([world.kill('worker', 0), world.kill('worker', 1)]);
  return findings;
}

/** Two workers at several films, with nobody killed: how often work was taken from a living holder. */
export async function workInPeace(world: World, from?: string): Promise<number> {
  const before = world.said('A media task was taken away');
  const scene = await beginScene(world);
  for (let film = 0; film < 3; film++) await scene.film();
  const options = from ? { from } : {};
  await Promise.all([world.start('worker', 0, options), world.start('worker', 1, options)]);
  const taken = () => world.said('A media task was taken away') - before;
  const isOver = async () => taken() > 0 || (await isDrained(world));
  await waitFor('the films to be made, or taken away', isOver, { withinMs: 120_000, everyMs: 50 });
  await Promise.all([world.kill('worker', 0), world.kill('worker', 1)]);
  return taken();
}

async function beginScene(world: World) {
  const client = await PatientClient.signUp(world.urls, newTally(world.urls.length));
  const bytes = await readFile(await makeClip(bFrames30(4)));
  const videos: OwnVideo[] = [];
  return {
    client,
    videos,
    film: async () => {
      const { video } = await draft(client, videos, `film ${videos.length}`);
      await send(client, video, { bytes, isFilm: true });
    },
    judge: async () => {
      await letRestEnd(world.db.reader);
      return judge(world, [{ handle: client.handle, videos }]);
    },
  };
}

/** Endings of tasks that a worker told of. */
function sightings(worker: Child): number {
  return worker.tail().match(/A media task (was taken away|is done|broke|could not be settled)/g)?.length ?? 0;
}

async function isStopped(pid: number): Promise<boolean> {
  return /\) T /.test(await readFile(`/proc/${pid}/stat`, 'utf8'));
}
