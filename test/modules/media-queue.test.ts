import { randomUUID } from 'node:crypto';
import { mediaConsumers } from '../../src/modules/media/consumers';
import { hastenDueFilms } from '../../src/modules/media/jobs/hasten-due';
import { trimTasks } from '../../src/modules/media/jobs/trim-tasks';
import { claimTasks, wakeTasks } from '../../src/modules/media/store-claims';
import {
  addTasks,
  endTask,
  holdFilm,
  holdLeases,
  type NewTask,
  renewLeases,
  type Task,
} from '../../src/modules/media/store-tasks';
import { rankOf } from '../../src/modules/media/work/urgency';
import type { TransactionalConsumer } from '../../src/platform/bus';
import { newId } from '../../src/platform/ids';
import { createTestClock } from '../support/clock';
import { createMediaHouse, type MediaHouse } from '../support/factories/media';

let house: MediaHouse;

beforeEach(async () => {
  house = await createMediaHouse();
});
afterEach(() => house.close());

const [busy, quiet] = [randomUUID(), randomUUID()];
const minute = 60;

/** A part of a film that waits to be encoded. */
function aChunk(of: Partial<NewTask> & { cost?: number; ageSeconds?: number } = {}): NewTask {
  const { cost = minute, ageSeconds = 0, ...more } = of;
  const at = new Date(Date.now() - ageSeconds * 1000);
  return {
    ...{ id: newId(), generationId: null, videoId: randomUUID(), channelId: busy, kind: 'chunk', lane: 'bulk' },
    ...{ rendition: '360p', number: 0, urgency: 1, usualUrgency: 1, step: 0 },
    rank: rankOf({ due: null, at, cost }),
    ...more,
  };
}

const add = (tasks: NewTask[]) => house.test.db.transaction((tx) => addTasks(tx, tasks));
const claim = (toolMemoryMb = 1_000): Promise<Task[]> =>
  house.test.db.transaction((tx) => claimTasks(tx, 'bulk', { owner: 'test', toolMemoryMb }));
const end = (tasks: readonly Task[]) =>
  house.test.db.transaction(async (tx) => {
    for (const task of tasks) await endTask(tx, task, 'done', null);
  });

async function nextVideo(): Promise<string | undefined> {
  const tasks = await claim();
  await end(tasks);
  return tasks[0]?.videoId;
}

test('a new short film overtakes ten years of films of the same channel', async () => {
  const backlog = Array.from({ length: 60 }, (_, i) => aChunk({ cost: 60 * minute, ageSeconds: 3_600 - i }));
  await add(backlog);
  const short = aChunk({ cost: minute / 2 });
  await add([short]);
  expect(await nextVideo()).toBe(short.videoId);
  expect(await nextVideo()).toBe(backlog[0]?.videoId);
});

test('a long film is not put off for ever by short ones', async () => {
  const long = aChunk({ cost: 60 * minute, ageSeconds: 3 * 86_400 });
  await add([long, ...Array.from({ length: 20 }, () => aChunk({ cost: 1 }))]);
  expect(await nextVideo()).toBe(long.videoId);
});

test('every film becomes watchable before any gets better, in all channels', async () => {
  const better = aChunk({ urgency: 2, usualUrgency: 2, ageSeconds: 600 });
  const watchable = aChunk({ channelId: quiet });
  await add([better, watchable]);
  expect([await nextVideo(), await nextVideo()]).toEqual([watchable.videoId, better.videoId]);
});

test('the channel with fewer encodes under way goes first, however long the line of the other', async () => {
  await add(Array.from({ length: 5 }, () => aChunk({ ageSeconds: 60 })));
  await claim();
  const other = aChunk({ channelId: quiet });
  await add([other]);
  expect((await claim())[0]?.videoId).toBe(other.videoId);
});

test('a film that is published soonest goes before all others, also when that is decided late', async () => {
  const films = Array.from({ length: 4 }, () => aChunk({ ageSeconds: 600 }));
  await add(films);
  const inAnHour = aChunk({ cost: 60 * minute, usualUrgency: 2, urgency: 2 });
  const inThree = aChunk({ cost: 60 * minute });
  await add([inThree, inAnHour]);
  await house.test.db.transaction(async (tx) => {
    await house.media.setDue(tx, inThree.videoId, new Date(Date.now() + 3 * 3_600_000));
    await house.media.setDue(tx, inAnHour.videoId, new Date(Date.now() + 3_600_000));
  });
  expect([await nextVideo(), await nextVideo()]).toEqual([inAnHour.videoId, inThree.videoId]);
});

test('a date far away hastens nothing until it comes close; withdrawn, it hastens nothing any more', async () => {
  const other = aChunk({ ageSeconds: 600 });
  const dated = aChunk();
  await add([other, dated]);
  const { db } = house.test;
  const set = (at: Date | null) => db.transaction((tx) => house.media.setDue(tx, dated.videoId, at));
  const urgency = async () =>
    Number((await db.reader.raw('select urgency from media.tasks where id = ?', [dated.id])).rows[0].urgency);
  await set(new Date(Date.now() + 48 * 3_600_000));
  expect(await urgency()).toBe(1);
  await db.reader.raw(`update media.due set due_at = now() + interval '1 hour'`);
  await hastenDueFilms({ db, clock: createTestClock(new Date()) }).run();
  expect(await urgency()).toBe(0);
  await set(null);
  expect(await urgency()).toBe(1);
});

