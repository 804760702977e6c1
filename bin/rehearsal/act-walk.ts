import { publicUrl } from './config';
import { becomeCreator, beginFilm, type Creator, sendBytes, sendFilm, untilMade } from './creator';
import type { Dyno } from './dyno';
import { playEverything } from './player';
import { inSeconds, pause, type Stage } from './stage';
import { Visitor } from './visitor';

const patches = 6;
/** Longer than the router waits for a first byte, with pauses shorter than it bears. */
const slowly = { count: 5, pauseMs: 9_000 };
const madeWithinMs = 15 * 60_000;

/** A film from sign-up to the last segment, every request to whichever web the router picks. Returns who and what. */
export async function rehearseWalk(stage: Stage, worker: Dyno): Promise<{ creator: Creator; videoId: string }> {
  const { claims, say, film, router } = stage;
  const creator = await becomeCreator({ port: router.port, publicUrl, place: 2 }, 'Ada');
  for (const secret of creator.secrets()) stage.secrets.add(secret);
  const { visitor, handle } = creator;
  await checkDoors(stage, creator);

  const events = visitor.listen(`/api/v1/channels/${handle}/changes`);
  const { id, upload } = await beginFilm(creator, 'First light', film.length);
  const slow = sendSlowly(stage, creator);
  const retries = await sendFilm(visitor, upload, film, patches);
  claims.check(
    `tus in ${patches} PATCHes over both webs`,
    retries === 0,
    `${film.length} bytes, ${retries} tries more`,
  );
  await visitor.api('PUT', `/videos/${id}/publication`, { visibility: 'public' });

  say('  The film is made inside the limits…');
  const began = Date.now();
  const state = await untilMade(creator, id, madeWithinMs).catch((error: Error) => error.message);
  const made = typeof state === 'string' ? state : `${state.status}, ${JSON.stringify(state.failure)}`;
  claims.check(
    'a transcode runs to its end inside 512 MB',
    typeof state !== 'string' && state.status === 'ready' && worker.kills() === 0,
    `${made} in ${inSeconds(Date.now() - began)}, worker with its ffmpeg at most ${worker.peakMemoryMb().toFixed(0)} MB`,
  );
  await slow;
  const heard = events
    .heard()
    .split('\n')
    .filter((line) => line.startsWith('data:')).length;
  claims.check('changes are heard over the router, whichever web made them', heard > 1, `${heard} events`);
  events.close();
  await watch(stage, id);
  checkShares(stage);
  return { creator, videoId: id };
}

/** A session opened at one web is good at the other, and both refuse what a foreign page asks for. */
async function checkDoors({ claims, addOns }: Stage, { visitor, handle }: Creator): Promise<void> {
  const mine = await Promise.all(Array.from({ length: 12 }, () => visitor.ask('GET', '/api/v1/me')));
  const known = mine.filter(({ status }) => status === 200).length;
  claims.check('a session is known to both webs', known === mine.length, `${known} of ${mine.length} requests`);
  const body = Buffer.from('{"name":"Stolen"}');
  const headers = { origin: 'https://elsewhere.example', 'content-type': 'application/json' };
  const foreign = await Promise.all(
    Array.from({ length: 12 }, () => visitor.ask('PATCH', `/api/v1/channels/${handle}`, { headers, body })),
  );
  const refused = foreign.filter(({ status }) => status === 403).length;
  claims.check('both webs refuse another origin', refused === foreign.length, `${refused} of ${foreign.length}`);
  for (let tries = 0; tries < 100 && addOns.mail.received(`${handle}@rehearsal.example`) === 0; tries++)
    await pause(100);
  const mails = addOns.mail.received(`${handle}@rehearsal.example`);
  claims.check('the mail that verifies an address goes out', mails === 1, `${mails} mails`);
}

/** One PATCH that takes longer than 30 s from its first byte to its last. */
async function sendSlowly({ claims, film }: Stage, creator: Creator): Promise<void> {
  const piece = film.subarray(0, 200_000);
  const { upload } = await beginFilm(creator, 'A thin line', film.length);
  const began = Date.now();
  const answer = await sendBytes(creator.visitor, upload, 0, piece, slowly).catch((error: Error) => error.message);
  const status = typeof answer === 'string' ? answer : answer.status;
  claims.check(
    'a PATCH over a thin line outlasts 30 s',
    status === 204,
    `${status} after ${inSeconds(Date.now() - began)}`,
  );
}

async function watch({ claims, router }: Stage, videoId: string): Promise<void> {
  const viewer = new Visitor({ port: router.port, publicUrl, place: 3 });
  const played = await playEverything(viewer, videoId);
  viewer.leave();
  claims.check(
    'every segment plays, whole and by range, from either web',
    played.wrong.length === 0 && played.segments > 0 && played.longest - played.shortest < 0.5,
    `${played.segments} segments, ${(played.bytes / 1024 ** 2).toFixed(1)} MB in ${played.lists} lists, ` +
      `${played.shortest.toFixed(2)} to ${played.longest.toFixed(2)} s; wrong: ${played.wrong.slice(0, 3).join(', ') || 'none'}`,
  );
}

function checkShares({ claims, router }: Stage): void {
  const shares = new Map<string, number>();
  for (const { dyno } of router.lines()) shares.set(dyno, (shares.get(dyno) ?? 0) + 1);
  const counts = [...shares.values()];
  const figure = [...shares].map(([dyno, count]) => `${dyno} ${count}`).join(', ');
  claims.check('the walk went over both webs', counts.length === 2 && Math.min(...counts) > 10, figure);
  const errors = router.lines().filter(({ code }) => code !== null && code !== 'H27');
  const codes = errors.map(({ code, method, path }) => `${code} ${method} ${path}`).join(', ');
  claims.check('the router met no error', errors.length === 0, codes || `${router.lines().length} requests`);
}
