import { connect } from 'amqplib';
import {
  type BusOptions,
  type Consumer,
  consumer,
  type Reconciled,
  reconcile,
  replayDeadLetter,
  trimBus,
} from '../../src/platform/bus';
import { silentLogger } from '../../src/platform/observability';
import { both, busesOver, busOptions, createEffects, type Effects, pieBaked, taster } from '../support/bus';
import { createTestDatabase, type TestDatabase } from '../support/database';
import { openDeadLetters } from '../support/dead-letters';
import { waitFor } from '../support/wait-for';

const name = 'guests.taste-pie';

let database: TestDatabase;
let effects: Effects;
let options: BusOptions;
const { start: startBus, bake, closeAll } = busesOver(() => database.db);

beforeEach(async () => {
  database = await createTestDatabase();
  effects = await createEffects(database.db);
  options = await busOptions('RabbitMQ', database.db);
}, 100_000);

afterEach(async () => {
  await closeAll();
  await database.close();
});

const start = (consumers: readonly Consumer[], roles = both, more: Partial<BusOptions> = {}) =>
  startBus({ ...options, ...more }, consumers, roles);

const sql = (text: string) => database.db.reader.raw<{ rows: Record<string, unknown>[] }>(text);
const fillings = async () => (await effects.of(name)).map(({ filling }) => filling).sort();
const named = (count: number) => Array.from({ length: count }, (_, i) => `pie ${String(i).padStart(3, '0')}`);

const allSent = () =>
  waitFor(
    'an empty outbox',
    async () => (await sql('select 1 from bus.outbox where sent_at is null')).rows.length === 0,
  );
const arrived = (count: number) =>
  waitFor(`${count} effects`, async () => (await fillings()).length >= count, { withinMs: 60_000 });

/** As if everything had happened so many minutes earlier. */
async function passMinutes(minutes: number): Promise<void> {
  const earlier = `- interval '${minutes} minutes'`;
  await sql(`update bus.outbox set sent_at = sent_at ${earlier}, created_at = created_at ${earlier}`);
  await sql(`update bus.inbox set received_at = received_at ${earlier}`);
  await sql(`update bus.watched set sent_at = sent_at ${earlier}, look_at = look_at ${earlier}`);
  await sql(`update bus.reconciled set sent_at = sent_at ${earlier}`);
  await sql(`update bus.subscriptions set since = since ${earlier}`);
}

const look = (): Promise<Reconciled> => reconcile({ db: database.db, logger: silentLogger });

/** Deletes what waits in the consumer's queue, as an operator's `purge_queue` does. Returns how much that was. */
async function purge(): Promise<number> {
  const model = await connect(options.amqpUrl?.reveal() ?? '');
  const channel = await model.createChannel();
  const { messageCount } = await channel.purgeQueue(`${options.namespace}.${name}`);
  await model.close();
  return messageCount;
}

test('messages that were purged at the broker all take effect, once', async () => {
  const relaying = await start([taster(effects)], { relay: true, consume: false });
  for (const filling of named(60)) await bake(relaying, filling);
  await allSent();
  expect(await purge()).toBe(60);
  await start([taster(effects)]);

  expect(await look()).toMatchObject({ looked: 0, resent: 0 }); // too early to tell
  await passMinutes(11);
  expect(await look()).toMatchObject({ looked: 60, found: 60, resent: 20 });
  await arrived(20);
  await passMinutes(25);
  expect(await look()).toMatchObject({ looked: 0, settled: 20, resent: 40 });
  await arrived(60);
  await passMinutes(25);
  expect(await look()).toMatchObject({ settled: 40, resent: 0 });
  expect(await fillings()).toEqual(named(60));
});

test('what still waits in a long queue is not sent again, but for a few to find out, and takes effect once', async () => {
  const relaying = await start([taster(effects)], { relay: true, consume: false });
  for (const filling of named(50)) await bake(relaying, filling);
  await allSent();
  for (let pass = 0; pass < 3; pass++) {
    await passMinutes(11);
    expect((await look()).resent).toBeLessThanOrEqual(20);
  }
  await start([taster(effects)]);
  await arrived(50);
  await passMinutes(60);
  expect(await look()).toMatchObject({ settled: 50, resent: 0 });
  expect(await fillings()).toEqual(named(50));
});