test('a film in the trash waits for all others, and takes its place again when it is taken back', async () => {
  const { db } = house.test;
  const [trashed, better] = [aChunk({ ageSeconds: 600 }), aChunk({ urgency: 2, usualUrgency: 2, channelId: quiet })];
  await add([trashed, better]);
  const hear = async (name: string) => {
    const heard = mediaConsumers(house.media).find((each) => each.name === name) as TransactionalConsumer<unknown>;
    const news = { videoId: trashed.videoId, publication: null };
    const delivery = { messageId: randomUUID(), attempt: 1, publishedAt: new Date() };
    await db.transaction((tx) => heard.handle(tx, news, delivery));
  };
  const order = async () =>
    (await db.reader.raw('select video_id from media.tasks order by urgency, rank')).rows.map(
      ({ video_id }: { video_id: string }) => video_id,
    );
  await hear('media.put-off-trashed');
  expect(await order()).toEqual([better.videoId, trashed.videoId]);
  await hear('media.take-up-restored');
  expect(await order()).toEqual([trashed.videoId, better.videoId]);
});

describe('renditions of one part of a film', () => {
  const rung = (name: string, memoryMb: number) => ({ rendition: name, memoryMb, baseMemoryMb: 80, urgency: 2 });

  async function partsOfOneFilm(): Promise<void> {
    const { videoId, channelId } = await house.receive(Buffer.from('x'));
    const { rows } = await house.test.db.reader.raw('select id from media.generations');
    const film = { videoId, channelId, generationId: rows[0].id };
    const rungs = [rung('1080p', 120), rung('720p', 60), rung('540p', 35)];
    await add(rungs.flatMap((each, step) => [0, 1].map((number) => aChunk({ ...film, ...each, number, step }))));
  }

  test('are made of one decoding as far as memory goes', async () => {
    await partsOfOneFilm();
    expect((await claim(300)).map(({ rendition }) => rendition).sort()).toEqual(['1080p', '540p', '720p']);
    expect((await claim(240)).map(({ rendition }) => rendition).sort()).toEqual(['1080p', '540p']);
    expect((await claim(10)).map(({ rendition }) => rendition)).toEqual(['720p']);
  });

  test('are tried by themselves once they failed together', async () => {
    await partsOfOneFilm();
    await house.test.db.reader.raw(`update media.tasks set attempts = 1 where kind = 'chunk'`);
    expect(await claim()).toHaveLength(1);
  });
});

test('two workers never hold the same part, and every part is held once', async () => {
  await add(Array.from({ length: 40 }, (_, i) => aChunk({ channelId: i % 2 ? busy : quiet })));
  const held: string[] = [];
  const work = async () => {
    for (let empty = 0; empty < 20; ) {
      const tasks = await claim();
      empty = tasks.length > 0 ? 0 : empty + 1;
      held.push(...tasks.map(({ id }) => id));
      await end(tasks);
    }
  };
  await Promise.all([work(), work(), work(), work()]);
  expect(held).toHaveLength(40);
  expect(new Set(held).size).toBe(40);
  const { rows } = await house.test.db.reader.raw(
    'select 1 from media.lines where running <> 0 or urgency is not null',
  );
  expect(rows).toEqual([]);
});

test('heartbeats, commits and dates of one film never wait for each other in a circle', async () => {
  const { db } = house.test;
  const film = await house.receive(Buffer.from('x'));
  const { rows } = await db.reader.raw('select id from media.generations');
  const of = { videoId: film.videoId, channelId: film.channelId, generationId: rows[0].id };
  await add(['1080p', '720p', '540p', '360p'].map((rendition, step) => aChunk({ ...of, rendition, step })));
  const tasks = await claim();
  expect(tasks).toHaveLength(4);
  const backwards = [...tasks].reverse();
  const again = async (work: Parameters<typeof db.transaction>[0]) => {
    for (let round = 0; round < 40; round++) await db.transaction(work);
  };
  await Promise.all([
    again((tx) => renewLeases(tx, tasks)),
    again((tx) => holdLeases(tx, backwards)),
    again((tx) => house.media.setDue(tx, film.videoId, new Date(Date.now() + 3_600_000))),
    again(async (tx) => {
      await holdFilm(tx, backwards);
      await addTasks(tx, [aChunk({ ...of, rendition: '234p' })]);
    }),
    again((tx) => wakeTasks(tx)),
  ]);
  const held = await db.transaction((tx) => renewLeases(tx, tasks));
  expect(held.size).toBe(4);
});

test('tasks that ended days ago go, those that failed stay for whoever tries again', async () => {
  const [done, failed] = [aChunk(), aChunk()];
  await add([done, failed]);
  await house.test.db.reader.raw(`update media.tasks set ended_at = now() - interval '9 days', state = 'done'`);
  await house.test.db.reader.raw(`update media.tasks set state = 'failed' where id = ?`, [failed.id]);
  await trimTasks({ db: house.test.db, clock: createTestClock(new Date()) }).run();
  const { rows } = await house.test.db.reader.raw('select id from media.tasks');
  expect(rows).toEqual([{ id: failed.id }]);
});
