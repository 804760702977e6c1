import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import {
  type BusOptions,
  type Consumer,
  consumer,
  defineEvent,
  defineJob,
  discardDeadLetter,
  PermanentFailure,
  replayDeadLetter,
  showDeadLetter,
} from '../../src/platform/bus';
import { currentContext, runInContext } from '../../src/platform/observability';
import {
  both,
  busesOver,
  busOptions,
  createEffects,
  type Effects,
  pieBaked,
  redeliverEverything,
  taster,
  transports,
} from '../support/bus';
import { createTestDatabase, type TestDatabase } from '../support/database';
import { openDeadLetters } from '../support/dead-letters';
import { rabbitUrl } from '../support/services';
import { waitFor } from '../support/wait-for';

const quiet = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

beforeAll(() => rabbitUrl(), 100_000);

describe.each(transports)('the bus on the %s transport', (kind) => {
  let database: TestDatabase;
  let effects: Effects;
  let options: BusOptions;
  const { start: startBus, bake, closeAll } = busesOver(() => database.db);

  beforeEach(async () => {
    database = await createTestDatabase();
    effects = await createEffects(database.db);
    options = await busOptions(kind, database.db);
  });

  afterEach(async () => {
    await closeAll();
    await database.close();
  });

  const start = (consumers: readonly Consumer[], roles = both, more: Partial<BusOptions> = {}) =>
    startBus({ ...options, ...more }, consumers, roles);

  const arrived = (name: string, count: number) =>
    waitFor(`${count} effects of ${name}`, async () => (await effects.of(name)).length >= count);

  const theDeadLetter = () => waitFor('a dead letter', async () => (await openDeadLetters(database.db))[0]);

  test('an event published in a transaction arrives once, soon after the commit', async () => {
    const bus = await start([taster(effects)]);
    await bake(bus, 'warm-up');
    await arrived('guests.taste-pie', 1);
    const waits: number[] = [];
    for (let count = 2; count <= 6; count++) {
      await bake(bus, 'apple');
      const began = Date.now();
      await arrived('guests.taste-pie', count);
      waits.push(Date.now() - began);
    }
    // Found by the poll alone, each would wait for about a second.
    expect(Math.min(...waits)).toBeLessThan(500);
    await quiet(300);
    expect(await effects.of('guests.taste-pie')).toHaveLength(6);
  });

  test('a transaction that rolls back publishes nothing', async () => {
    const bus = await start([taster(effects)]);
    const spilt = database.db.transaction(async (tx) => {
      await bus.publish(tx, pieBaked, { filling: 'spilt' });
      throw new Error('the pie fell on the floor');
    });
    await expect(spilt).rejects.toThrow('floor');
    await bake(bus, 'apple');
    await arrived('guests.taste-pie', 1);
    expect((await effects.of('guests.taste-pie')).map(({ filling }) => filling)).toEqual(['apple']);
  });

  test('two consumers of one event both get it', async () => {
    const bus = await start([taster(effects, 'guests.taste-pie'), taster(effects, 'critic.judge-pie')]);
    await bake(bus, 'plum');
    await arrived('guests.taste-pie', 1);
    await arrived('critic.judge-pie', 1);
  });

  test('consumers in two processes share the work, and each message is done once', async () => {
    const bus = await start([taster(effects)]);
    await start([taster(effects)]);
    await Promise.all(Array.from({ length: 40 }, (_, i) => bake(bus, `pie ${i}`)));
    await arrived('guests.taste-pie', 40);
    await quiet(300);
    expect(new Set((await effects.of('guests.taste-pie')).map(({ filling }) => filling)).size).toBe(40);
    expect(await effects.of('guests.taste-pie')).toHaveLength(40);
  });

  test('a message delivered twice has one effect', async () => {
    const bus = await start([taster(effects)]);
    await bake(bus, 'cherry');
    await arrived('guests.taste-pie', 1);
    await redeliverEverything(kind, database.db);
    await quiet(500);
    expect(await effects.of('guests.taste-pie')).toHaveLength(1);
  });

  test('without its inbox row the same message has two effects: the inbox is what absorbs it', async () => {
    const bus = await start([taster(effects)]);
    await bake(bus, 'cherry');
    await arrived('guests.taste-pie', 1);
    await database.db.reader.raw('delete from bus.inbox');
    await redeliverEverything(kind, database.db);
    await arrived('guests.taste-pie', 2);
  });

  test('a handler that fails is tried again, and its failed tries leave no effect', async () => {
    const tries: number[] = [];
    const hesitant = consumer({
      name: 'guests.taste-pie',
      on: pieBaked,
      handle: async (tx, { filling }, { attempt }) => {
        tries.push(attempt);
        await effects.record(tx, { consumer: 'guests.taste-pie', filling });
        if (attempt < 3) throw new Error('still too hot');
      },
    });
    await bake(await start([hesitant]), 'rhubarb');
    await arrived('guests.taste-pie', 1);
    expect(tries).toEqual([1, 2, 3]);
    expect(await effects.of('guests.taste-pie')).toHaveLength(1);
  });

  test('a handler that always fails makes a dead letter after its attempts', async () => {
    let tries = 0;
    const fussy = consumer({
      name: 'guests.taste-pie',
      on: pieBaked,
      attempts: 3,
      handle: async () => {
        tries++;
        throw new Error('does not like it');
      },
    });
    await bake(await start([fussy]), 'liver');
    const letter = await theDeadLetter();
    expect(letter).toMatchObject({
      consumer: 'guests.taste-pie',
      topic: 'kitchen.pie-baked',
      body: { filling: 'liver' },
      error: 'Error: does not like it',
      attempts: 3,
    });
    await quiet(300);
    expect(tries).toBe(3);
  });

  test('a permanent failure is not tried again', async () => {
    let tries = 0;
    const allergic = consumer({
      name: 'guests.taste-pie',
      on: pieBaked,
      handle: async () => {
        tries++;
        throw new PermanentFailure('allergic to nuts');
      },
    });
    await bake(await start([allergic]), 'nut');
    expect(await theDeadLetter()).toMatchObject({ error: 'PermanentFailure: allergic to nuts', attempts: 1 });
    expect(tries).toBe(1);
  });

  test('a body that does not fit the schema becomes a dead letter and holds up nothing', async () => {
    const careless = defineEvent({ name: 'kitchen.pie-baked', schema: z.object({ filling: z.number() }) });
    const bus = await start([taster(effects)]);
    await database.db.transaction((tx) => bus.publish(tx, careless, { filling: 7 }));
    await bake(bus, 'apple');
    await arrived('guests.taste-pie', 1);
    const letter = await theDeadLetter();
    expect(letter).toMatchObject({ body: { filling: 7 }, attempts: 1 });
    expect(letter.error).toContain('does not fit kitchen.pie-baked');
  });

  test('what the schema refuses cannot be published', async () => {
    const bus = await start([taster(effects)]);
    await expect(bake(bus, 'a filling that is far too long for a pie')).rejects.toThrow('filling');
  });

  test('a replayed dead letter reaches the consumer that failed, and no other', async () => {
    let healed = false;
    const moody = consumer({
      name: 'guests.taste-pie',
      on: pieBaked,
      handle: async (tx, { filling }) => {
        if (!healed) throw new PermanentFailure('toothache');
        await effects.record(tx, { consumer: 'guests.taste-pie', filling });
      },
    });
    await bake(await start([moody, taster(effects, 'critic.judge-pie')]), 'toffee');
    const { id } = await theDeadLetter();
    healed = true;
    await replayDeadLetter(database.db, id);
    await arrived('guests.taste-pie', 1);
    await quiet(200);
    expect(await effects.of('critic.judge-pie')).toHaveLength(1);
    expect(await openDeadLetters(database.db)).toEqual([]);
    await expect(replayDeadLetter(database.db, id)).rejects.toMatchObject({ code: 'dead_letter_settled' });
  });

  test('a replay after the outbox was trimmed still arrives, and one whose effect happened does nothing', async () => {
    const bus = await start([taster(effects)]);
    await bake(bus, 'apple');
    await arrived('guests.taste-pie', 1);
    const { rows } = await database.db.reader.raw<{ rows: { msg_id: string }[] }>('select msg_id from bus.outbox');
    const bury = (msgId: string) =>
      database.db.reader.raw(
        `insert into bus.dead_letters (consumer, msg_id, topic, version, body, error, attempts, published_at)
         values ('guests.taste-pie', ?, 'kitchen.pie-baked', 1, '{"filling":"old"}', 'x', 8, now())`,
        [msgId],
      );
    await bury(rows[0]?.msg_id ?? '');
    await bury(randomUUID());
    await database.db.reader.raw('delete from bus.deliveries');
    await database.db.reader.raw('delete from bus.outbox');
    for (const { id } of await openDeadLetters(database.db)) await replayDeadLetter(database.db, id);
    await arrived('guests.taste-pie', 2);
    await quiet(300);
    expect((await effects.of('guests.taste-pie')).map(({ filling }) => filling)).toEqual(['apple', 'old']);
  });

  test('a dead letter is discarded with its reason', async () => {
    const allergic = consumer({
      name: 'guests.taste-pie',
      on: pieBaked,
      handle: () => Promise.reject(new PermanentFailure('allergic')),
    });
    await bake(await start([allergic]), 'nut');
    const { id } = await theDeadLetter();
    await discardDeadLetter(database.db, id, 'Bob eats no nuts');
    expect(await showDeadLetter(database.db, id)).toMatchObject({ discardReason: 'Bob eats no nuts' });
    expect(await openDeadLetters(database.db)).toEqual([]);
    await expect(showDeadLetter(database.db, 'nonsense')).rejects.toMatchObject({ code: 'dead_letter_not_found' });
  });

  test('the request id of the publisher is the request id of the consumer', async () => {
    const curious = consumer({
      name: 'guests.taste-pie',
      on: pieBaked,
      handle: async (tx, { filling }, { attempt }) => {
        if (attempt === 1) throw new Error('once more');
        const request_id = currentContext()?.requestId ?? null;
        await effects.record(tx, { consumer: 'guests.taste-pie', filling, request_id });
      },
    });
    const bus = await start([curious]);
    await runInContext({ requestId: 'req-42' }, () => bake(bus, 'apple'));
    await arrived('guests.taste-pie', 1);
    expect((await effects.of('guests.taste-pie'))[0]?.request_id).toBe('req-42');
  });

  test('a performer is called again only until it has succeeded', async () => {
    let performed = 0;
    const postman = consumer({
      name: 'post.announce-pie',
      on: pieBaked,
      perform: async () => {
        performed++;
        if (performed === 1) throw new Error('the post office is closed');
      },
    });
    await bake(await start([postman]), 'apple');
    await waitFor('the second try', () => performed === 2);
    await waitFor('the inbox row', async () => (await database.db.reader('bus.inbox')).length === 1);
    await redeliverEverything(kind, database.db);
    await quiet(400);
    expect(performed).toBe(2);
  });

  test('a job waits in the outbox until a process that takes it has started', async () => {
    const washUp = defineJob({ name: 'kitchen.wash-up', schema: z.object({ plates: z.number() }) });
    const waiter = await start([taster(effects)]);
    await database.db.transaction((tx) => waiter.enqueue(tx, washUp, { plates: 3 }));
    await bake(waiter, 'apple');
    await arrived('guests.taste-pie', 1);
    let plates = 0;
    await start([
      consumer({
        name: 'kitchen.wash-up',
        on: washUp,
        handle: async (_tx, data) => {
          plates += data.plates;
        },
      }),
    ]);
    // A relay that tried in the very moment tries again within ten seconds.
    await waitFor('clean plates', () => plates === 3, { withinMs: 25_000 });
  });

  test('an event nobody hears leaves the outbox', async () => {
    const bus = await start([]);
    await bake(bus, 'apple');
    await waitFor('an empty outbox', async () => {
      const [row] = await database.db.reader('bus.outbox').whereNull('sent_at').count();
      return row?.count === '0';
    });
  });

  test('close waits for the handler under way, and what was not begun is done by the next process', async () => {
    let begun = 0;
    const slow = consumer({
      name: 'guests.taste-pie',
      on: pieBaked,
      concurrency: 3,
      handle: async (tx, { filling }) => {
        begun++;
        await quiet(400);
        await effects.record(tx, { consumer: 'guests.taste-pie', filling });
      },
    });
    const first = await start([slow]);
    await Promise.all(['a', 'b', 'c', 'd', 'e'].map((filling) => bake(first, filling)));
    await waitFor('a handler under way', () => begun > 0);
    await first.close();
    const done = (await effects.of('guests.taste-pie')).length;
    expect(done).toBeGreaterThan(0);
    await quiet(500);
    expect(await effects.of('guests.taste-pie')).toHaveLength(done);
    await start([slow]);
    await arrived('guests.taste-pie', 5);
    await quiet(300);
    expect(await effects.of('guests.taste-pie')).toHaveLength(5);
  });

  test('a handler that outlives the close is taken up again by the next process', async () => {
    let hangs = true;
    const stuck = consumer({
      name: 'guests.taste-pie',
      on: pieBaked,
      perform: () => (hangs ? new Promise<void>(() => undefined) : Promise.resolve()),
    });
    const first = await start([stuck], both, { drainMs: 200 });
    await bake(first, 'granite');
    await quiet(300);
    const began = Date.now();
    await first.close();
    expect(Date.now() - began).toBeLessThan(2_000);
    hangs = false;
    await start([stuck]);
    await waitFor('the inbox row', async () => (await database.db.reader('bus.inbox')).length === 1);
  });

  test('with a pool of one connection work still gets done', async () => {
    await database.close();
    database = await createTestDatabase({ poolMax: 1 });
    effects = await createEffects(database.db);
    options = await busOptions(kind, database.db);
    const bus = await start([taster(effects)]);
    for (let i = 0; i < 10; i++) await bake(bus, `pie ${i}`);
    await arrived('guests.taste-pie', 10);
  });
});
