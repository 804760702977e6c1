import { connect } from 'amqplib';
import { z } from 'zod';
import {
  type Bus,
  type BusOptions,
  type Consumer,
  consumer,
  createBus,
  defineEvent,
  replayDeadLetter,
} from '../../src/platform/bus';
import { busOptions, createEffects, type Effects, pieBaked, taster, transports } from '../support/bus';
import { createTestDatabase, type TestDatabase } from '../support/database';
import { openDeadLetters } from '../support/dead-letters';
import { rabbitUrl } from '../support/services';
import { waitFor } from '../support/wait-for';

const name = 'guests.taste-pie';
const both = { relay: true, consume: true };

let database: TestDatabase;
let effects: Effects;
const open: Bus[] = [];

beforeAll(() => rabbitUrl(), 100_000);
beforeEach(async () => {
  database = await createTestDatabase();
  effects = await createEffects(database.db);
});
afterEach(async () => {
  for (const bus of open.splice(0)) await bus.close();
  await database.close();
});

async function start(options: BusOptions, consumers: readonly Consumer[]): Promise<Bus> {
  const bus = createBus(options);
  open.push(bus);
  await bus.start(consumers, both);
  return bus;
}

const bake = (bus: Bus, filling: string) => database.db.transaction((tx) => bus.publish(tx, pieBaked, { filling }));
const tasted = async () => (await effects.of(name)).map(({ filling }) => filling);
const letters = (count: number) =>
  waitFor(
    `${count} dead letters`,
    async () => {
      const found = await openDeadLetters(database.db);
      return found.length >= count ? found : null;
    },
    { withinMs: 60_000 },
  );

test.each(transports)(
  'MSG-006 over %s: poison ends in the dead letters, the others flow, and a replay works once',
  async (kind) => {
    let healed = false;
    const picky = consumer({
      name,
      on: pieBaked,
      attempts: 3,
      handle: async (tx, { filling }) => {
        if (filling === 'liver' && !healed) throw new Error('does not like liver');
        await effects.record(tx, { consumer: name, filling });
      },
    });
    const fromTheFuture = defineEvent({ name: pieBaked.topic, version: 3, schema: z.object({ filling: z.string() }) });
    const bus = await start(await busOptions(kind, database.db), [picky]);
    await bake(bus, 'liver');
    await database.db.transaction((tx) => bus.publish(tx, fromTheFuture, { filling: 'moon dust' }));
    for (let i = 0; i < 10; i++) await bake(bus, `apple ${i}`);
    const dead = await letters(2);
    expect(dead.map(({ error, attempts }) => [error, attempts]).sort()).toEqual([
      ['Error: does not like liver', 3],
      ['Error: kitchen.pie-baked 3 is newer than the version 1 known here', 3],
    ]);
    await waitFor('the others', async () => (await tasted()).length === 10);
    healed = true;
    const liver = dead.find(({ error }) => error.includes('liver'));
    await replayDeadLetter(database.db, liver?.id ?? '');
    await waitFor('the liver', async () => (await tasted()).includes('liver'));
    await expect(replayDeadLetter(database.db, liver?.id ?? '')).rejects.toMatchObject({ code: 'dead_letter_settled' });
    expect((await tasted()).filter((filling) => filling === 'liver')).toHaveLength(1);
  },
  90_000,
);

test('MSG-006: bytes that are no JSON end in the dead letters, and the next message is handled', async () => {
  const options = await busOptions('RabbitMQ', database.db);
  const bus = await start(options, [taster(effects)]);
  await sendRaw(options, [Buffer.from('{"v":1,'), Buffer.from([0xff, 0x00, 0x7f]), Buffer.from('[]'), Buffer.alloc(0)]);
  await bake(bus, 'apple');
  await waitFor('the apple', async () => (await tasted()).length === 1);
  const dead = await letters(4);
  expect(new Set(dead.map(({ error }) => error))).toEqual(new Set(['The bytes are not a message']));
});

