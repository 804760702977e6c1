import { mediaPosterMade } from '../../src/modules/media/events';
import { createGenerations, type Generations } from '../../src/modules/media/generations';
import { posterUrl } from '../../src/modules/media/posters';
import { type Generation, listGenerations } from '../../src/modules/media/store-generations';
import { readProgress } from '../../src/modules/media/store-progress';
import { planRenditions } from '../../src/modules/media/store-renditions';
import { systemClock } from '../../src/platform/clock';
import type { Tx } from '../../src/platform/db';
import { newId, randomToken } from '../../src/platform/ids';
import { createTestDatabase, type TestDatabase } from '../support/database';
import { createRecordingOutbox, type RecordingOutbox } from '../support/outbox';

let test: TestDatabase;
let outbox: RecordingOutbox;
let generations: Generations;

beforeAll(async () => {
  test = await createTestDatabase();
});
afterAll(() => test.close());
beforeEach(() => {
  outbox = createRecordingOutbox();
  generations = createGenerations({ clock: systemClock, outbox, ladder: [] });
});

const step = <T>(work: (tx: Tx) => Promise<T>): Promise<T> => test.db.transaction(work);

/** A source that is being understood, and a still of it. */
async function aSource(videoId: string, channelId: string): Promise<{ generation: Generation; url: string }> {
  const uploadId = newId();
  await step((tx) =>
    generations.receiveSource(tx, { videoId, channelId, uploadId, sourceKey: 's', sizeBytes: 1, sourceAt: new Date() }),
  );
  const generation = (await listGenerations(test.db.reader, videoId)).at(-1);
  if (!generation) throw new Error('The source was not heard');
  const name = `${randomToken()}.jpg`;
  await step((tx) => generations.keepPosters(tx, generation, [{ name, atSeconds: 0 }]));
  return { generation, url: posterUrl(name) };
}

async function becomesWhole({ id, ...generation }: Generation): Promise<void> {
  const rendition = { name: '360p', kind: 'video', width: 640, height: 360, frameRate: 30, leads: true } as const;
  const figures = { targetDurationSeconds: 6, expectedBitsPerSecond: 1, expectedSegments: 1, cost: 1 };
  await step((tx) => planRenditions(tx, id, [{ ...rendition, ...figures }]));
  await step((tx) => generations.becomePlayable(tx, { id, ...generation }));
  await step((tx) => generations.becomeReady(tx, { id, ...generation }, 8_000));
}

const refusal = { code: 'not_a_film', publicMessage: 'This file is not a film.' } as const;

it('gives the film that plays its picture back, in words that count', async () => {
  const [videoId, channelId] = [newId(), newId()];
  const old = await aSource(videoId, channelId);
  await becomesWhole(old.generation);
  const next = await aSource(videoId, channelId);
  expect(outbox.of(mediaPosterMade).at(-1)?.posterUrl).toBe(next.url);
  await step((tx) => generations.fail(tx, next.generation, refusal));
  const { uploadId } = old.generation;
  const told = { generationId: next.generation.id, uploadId, posterUrl: old.url };
  expect(outbox.of(mediaPosterMade).at(-1)).toMatchObject(told);
});

it('gives the film that plays its qualities back, which nobody told of while the other was looked at', async () => {
  const [videoId, channelId] = [newId(), newId()];
  const old = await aSource(videoId, channelId);
  await becomesWhole(old.generation);
  const known = async () => {
    const { uploadId, renditions } = await readProgress(test.db.reader, videoId);
    return [uploadId, ...renditions.map(({ name }) => name)];
  };
  expect(await known()).toEqual([old.generation.uploadId, '360p']);
  const next = await aSource(videoId, channelId);
  expect(await known()).toEqual([null]);
  await step((tx) => generations.fail(tx, next.generation, refusal));
  expect(await known()).toEqual([old.generation.uploadId, '360p']);
});
