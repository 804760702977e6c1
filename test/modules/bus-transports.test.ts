import { mkdtempSync } from 'node:fs';
import { createConnection, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type ChannelModel, connect } from 'amqplib';
import { Client } from 'pg';
import { startRabbit } from '../../bin/services/rabbitmq';
import { type BusOptions, consumer, createBus, replayDeadLetter, trimBus } from '../../src/platform/bus';
import { claimDeliveries, fanOut } from '../../src/platform/bus/store';
import { Secret } from '../../src/platform/config';
import { createDatabase } from '../../src/platform/db';
import { silentLogger } from '../../src/platform/observability';
import { both, busesOver, busOptions, createEffects, type Effects, pieBaked, taster, transports } from '../support/bus';
import { createTestDatabase, type TestDatabase } from '../support/database';
import { openDeadLetters } from '../support/dead-letters';
import { freePort } from '../support/ports';
import { waitFor } from '../support/wait-for';

const quiet = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

let database: TestDatabase;
let effects: Effects;
const { start, bake, closeAll } = busesOver(() => database.db);

beforeEach(async () => {
  database = await createTestDatabase();
  effects = await createEffects(database.db);
});

afterEach(async () => {
  await closeAll();
  await database.close();
});

const arrived = (count: number, withinMs = 10_000) =>
  waitFor(`${count} effects`, async () => (await effects.of('guests.taste-pie')).length >= count, { withinMs });

const theDeadLetter = () => waitFor('a dead letter', async () => (await openDeadLetters(database.db))[0]);

test.each(transports)('%s: when every database connection breaks, work goes on, and wake-ups too', async (kind) => {
  const bus = await start(await busOptions(kind, database.db), [taster(effects)]);
  await bake(bus, 'before');
  await arrived(1);
  await withClient(database.url, (client) =>
    client.query(
      'select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()',
    ),
  );
  await waitFor('a transaction that commits', () => bake(bus, 'after').then(() => true));
  await arrived(2);
  await quiet(1_500);
  const { rows } = await database.db.reader.raw<{ rows: unknown[] }>(
    "select 1 from pg_stat_activity where datname = current_database() and query = 'listen showrunner_bus'",
  );
  expect(rows).toHaveLength(1);
});

test.each(transports)('%s: with the database away a process starts, and loses nothing when it comes', async (kind) => {
  const port = await freePort();
  const away = createDatabase({
    url: Object.assign(new URL(database.url), { port: String(port) }).href,
    ...{ poolMax: 5, logger: silentLogger, applicationName: 'early' },
  });
  const bus = await start(await busOptions(kind, away), [taster(effects)]);
  await bake(createBus(await busOptions('embedded', database.db)), 'apple');
  const proxy = createServer((socket) => {
    const { hostname, port: target } = new URL(database.url);
    const server = createConnection(Number(target), hostname);
    socket.pipe(server).pipe(socket);
    for (const end of [socket, server]) end.on('error', () => undefined);
  }).listen(port, '127.0.0.1');
  await arrived(1, 25_000);
  await bus.close();
  await away.close();
  proxy.close();
});

describe('the embedded transport', () => {
  const options = () => busOptions('embedded', database.db);

  test('what a killed process had taken is delivered when its lease has run out', async () => {
    const publisher = await start(await options(), [taster(effects)], { relay: false, consume: false });
    await bake(publisher, 'apple');
    await fanOut(database.db.reader, 10);
    const taken = await claimDeliveries(database.db.reader, new Map([['guests.taste-pie', 5]]), 600);
    expect(taken).toHaveLength(1);
    await start(await options(), [taster(effects)]);
    await quiet(200);
    expect(await effects.of('guests.taste-pie')).toEqual([]);
    await arrived(1);
  });

  test('a message that killed its process twenty times becomes a dead letter', async () => {
    const publisher = await start(await options(), [taster(effects)], { relay: false, consume: false });
    await bake(publisher, 'dynamite');
    await fanOut(database.db.reader, 10);
    await database.db.reader.raw('update bus.deliveries set takes = 20');
    await start(await options(), [taster(effects)]);
    expect((await theDeadLetter()).error).toContain('Taken 20 times');
    expect(await effects.of('guests.taste-pie')).toEqual([]);
  });

  test('a consumer of another process that is away finds its messages when it comes back', async () => {
    const bus = await start(await options(), [taster(effects, 'billing.count-pies')], both);
    const billing = await start(await options(), [taster(effects)], { relay: false, consume: true });
    await billing.close();
    await bake(bus, 'apple');
    await quiet(200);
    await start(await options(), [taster(effects)], { relay: false, consume: true });
    await arrived(1);
  });
});

