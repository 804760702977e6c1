import { createGenerations, type Generations } from '../../src/modules/media/generations';
import { retireGenerations } from '../../src/modules/media/jobs/retire-generations';
import { planPackaging } from '../../src/modules/media/probe/packaging-plan';
import { type Generation, getGeneration } from '../../src/modules/media/store-generations';
import { systemClock } from '../../src/platform/clock';
import type { Storage } from '../../src/platform/storage';
import { createTestClock } from '../support/clock';
import { createMediaHouse, type MediaHouse, type ReceivedVideo } from '../support/factories/media';
import { aSource } from '../support/factories/source-facts';

let house: MediaHouse;
let generations: Generations;

beforeEach(async () => {
  house = await createMediaHouse();
  generations = createGenerations({ clock: systemClock, outbox: house.outbox, ladder: [360] });
});
afterEach(() => house.close());

const hour = 3_600_000;
const rows = async <T>(sql: string): Promise<T[]> => (await house.test.db.reader.raw<{ rows: T[] }>(sql)).rows;
const generationOf = async ({ uploadId }: ReceivedVideo): Promise<Generation> => {
  const [row] = await rows<{ id: string }>(`select id from media.generations where upload_id = '${uploadId}'`);
  return getGeneration(house.test.db.reader, row?.id ?? '');
};

/** A film that is served as it was sent, its copy still in work. */
async function aCopyThatPlays(instead?: ReceivedVideo): Promise<ReceivedVideo> {
  const of = instead && { videoId: instead.videoId, channelId: instead.channelId };
  const video = await house.receive(Buffer.from('a film'), of);
  const source = aSource();
  await house.test.db.transaction(async (tx) => {
    await generations.accept(tx, await generationOfIn(tx, video), source, planPackaging(source));
  });
  const accepted = await generationOf(video);
  await house.test.db.transaction((tx) => generations.becomePlayable(tx, accepted));
  return video;
}

async function generationOfIn(tx: Parameters<typeof getGeneration>[0], { uploadId }: ReceivedVideo) {
  const { rows: found } = await tx.raw('select id from media.generations where upload_id = ?', [uploadId]);
  return getGeneration(tx, found[0].id);
}

describe('nothing more is begun of a source whose replacement is on its way', () => {
  test.each<[string, (old: Generation) => Promise<unknown>]>([
    ['its ladder', (old) => house.test.db.transaction((tx) => generations.beginLadder(tx, old, 100))],
    ['another way', (old) => house.test.db.transaction((tx) => generations.startOver(tx, old, 'gop_too_long'))],
  ])('%s', async (_, begin) => {
    const { videoId, channelId, ...old } = await aCopyThatPlays();
    const better = await house.receive(Buffer.from('a better film'), { videoId, channelId });
    await begin(await generationOf({ videoId, channelId, ...old }));
    const begun = await rows<{ upload_id: string }>('select upload_id from media.generations order by id');
    expect(begun.map(({ upload_id }) => upload_id)).toEqual([old.uploadId, better.uploadId]);
  });
});

describe('objects go only when nobody can be storing more of them', () => {
  const beginWork = () => rows(`update media.tasks set state = 'running', attempts = 1`);

  test('of a purged video', async () => {
    const video = await house.receive(Buffer.from('a film'));
    await beginWork();
    await house.test.db.transaction((tx) => house.media.purgeVideo(tx, video));
    const purges = await rows(
      `select state, not_before > now() + interval '100 seconds' as later from media.tasks where kind = 'purge'`,
    );
    expect(purges).toEqual([{ state: 'resting', later: true }]);
  });

  test('of a replaced film that is still being made for its viewers', async () => {
    const video = await aCopyThatPlays();
    await beginWork();
    const { id } = await generationOf(video);
    await rows(`update media.generations set state = 'superseded', retire_at = now()`);
    const clock = createTestClock(new Date(Date.now() + 60_000));
    const retire = retireGenerations({ db: house.test.db, clock, storage: house.storage });
    await retire.run();
    expect(await rows('select id from media.generations')).toEqual([{ id }]);
    expect(await rows(`select distinct state from media.tasks where kind = 'package'`)).toEqual([
      { state: 'withdrawn' },
    ]);
    clock.advance({ minutes: 10 });
    await retire.run();
    expect(await rows('select id from media.generations')).toEqual([]);
  });
});

describe('what many replaced films leave behind', () => {
  const replaced = 45;
  const left = async () => (await rows('select 1 from media.generations')).length;
  beforeEach(() =>
    rows(
      `insert into media.generations
         (id, video_id, channel_id, upload_id, source_key, source_bytes, state, created_at, source_at, retire_at)
       select gen_random_uuid(), gen_random_uuid(), gen_random_uuid(), gen_random_uuid(), 'sources/x', 1, 'superseded',
              now(), now(), now() - interval '1 hour' from generate_series(1, ${replaced})`,
    ),
  );

  test('goes in one run', async () => {
    await retireGenerations({ db: house.test.db, clock: systemClock, storage: house.storage }).run();
    expect(await left()).toBe(0);
  });

  test('stays for the next run once the process stops', async () => {
    const stopping = new AbortController();
    const deletePrefix: Storage['deletePrefix'] = async (prefix) => {
      stopping.abort();
      await house.storage.deletePrefix(prefix);
    };
    const storage = { ...house.storage, deletePrefix };
    await retireGenerations({ db: house.test.db, clock: systemClock, storage }).run(stopping.signal);
    expect(await left()).toBe(replaced - 1);
  });
});

/** Hours until the objects of a generation go; a session lasts for twice the film and one more. */
async function hoursLeft(id: string): Promise<number | undefined> {
  const [left] = await rows<{ hours: number }>(
    `select round(extract(epoch from retire_at - now()) / 3600)::int as hours from media.generations where id = '${id}'`,
  );
  return left?.hours;
}

test('who watches a film that is replaced can watch on for as long as a session lasts', async () => {
  const video = await aCopyThatPlays();
  await rows(`update media.generations set duration_ms = ${3 * hour}`);
  const { id } = await generationOf(video);
  await aCopyThatPlays(video);
  expect(await hoursLeft(id)).toBe(7);
});

test('who watches a film that fails on its way can watch on for as long as a session lasts', async () => {
  const video = await aCopyThatPlays();
  await rows(`update media.generations set duration_ms = ${3 * hour}`);
  const generation = await generationOf(video);
  await house.test.db.transaction((tx) =>
    generations.fail(tx, generation, { code: 'file_damaged', publicMessage: 'It is damaged.' }),
  );
  expect(await hoursLeft(generation.id)).toBe(7);
});
