import { tellForecast } from '../../src/modules/media/jobs/tell-forecast';
import { openFilms } from '../../src/modules/media/store-forecast';
import { putOff } from '../../src/modules/media/work/urgency';
import type { MediaProgress } from '../../src/modules/videos';
import { type Clock, systemClock } from '../../src/platform/clock';
import { makeClip, mpeg4Avi, silent } from '../support/clips';
import { createTestClock } from '../support/clock';
import { createMediaHouse, type MediaHouse } from '../support/factories/media';
import { waitFor } from '../support/wait-for';

let house: MediaHouse;
let told: Map<string, MediaProgress>;

beforeEach(async () => {
  house = await createMediaHouse();
  told = new Map();
});
afterEach(() => house.close());

const tell = (clock: Clock = systemClock) =>
  tellForecast({
    db: house.test.db,
    clock,
    ladder: [],
    videos: {
      progressOf: async () => told,
      recordMediaProgress: async ({ videoId }, progress) => void told.set(videoId, progress),
    },
  }).run();

/** Three films that wait to be encoded. */
async function threeUnderstood() {
  const worker = await house.startWorker();
  const film = await makeClip(mpeg4Avi(60));
  const videos = [await house.receive(film), await house.receive(film), await house.receive(film)] as const;
  await waitFor('all of them to be understood', async () => {
    const { rows } = await house.test.db.reader.raw(
      `select 1 from media.tasks where kind = 'probe' and state = 'done'`,
    );
    return rows.length === videos.length;
  });
  await worker.close();
  return videos;
}

test('a film that waits behind others is told another time than they are, and only while workers are there', async () => {
  const videos = await threeUnderstood();
  await tell();
  expect(told.size).toBe(0);
  await house.test.db.reader.raw(`insert into media.workers (owner, slots, pace) values ('somebody', 1, 0.5)`);
  await house.test.db.reader.raw(
    `update media.generations set channel_id = (select channel_id from media.generations order by id limit 1)`,
  );
  await tell();
  const etas = videos.map(({ videoId }) => told.get(videoId)?.etaSeconds ?? 0);
  expect(Math.min(...etas)).toBeGreaterThan(0);
  expect(new Set(etas).size).toBe(3);
}, 60_000);

test('a film is told of again only once its forecast has moved', async () => {
  const videos = await threeUnderstood();
  const paceOf = (pace: number) =>
    house.test.db.reader.raw(
      `insert into media.workers (owner, slots, pace) values ('somebody', 1, ${pace})
       on conflict (owner) do update set pace = excluded.pace, seen_at = now()`,
    );
  await paceOf(0.01);
  const clock = createTestClock(new Date());
  await tell(clock);
  const first = new Map(told);
  expect(first.size).toBe(videos.length);
  clock.advance({ seconds: 14 });
  await paceOf(0.0101);
  await tell(clock);
  expect(told).toEqual(first);
  await paceOf(0.005);
  await tell(clock);
  for (const { videoId } of videos) expect(told.get(videoId)?.at).toBe(clock.now().toISOString());
}, 60_000);

test('a film with a date is told of, however many came before it', async () => {
  const [first, , last] = await threeUnderstood();
  const { db } = house.test;
  const toldOf = async () => (await openFilms(db.reader, 1)).map(({ videoId }) => videoId);
  expect(await toldOf()).toEqual([first.videoId]);
  const setDue = (videoId: string, at: Date) => db.transaction((tx) => house.media.setDue(tx, videoId, at));
  await setDue(last.videoId, new Date(Date.now() + 2 * 86_400_000));
  expect(await toldOf()).toEqual([last.videoId]);
  await setDue(last.videoId, putOff);
  expect(await toldOf()).toEqual([first.videoId]);
}, 60_000);

test('a film whose worker ended before it could say so is told to be whole', async () => {
  await house.startWorker();
  const { video } = await house.becomesReady(await makeClip(silent()));
  await tell();
  expect(told.get(video.videoId)).toMatchObject({ progress: 1, etaSeconds: 0, playableEtaSeconds: null });
});