describe('the RabbitMQ transport', () => {
  const options = () => busOptions('RabbitMQ', database.db);
  const raw: ChannelModel[] = [];

  afterEach(async () => {
    for (const model of raw.splice(0)) await model.close();
  });

  const rawChannel = async ({ amqpUrl }: BusOptions) => {
    const model = await connect(amqpUrl?.reveal() ?? '');
    raw.push(model);
    return model.createConfirmChannel();
  };

  test('nothing is lost or doubled when the broker is killed in mid-stream and comes back', async () => {
    const [port, dataDir] = [await freePort(), mkdtempSync(join(tmpdir(), 'broker-'))];
    const first = await startRabbit({ dataDir, port });
    const mine = { ...(await options()), amqpUrl: new Secret(first.url) };
    const bus = await start(mine, [taster(effects)]);
    // RabbitMQ 3.10 writes its list of quorum queues every half second, and forgets one that is younger when killed.
    await quiet(2_000);
    for (let i = 0; i < 30; i++) await bake(bus, `before ${i}`);
    process.kill(-first.pid, 'SIGKILL');
    for (let i = 0; i < 30; i++) await bake(bus, `during ${i}`);
    await waitFor('the bus to notice', () =>
      bus.ping().then(
        () => false,
        () => true,
      ),
    );
    await first.stop();
    const second = await startRabbit({ dataDir, port, throwAway: true });
    for (let i = 0; i < 30; i++) await bake(bus, `after ${i}`);
    await arrived(90, 60_000);
    await quiet(500);
    const fillings = (await effects.of('guests.taste-pie')).map(({ filling }) => filling);
    expect(fillings).toHaveLength(90);
    expect(new Set(fillings).size).toBe(90);

    // And a broker that is frozen does not hold up the close.
    process.kill(-second.pid, 'SIGSTOP');
    const began = Date.now();
    await bus.close();
    const tookMs = Date.now() - began;
    process.kill(-second.pid, 'SIGCONT');
    expect(tookMs).toBeLessThan(10_000);
    await second.stop();
  }, 180_000);

  test('with the broker away messages wait, and start and close do not hang', async () => {
    const mine = { ...(await options()), amqpUrl: new Secret(`amqp://127.0.0.1:${await freePort()}`) };
    const began = Date.now();
    const bus = await start(mine, [taster(effects)]);
    await expect(bus.ping()).rejects.toThrow('no connection');
    await bake(bus, 'apple');
    await bus.close();
    expect(Date.now() - began).toBeLessThan(12_000);
    await start(await options(), [taster(effects)]);
    await arrived(1);
  });

  test('a queue that was deleted is asserted again, and messages do not fall into the gap', async () => {
    const mine = await options();
    const bus = await start(mine, [taster(effects)]);
    await (await rawChannel(mine)).deleteQueue(`${mine.namespace}.guests.taste-pie`);
    await bake(bus, 'apple');
    await arrived(1, 20_000);
  });

  test('bytes that are no message become a dead letter and hold up nothing', async () => {
    const mine = await options();
    const bus = await start(mine, [taster(effects)]);
    const channel = await rawChannel(mine);
    channel.sendToQueue(`${mine.namespace}.guests.taste-pie`, Buffer.from('not \0 json'));
    await channel.waitForConfirms();
    await bake(bus, 'apple');
    await arrived(1);
    expect(await theDeadLetter()).toMatchObject({
      consumer: 'guests.taste-pie',
      body: { unreadable: 'not  json' },
      error: 'The bytes are not a message',
    });
  });

  test('a message the broker gave up on becomes a dead letter with the name of its consumer', async () => {
    const mine = await options();
    const bus = await start(mine, [taster(effects)], { relay: true, consume: false });
    await bake(bus, 'dynamite');
    const channel = await rawChannel(mine);
    const queue = `${mine.namespace}.guests.taste-pie`;
    const takeAndDie = async () => {
      const message = await channel.get(queue);
      if (message) channel.nack(message);
      return (await channel.checkQueue(`${mine.namespace}.dead`)).messageCount === 1;
    };
    await waitFor('the broker to give up', takeAndDie, { withinMs: 20_000, everyMs: 10 });
    await start(mine, [taster(effects)]);
    expect(await theDeadLetter()).toMatchObject({ consumer: 'guests.taste-pie', body: { filling: 'dynamite' } });
  });

  test('one that had been tried again before it is filed under its consumer too, and a replay reaches it', async () => {
    const mine = await options();
    let tries = 0;
    const failing = consumer({
      name: 'guests.taste-pie',
      on: pieBaked,
      handle: async () => {
        tries++;
        throw new Error('too hot');
      },
    });
    const bus = await start(mine, [failing]);
    await bake(bus, 'dynamite');
    await waitFor('a try', () => tries > 0);
    await bus.close();
    const channel = await rawChannel(mine);
    const takeAndDie = async () => {
      const message = await channel.get(`${mine.namespace}.guests.taste-pie`);
      if (message) channel.nack(message);
      return (await channel.checkQueue(`${mine.namespace}.dead`)).messageCount === 1;
    };
    await waitFor('the broker to give up', takeAndDie, { withinMs: 20_000, everyMs: 10 });
    await start(mine, [taster(effects)]);
    const letter = await theDeadLetter();
    expect(letter.consumer).toBe('guests.taste-pie');
    await replayDeadLetter(database.db, letter.id);
    await arrived(1);
  });

  test('what the embedded transport had not delivered goes on over the broker', async () => {
    const embedded = await start(await busOptions('embedded', database.db), [taster(effects)], {
      relay: true,
      consume: false,
    });
    await bake(embedded, 'apple');
    await waitFor('the fan-out', async () => (await database.db.reader('bus.deliveries')).length === 1);
    await embedded.close();
    await start(await options(), [taster(effects)]);
    await arrived(1);
  });

  test('the retry queues are shared: a second consumer adds one queue', async () => {
    const mine = await options();
    await start(mine, [taster(effects), taster(effects, 'critic.judge-pie')]);
    const channel = await rawChannel(mine);
    for (const name of ['dead', 'retry.50ms', 'retry.100ms', 'retry.150ms', 'retry.200ms', 'critic.judge-pie']) {
      expect(await channel.checkQueue(`${mine.namespace}.${name}`)).toMatchObject({ messageCount: 0 });
    }
  });
});

