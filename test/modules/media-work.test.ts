import { readdirSync, readFileSync } from 'node:fs';
import { chmod, mkdir, utimes, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { PlaybackSet } from '../../src/modules/media';
import { mediaFailed, mediaPlayable, mediaPosterMade } from '../../src/modules/media/events';
import { retireGenerations } from '../../src/modules/media/jobs/retire-generations';
import { sweepLeftovers } from '../../src/modules/media/jobs/sweep-leftovers';
import { claimTasks } from '../../src/modules/media/store-claims';
import { lanes } from '../../src/modules/media/store-lines';
import { endTask } from '../../src/modules/media/store-tasks';
import { bFrames30, lateLongGop, makeClip, mpeg4Avi, silent } from '../support/clips';
import { createTestClock } from '../support/clock';
import { decodeFrames } from '../support/decoded-rendition';
import { createMediaHouse, type MediaHouse, type ReceivedVideo, renditionOf } from '../support/factories/media';
import { waitFor } from '../support/wait-for';

let house: MediaHouse;

beforeEach(async () => {
  house = await createMediaHouse();
});
afterEach(() => house.close());

const longFilm = () => makeClip(mpeg4Avi(60));

/** Every list of segments that viewers could have seen, one entry a change. */
function watchLists(video: ReceivedVideo) {
  const seen: PlaybackSet[] = [];
  let watching = true;
  const done = (async () => {
    while (watching) {
      const set = await house.media.playbackSet(video.videoId);
      if (set && JSON.stringify(set) !== JSON.stringify(seen.at(-1))) seen.push(set);
      await new Promise((resolve) => setTimeout(resolve, 15));
    }
  })();
  return {
    seen,
    stop: async () => {
      watching = false;
      await done;
    },
  };
}

function expectOnlyAppended(seen: readonly PlaybackSet[]): void {
  seen.slice(1).forEach((later, i) => {
    for (const before of seen[i]?.renditions ?? []) {
      const after = renditionOf(later, before.name);
      expect(after.path).toBe(before.path);
      expect(after.initFile).toBe(before.initFile);
      expect(after.segments.slice(0, before.segments.length)).toEqual(before.segments);
    }
  });
}

const begun = (video: ReceivedVideo) =>
  waitFor('the film to begin', () => house.media.playbackSet(video.videoId), { withinMs: 60_000 });

async function isEncoding(): Promise<boolean> {
  const { rows } = await house.test.db.reader.raw(
    `select 1 from media.tasks where kind = 'chunk' and state = 'running'`,
  );
  return rows.length > 0 && toolsAtWorkOn(house.objects).some((command) => command.includes('libx264'));
}

async function expectWholeFilm(video: ReceivedVideo): Promise<void> {
  const set = await house.media.playbackSet(video.videoId);
  if (!set) throw new Error('nothing to play');
  const frames = await decodeFrames(await house.joined(video, renditionOf(set, '180p')));
  // AVI lets the sound lead by one picture, so the first one stands twice.
  expect(frames).toHaveLength(1801);
  expect([...new Set(frames.map(({ number }) => number))]).toEqual(Array.from({ length: 1800 }, (_, i) => i));
}

test('a film plays while it is still being made, in lists that only grow', async () => {
  await house.startWorker();
  const video = await house.receive(await longFilm());
  const watched = watchLists(video);
  expect(await house.outcome(video)).toMatchObject({ ready: true });
  await watched.stop();
  const growing = watched.seen.filter(({ renditions }) => renditions.some(({ complete }) => !complete));
  expect(growing.length).toBeGreaterThan(1);
  expect(growing[0]?.renditions.map(({ kind }) => kind).sort()).toEqual(['audio', 'video']);
  expectOnlyAppended(watched.seen);
});

test('a commit that brings work wakes the worker, long before its poll', async () => {
  await house.startWorker({ pollMs: 600_000 });
  const video = await house.receive(Buffer.from('no film at all'));
  expect(await house.outcome(video, 15_000)).toMatchObject({ ready: false });
});

test('a commit that wakes the worker while it looks, and looked too early, is not left to its poll', async () => {
  const worker = await house.startWorker({ pollMs: 600_000 });
  const hopeless = () => house.receive(Buffer.from('no film at all'));
  await house.outcome(await hopeless(), 15_000); // the sweep of the start is over
  const { transaction } = house.test.db;
  let open = () => {};
  const gate = new Promise<void>((resolve) => {
    open = resolve;
  });
  let foundNothing = 0;
  const spy = jest.spyOn(house.test.db, 'transaction').mockImplementation(async (work) => {
    const found = await transaction(work);
    if (Array.isArray(found) && found.length === 0) foundNothing += 1;
    await gate;
    return found;
  });
  await waitFor('every lane to be empty', () => {
    worker.wake();
    return foundNothing >= lanes.length;
  });
  spy.mockRestore();
  const video = await hopeless();
  open();
  expect(await house.outcome(video, 15_000)).toMatchObject({ ready: false });
});

test('what killed processes left behind goes after a day; what may be in use, and every object, stays', async () => {
  const folders = [house.scratch, join(house.objects, '.incoming')];
  const [now, yesterday] = [new Date(), new Date(Date.now() - 25 * 3_600_000)];
  await house.storage.put('films/old', Buffer.from('kept'), 'application/octet-stream');
  await utimes(join(house.objects, 'films/old'), yesterday, yesterday);
  for (const folder of folders) {
    await mkdir(join(folder, 'old-run', 'inside'), { recursive: true });
    await writeFile(join(folder, 'old'), 'left');
    await writeFile(join(folder, 'fresh'), 'at work');
    for (const name of ['old-run', 'old']) await utimes(join(folder, name), yesterday, yesterday);
  }
  const clock = createTestClock(now);
  const sweep = sweepLeftovers({ clock, storage: house.storage, dataDir: dirname(house.scratch) });
  await sweep.run();
  for (const folder of folders) expect(readdirSync(folder)).toEqual(['fresh']);
  expect(await house.storage.stat('films/old')).toEqual({ sizeBytes: 4 });
});

test('a worker that lost its lease writes nothing more; the next one goes on in the same list', async () => {
  await house.startWorker();
  const video = await house.receive(await longFilm());
  await begun(video);
  const watched = watchLists(video);
  await house.test.db.reader.raw(
    `update media.tasks set lease_until = now() - interval '1 second' where kind = 'chunk' and state = 'running'`,
  );
  await house.startWorker();
  expect(await house.outcome(video, 90_000)).toMatchObject({ ready: true });
  await watched.stop();
  const { rows } = await house.test.db.reader.raw(
    `select state, attempts from media.tasks where kind = 'chunk' order by number`,
  );
  expect(rows).toEqual(Array.from({ length: 3 }, () => ({ state: 'done', attempts: 1 })));
  expectOnlyAppended(watched.seen);
  await expectWholeFilm(video);
});

test('a stopping worker ends its tools within seconds, gives the film back uncounted, and another finishes it', async () => {
  const first = await house.startWorker();
  const video = await house.receive(await longFilm());
  await waitFor('an encode under way', isEncoding, { withinMs: 60_000, everyMs: 10 });
  const startedAt = Date.now();
  await first.close();
  expect(Date.now() - startedAt).toBeLessThan(5_000);
  expect(toolsAtWorkOn(house.objects)).toEqual([]);
  const { rows } = await house.test.db.reader.raw(
    `select distinct state, attempts from media.tasks where kind = 'chunk' and state <> 'done'`,
  );
  expect(rows).toEqual([{ state: 'waiting', attempts: 0 }]);
  await house.startWorker();
  expect(await house.outcome(video)).toMatchObject({ ready: true });
  await expectWholeFilm(video);
});

test('a film that ended its workers three times is given up, told once and never taken up again', async () => {
  const video = await house.receive(await makeClip(silent()));
  await house.test.db.reader.raw(
    `update media.tasks set state = 'running', attempts = 3, lease_until = now() - interval '1 second'`,
  );
  await house.startWorker();
  expect(await house.outcome(video)).toMatchObject({ ready: false, code: 'gave_up' });
  await new Promise((resolve) => setTimeout(resolve, 600));
  expect(house.outbox.of(mediaFailed)).toHaveLength(1);
});

test('UPL-037: an encoder that says all is well and makes nothing fails the film', async () => {
  const fake = join(house.objects, '..', 'says-yes');
  await writeFile(fake, '#!/bin/sh\nexit 0\n');
  await chmod(fake, 0o755);
  await house.startWorker({ media: { ffmpegPath: fake } });
  const video = await house.receive(await makeClip(bFrames30()));
  expect(await house.outcome(video)).toMatchObject({ ready: false, code: 'nothing_came_out' });
  expect(await house.media.playbackSet(video.videoId)).toBeNull();
});

test('channels take turns, however many films one of them sends', async () => {
  const busy = 'aaaaaaaa-aaaa-7aaa-8aaa-aaaaaaaaaaaa';
  for (let i = 0; i < 3; i++) await house.receive(Buffer.from('x'), { channelId: busy });
  const quiet = await house.receive(Buffer.from('x'));
  const order: string[] = [];
  for (let i = 0; i < 4; i++) {
    await house.test.db.transaction(async (tx) => {
      const [task] = await claimTasks(tx, 'fast', { owner: 'test', toolMemoryMb: 1_000 });
      if (!task) throw new Error('nothing to claim');
      order.push(task.channelId === busy ? 'busy' : 'quiet');
      await endTask(tx, task, 'done', null);
    });
  }
  expect(quiet.channelId).not.toBe(busy);
  expect(order).toEqual(['busy', 'quiet', 'busy', 'busy']);
});

test('a copy that cannot be cut half-way goes on playing until the film has been encoded instead', async () => {
  await house.startWorker();
  const video = await house.receive(await makeClip(lateLongGop()));
  const watched = watchLists(video);
  expect(await house.outcome(video)).toMatchObject({ ready: true });
  await watched.stop();
  const set = await house.media.playbackSet(video.videoId);
  const ways = new Set([...watched.seen, set].map((seen) => seen?.renditions.map(({ name }) => name).join()));
  ways.delete('180p,audio'); // until the first still pictures are there, which may be no time at all
  expect([...ways]).toEqual(['source,audio', '180p,iframes,audio']);
  expect(set?.renditions.every(({ complete }) => complete)).toBe(true);
  const frames = set ? await decodeFrames(await house.joined(video, renditionOf(set, '180p'))) : [];
  expect(frames.map(({ number }) => number)).toEqual(Array.from({ length: 1200 }, (_, i) => i));
});

describe('a replaced source', () => {
  test('is served from the moment it plays; until then, and if it fails, the old one is', async () => {
    await house.startWorker();
    const { video, set: old } = await house.becomesReady(await makeClip(bFrames30()));
    await house.eventOf(mediaPosterMade, video);
    const broken = await house.receive(Buffer.from('no film at all'), ids(video));
    expect(await house.outcome(broken)).toMatchObject({ ready: false });
    expect(await house.eventOf(mediaFailed, broken)).toMatchObject({ stillPlayable: true });
    expect((await house.media.playbackSet(video.videoId))?.generationId).toBe(old.generationId);

    const better = await house.receive(await makeClip(silent()), ids(video));
    await house.eventOf(mediaPlayable, better);
    expect((await house.media.playbackSet(video.videoId))?.renditions.map(({ name }) => name)).toEqual(['source']);
    await house.outcome(better);
    await house.eventOf(mediaPosterMade, better);
    await expectRetired(video, old);
  });

  test('that ends early takes nothing away: the whole one before it comes back', async () => {
    await house.startWorker();
    const source = await makeClip(bFrames30());
    const { video, set: old } = await house.becomesReady(source);
    const whole = readFileSync(await makeClip({ ...bFrames30(40), remux: ['-movflags', '+faststart'] }));
    const cut = await house.receive(whole.subarray(0, Math.floor(whole.length * 0.6)), ids(video));
    expect(await house.outcome(cut)).toMatchObject({ ready: false, code: 'file_ends_early' });
    expect((await house.media.playbackSet(video.videoId))?.generationId).toBe(old.generationId);
  });
});

test('a purged video leaves no object and no row behind', async () => {
  await house.startWorker();
  const { video } = await house.becomesReady(await makeClip(silent()));
  await house.eventOf(mediaPosterMade, video);
  await house.workDone();
  await house.test.db.transaction((tx) => house.media.purgeVideo(tx, video));
  expect(await house.media.playbackSet(video.videoId)).toBeNull();
  const rows = async () => (await house.test.db.reader.raw('select 1 from media.generations')).rows;
  await waitFor('the rows to go', async () => (await rows()).length === 0);
  expect(await keysBelow('media/')).toEqual([]);
  expect(await keysBelow('posters/')).toEqual([]);
});

async function expectRetired(video: ReceivedVideo, old: PlaybackSet): Promise<void> {
  const { db } = house.test;
  const inAWeek = createTestClock(new Date(Date.now() + 7 * 86_400_000));
  expect((await keysBelow(`media/${video.videoId}/${old.generationId}/`)).length).toBeGreaterThan(4);
  await retireGenerations({ db, clock: inAWeek, storage: house.storage }).run();
  expect(await keysBelow(`media/${video.videoId}/${old.generationId}/`)).toEqual([]);
  expect((await keysBelow(`media/${video.videoId}/`)).length).toBeGreaterThan(1);
  const { items } = await house.media.posters(video.videoId);
  expect(await keysBelow('posters/')).toHaveLength(items.length);
  expect(items.filter(({ chosen }) => chosen)).toHaveLength(1);
}

async function keysBelow(prefix: string): Promise<string[]> {
  const keys: string[] = [];
  for await (const { key } of house.storage.list(prefix)) keys.push(key);
  return keys;
}

function ids({ videoId, channelId }: ReceivedVideo) {
  return { videoId, channelId };
}

function toolsAtWorkOn(folder: string): string[] {
  const commandOf = (pid: string): string => {
    try {
      return readFileSync(`/proc/${pid}/cmdline`, 'utf8');
    } catch {
      return '';
    }
  };
  const running = readdirSync('/proc').filter((name) => /^\d+$/.test(name));
  return running.map(commandOf).filter((command) => command.includes(folder));
}