test('MSG-006: a message that kills its process dies alone, and takes no neighbour along', async () => {
  const options = await busOptions('RabbitMQ', database.db);
  let lit: () => void = () => undefined;
  let release: () => void = () => undefined;
  const explosive = consumer({
    name,
    on: pieBaked,
    handle: async (tx, { filling }) => {
      if (filling === 'dynamite') {
        const end = new Promise<void>((resolve) => {
          release = resolve;
        });
        lit();
        await end;
        throw new Error('the process is gone');
      }
      await effects.record(tx, { consumer: name, filling });
    },
  });
  const publisher = createBus(options);
  for (let i = 0; i < 60; i++) await bake(publisher, i === 40 ? 'dynamite' : `apple ${i}`);
  // A close that waits for nothing leaves the message unanswered, which is what the broker sees of a kill.
  let kills = 0;
  for (; (await openDeadLetters(database.db)).length === 0 && kills < 40; kills++) {
    let burning = false;
    lit = () => {
      burning = true;
    };
    const bus = createBus({ ...options, drainMs: 1 });
    await bus.start([explosive], both);
    const isOver = async () => burning || (await openDeadLetters(database.db)).length > 0;
    await waitFor('the fuse, or the letter', isOver, { withinMs: 60_000 });
    await bus.close();
    release();
  }
  expect(kills).toBeGreaterThanOrEqual(20);
  await start(options, [explosive]);
  await waitFor('all the apples', async () => (await tasted()).length === 59, { withinMs: 60_000 });
  expect(new Set(await tasted()).size).toBe(59);
  expect((await openDeadLetters(database.db)).map(({ body }) => body)).toEqual([{ filling: 'dynamite' }]);
}, 180_000);

test('MSG-007: a hundred copies of one message have one effect', async () => {
  const options = await busOptions('RabbitMQ', database.db);
  const bus = await start(options, [taster(effects)]);
  const id = '01900000-0000-7000-8000-000000000001';
  const copy = { v: 1, type: pieBaked.topic, id, at: new Date().toISOString(), data: { filling: 'plum' } };
  await sendRaw(
    options,
    Array.from({ length: 100 }, () => Buffer.from(JSON.stringify(copy))),
  );
  await bake(bus, 'the last');
  await waitFor('the last', async () => (await tasted()).includes('the last'));
  expect(await tasted()).toEqual(['plum', 'the last']);
});

test('DEP-003: while every database connection is cut again and again, nothing that was committed is lost or doubled', async () => {
  const bus = await start(await busOptions('RabbitMQ', database.db), [taster(effects)]);
  const committed: string[] = [];
  let over = false;
  const publishing = (async () => {
    for (let i = 0; !over; i++)
      await bake(bus, `pie ${i}`).then(
        () => committed.push(`pie ${i}`),
        () => undefined,
      );
  })();
  for (let cut = 0; cut < 4; cut++) {
    const before = committed.length;
    await waitFor('work under way', () => committed.length > before + 20, { withinMs: 60_000 });
    await database.db.reader
      .raw(
        'select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()',
      )
      .catch(() => undefined);
  }
  over = true;
  await publishing;
  await waitFor('all effects', async () => (await tasted()).length >= committed.length, { withinMs: 60_000 });
  const all = await tasted();
  expect(new Set(all).size).toBe(all.length);
  expect(committed.filter((filling) => !all.includes(filling))).toEqual([]);
}, 120_000);

/** Puts bytes into the consumer's queue that no outbox has sent. */
async function sendRaw({ amqpUrl, namespace }: BusOptions, contents: readonly Buffer[]): Promise<void> {
  const model = await connect(amqpUrl?.reveal() ?? '');
  const channel = await model.createConfirmChannel();
  for (const content of contents) channel.sendToQueue(`${namespace}.${name}`, content);
  await channel.waitForConfirms();
  await model.close();
}