test('trimming deletes what is old and settled, and nothing that is still needed', async () => {
  const bus = await start(await busOptions('embedded', database.db), [taster(effects)]);
  await bake(bus, 'old');
  await bake(bus, 'undelivered');
  await arrived(2);
  await bus.close();
  const sql = (text: string) => database.db.reader.raw<{ rowCount: number }>(text);
  await sql(`update bus.deliveries set done_at = now() - interval '4 days'`);
  await sql(`update bus.outbox set sent_at = now() - interval '4 days'`);
  await sql(`update bus.deliveries set done_at = null
             where outbox_id = (select id from bus.outbox where body->>'filling' = 'undelivered')`);
  await sql(`update bus.inbox set received_at = now() - interval '13 days'`);
  const trim = trimBus({ db: database.db });
  await trim.run();
  const left = await database.db.reader<{ body: { filling: string } }>('bus.outbox');
  expect(left.map(({ body }) => body.filling)).toEqual(['undelivered']);
  expect(await database.db.reader('bus.inbox')).toHaveLength(2);
  await sql(`update bus.inbox set received_at = now() - interval '15 days'`);
  await trim.run();
  // Of the two, that of the message which may yet come again.
  expect(await database.db.reader('bus.inbox')).toHaveLength(1);
  await sql('update bus.deliveries set done_at = now()');
  await trim.run();
  expect(await database.db.reader('bus.inbox')).toHaveLength(0);
});

async function withClient(url: string, work: (client: Client) => Promise<unknown>): Promise<void> {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    await work(client);
  } finally {
    await client.end();
  }
}