test('a message that waits for its next try is left in peace, and one lost while it waited goes on with its tries', async () => {
  const attempts: number[] = [];
  const failing = consumer({
    name,
    on: pieBaked,
    attempts: 3,
    handle: async (_tx, _data, { attempt }) => {
      attempts.push(attempt);
      throw new Error('too hot');
    },
  });
  const bus = await start([failing], both, { retryDelaysMs: [3_600_000] });
  await bake(bus, 'apple');
  await waitFor('a try', () => attempts.length === 1);
  await waitFor('the watch', async () => (await sql('select 1 from bus.watched')).rows.length === 1);
  await passMinutes(20);
  expect(await look()).toMatchObject({ looked: 1, found: 0, resent: 0 });
  await passMinutes(60);
  expect(await look()).toMatchObject({ resent: 1 });
  await waitFor('the second try', () => attempts.length === 2);
  expect(attempts).toEqual([1, 2]);
});

test('a dead letter is no lost message; replayed and lost again, it is', async () => {
  const failing = consumer({ name, on: pieBaked, attempts: 1, handle: () => Promise.reject(new Error('too hot')) });
  const bus = await start([failing]);
  await bake(bus, 'apple');
  const letter = await waitFor('a dead letter', async () => (await openDeadLetters(database.db))[0]);
  await bus.close();
  await passMinutes(11);
  expect(await look()).toMatchObject({ looked: 1, found: 0, resent: 0 });

  await replayDeadLetter(database.db, letter.id);
  await start([taster(effects)], { relay: true, consume: false });
  await waitFor('the watch', async () => (await sql('select 1 from bus.watched')).rows.length === 1);
  expect(await purge()).toBe(1);
  await start([taster(effects)]);
  await passMinutes(11);
  expect(await look()).toMatchObject({ resent: 1 });
  await arrived(1);
});

test('a letter replayed when its message is long forgotten reaches its consumer, and nobody who had it then', async () => {
  const failing = consumer({ name, on: pieBaked, attempts: 1, handle: () => Promise.reject(new Error('too hot')) });
  const critic = 'critic.judge-pie';
  const bus = await start([failing, taster(effects, critic)]);
  await bake(bus, 'apple');
  const letter = await waitFor('a dead letter', async () => (await openDeadLetters(database.db))[0]);
  await waitFor('the critic', async () => (await effects.of(critic)).length === 1);
  await bus.close();
  await passMinutes(20 * 24 * 60);
  await sql("update bus.reconciled set sent_at = now() - interval '10 minutes'");
  await trimBus(database).run();
  expect((await sql('select msg_id from bus.outbox union all select msg_id from bus.inbox')).rows).toEqual([]);

  await replayDeadLetter(database.db, letter.id);
  await start([taster(effects), taster(effects, critic)]);
  await arrived(1);
  await passMinutes(11);
  expect(await look()).toMatchObject({ found: 0, resent: 0 });
  expect(await effects.of(critic)).toHaveLength(1);
});

test('a consumer that subscribes today is not sent what happened before', async () => {
  const bus = await start([taster(effects)]);
  await bake(bus, 'apple');
  await arrived(1);
  await passMinutes(11);
  await start([taster(effects, 'critic.judge-pie')]);
  expect(await look()).toMatchObject({ looked: 1, found: 0 });
});

test('a consumer that no process has is sent nothing again until one has it', async () => {
  const bus = await start([taster(effects)], { relay: true, consume: false });
  await bake(bus, 'apple');
  await allSent();
  expect(await purge()).toBe(1);
  await bus.close();
  await passMinutes(11);
  await sql("update bus.subscriptions set seen_at = now() - interval '3 hours'");
  expect(await look()).toMatchObject({ found: 1, resent: 0 });
  await start([taster(effects)]);
  expect(await look()).toMatchObject({ resent: 1 });
  await arrived(1);
});

test('a message sent over a broker that is no longer used arrives by the embedded transport', async () => {
  const relaying = await start([taster(effects)], { relay: true, consume: false });
  await bake(relaying, 'apple');
  await allSent();
  await relaying.close();
  await passMinutes(11);
  expect(await look()).toMatchObject({ found: 1, resent: 1 });
  await start([taster(effects)], both, { amqpUrl: null });
  await arrived(1);
  expect(await fillings()).toEqual(['apple']);
});

test('two reconcilers at once look at each message once', async () => {
  const bus = await start([taster(effects)]);
  for (const filling of named(30)) await bake(bus, filling);
  await arrived(30);
  await passMinutes(11);
  const [first, second] = await Promise.all([look(), look()]);
  expect(first.looked + second.looked).toBe(30);
});

test('rows due in a future that nobody can have meant are due now', async () => {
  const bus = await start([taster(effects)], { relay: false, consume: false });
  await bake(bus, 'apple');
  await sql("update bus.outbox set next_attempt_at = now() + interval '5 hours'");
  expect(await look()).toMatchObject({ madeDue: 1 });
  await start([taster(effects)]);
  await arrived(1);
});
