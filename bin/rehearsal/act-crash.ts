import { publicUrl } from './config';
import { beginFilm, type Creator, sendFilm, untilMade, type VideoState } from './creator';
import { sendDirectly } from './direct-upload';
import type { Dyno } from './dyno';
import type { Formation } from './formation';
import { playEverything } from './player';
import { inSeconds, pause, raise, type Stage } from './stage';
import { checkTrace } from './trace';
import { Visitor } from './visitor';

const madeWithinMs = 15 * 60_000;

/** The worker's machine fails in mid-transcode; another finishes. Returns the formation with the new worker in it. */
export async function rehearseCrash(stage: Stage, creator: Creator, formation: Formation): Promise<Formation> {
  const { claims, router } = stage;
  const worker = formation.helpers.find(({ name }) => name.startsWith('worker')) as Dyno;
  const id = await bring(stage, creator);
  await creator.visitor.api('PUT', `/videos/${id}/publication`, { visibility: 'public' });
  const progress = await untilUnderWay(creator, id);
  worker.crash();
  await worker.exited;
  claims.check(
    'the worker is killed in mid-transcode',
    progress > 0 && progress < 1,
    `at ${Math.round(progress * 100)} %`,
  );
  checkTrace(stage, worker);
  await worker.clear();
  const next = await raise(
    stage,
    worker.name.replace(/\.\d+\./, (number) => `.${Number(number.slice(1, -1)) + 1}.`),
  );
  const began = Date.now();
  const state = await untilMade(creator, id, madeWithinMs).catch((error: Error) => error.message);
  const viewer = new Visitor({ port: router.port, publicUrl, place: 4 });
  const played = await playEverything(viewer, id).catch(() => null);
  viewer.leave();
  claims.check(
    'another worker finishes the film, and all of it plays',
    typeof state !== 'string' && state.status === 'ready' && played?.wrong.length === 0,
    `${typeof state === 'string' ? state : state.status} ${inSeconds(Date.now() - began)} later, ${played?.segments ?? 0} segments`,
  );
  return { ...formation, helpers: formation.helpers.map((dyno) => (dyno === worker ? next : dyno)) };
}

/** Straight to the bucket where that is offered, over the router otherwise. */
async function bring({ claims, film, say }: Stage, creator: Creator): Promise<string> {
  const direct = await sendDirectly(creator, 'Interrupted', film);
  if (direct) {
    const { parts, completed, allowsBrowser } = direct;
    claims.check(
      'a film goes straight to the bucket, from a page of ours',
      completed && allowsBrowser,
      `${parts} parts, ${completed ? 'complete' : 'not complete'}, the bucket ${allowsBrowser ? 'lets' : 'does not let'} our pages in`,
    );
    return direct.id;
  }
  say('  Uploads straight to the bucket are not offered; the film goes over the router.');
  const { id, upload } = await beginFilm(creator, 'Interrupted', film.length);
  await sendFilm(creator.visitor, upload, film, 2);
  return id;
}

async function untilUnderWay({ visitor }: Creator, id: string): Promise<number> {
  for (const deadline = Date.now() + madeWithinMs; Date.now() < deadline; await pause(200)) {
    const { progress, status } = await visitor.api<VideoState>('GET', `/videos/${id}`);
    if (status === 'failed' || progress > 0.25) return progress;
  }
  return 0;
}
