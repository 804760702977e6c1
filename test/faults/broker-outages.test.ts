import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type RunningRabbit, startRabbit } from '../../bin/services/rabbitmq';
import { createBus, readBusFigures, reconcile } from '../../src/platform/bus';
import { Secret } from '../../src/platform/config';
import { createDatabase, type Database } from '../../src/platform/db';
import { silentLogger } from '../../src/platform/observability';
import { busOptions, createEffects, pieBaked, taster } from '../support/bus';
import { bFrames30, makeClip } from '../support/clips';
import { draftVideo, openChannel, whenSettled } from '../support/creator';
import { createTestDatabase } from '../support/database';
import { openDeadLetters } from '../support/dead-letters';
import { freePort } from '../support/ports';
import { type Product, startProduct } from '../support/product';
import { startTcpProxy, type TcpProxy } from '../support/tcp-proxy';
import type { Visitor } from '../support/visitor';
import { waitFor } from '../support/wait-for';

/** SHOWRUNNER_LONG=1 keeps every outage for ten minutes. */
const long = Boolean(process.env.SHOWRUNNER_LONG);
const outageMs = long ? 600_000 : 1_000;
const withinMs = 180_000 + outageMs;

let dataDir: string;
let broker: RunningRabbit;
let line: TcpProxy;
let product: Product;
let db: Database;
let creator: Visitor;
let handle: string;
let clip: string;
const films: string[] = [];

beforeAll(async () => {
  dataDir = mkdtempSync(join(tmpdir(), 'broker-'));
  broker = await startRabbit({ dataDir, port: await freePort() });
  line = await startTcpProxy(Number(new URL(broker.url).port));
  const CLOUDAMQP_URL = `amqp://guest:guest@127.0.0.1:${line.port}`;
  product = await startProduct({ mode: 'services', env: { CLOUDAMQP_URL } });
  db = createDatabase({ url: product.databaseUrl, poolMax: 2, logger: silentLogger, applicationName: 'watching' });
  ({ creator, handle } = await openChannel(product.url));
  clip = await makeClip(bFrames30(2));
  await publishFilm('before any outage');
  await drained();
}, 180_000);
afterAll(async () => {
  await db?.close();
  await product?.stop();
  await line?.close();
  await broker?.stop();
  rmSync(dataDir, { recursive: true, force: true });
}, 60_000);

async function publishFilm(title: string): Promise<void> {
  const id = await draftVideo(creator, handle, title);
  await creator.upload(id, clip);
  const answer = await creator.put(`/videos/${id}/publication`, { visibility: 'public' });
  expect([title, answer.status]).toEqual([title, 200]);
  films.push(id);
}

const unsent = async () => (await readBusFigures(db)).unsent;
const drained = () => waitFor('an empty outbox', async () => (await unsent()) === 0, { withinMs, everyMs: 100 });

/** Of all that was published so far: sent, and arrived at everybody who subscribed; nothing died. */
async function missing(): Promise<number> {
  const { rows } = await db.reader.raw<{ rows: { missing: number }[] }>(
    `select count(*)::int as missing from bus.outbox o
     join bus.subscriptions s on s.topic = o.topic and s.since <= o.created_at
     where not exists (select 1 from bus.inbox i where i.consumer = s.consumer and i.msg_id = o.msg_id)`,
  );
  return (rows[0]?.missing ?? 0) + (await openDeadLetters(db)).length;
}

/** Works are made once, whatever was delivered how often. */
async function copiesOf(id: string): Promise<{ generations: number; listed: number }> {
  const { rows } = await db.reader.raw<{ rows: { generations: number; listed: number }[] }>(
    `select (select count(*)::int from media.generations g where g.video_id = v.id and g.follows is null) as generations,
       (select count(*)::int from discovery.listed_videos l where l.video_id = v.id) as listed
     from videos.videos v where v.public_id = ?`,
    [id],
  );
  return rows[0] ?? { generations: 0, listed: 0 };
}

async function listed<T>(...order: string[]): Promise<T[]> {
  return JSON.parse(await broker.control(...order, '--formatter', 'json', '--quiet')) as T[];
}

test('the broker has one quorum queue a consumer, four for retries and one for the dead, and one connection a process', async () => {
  interface Queue {
    name: string;
    type: string;
    durable: boolean;
    arguments: Record<string, { value: unknown }> | [string, string, unknown][];
  }
  const queues = await listed<Queue>('list_queues', 'name', 'type', 'durable', 'arguments');
  const { rows } = await db.reader.raw<{ rows: { consumer: string }[] }>('select consumer from bus.subscriptions');
  const names = queues.map(({ name }) => name.replace(/^t\w+\./, '')).sort();
  const retries = ['retry.10s', 'retry.60s', 'retry.600s', 'retry.3600s'];
  expect(names).toEqual([...rows.map(({ consumer }) => consumer), ...retries, 'dead'].sort());
  expect(queues.length).toBeLessThanOrEqual(100);
  expect(queues.filter(({ type, durable }) => type !== 'quorum' || !durable)).toEqual([]);
  for (const { name, arguments: given } of queues) {
    if (name.endsWith('.dead')) continue;
    const text = JSON.stringify(given);
    for (const part of ['at-least-once', 'reject-publish', 'x-dead-letter-exchange']) expect(text).toContain(part);
    expect(text).toMatch(name.includes('.retry.') ? /x-message-ttl/ : /"x-delivery-limit"[^}\]]*20/);
  }
  const connections = await listed<{ client_properties: unknown }>('list_connections', 'client_properties');
  const owners = connections.map((connection) => /showrunner-(\w+)/.exec(JSON.stringify(connection))?.[1]);
  expect(owners.sort()).toEqual(['billing', 'worker']); // web publishes by its outbox, and needs none
}, 60_000);

interface Outage {
  begin(): unknown;
  end(): unknown;
}

const outages: [name: string, outage: Outage][] = [
  [
    'MSG-004: a broker short of memory',
    {
      begin: () => broker.control('set_vm_memory_high_watermark', 'absolute', '1'),
      end: () => broker.control('set_vm_memory_high_watermark', '0.4'),
    },
  ],
  [
    'MSG-004: a broker whose disk is full',
    {
      begin: () => broker.control('set_disk_free_limit', '900000000000000'),
      end: () => broker.control('set_disk_free_limit', '1000000'),
    },
  ],
  ['a line that breaks', { begin: () => line.cut(), end: () => line.mend() }],
  ['DEP-008: a line that drops everything', { begin: () => line.silence(), end: () => line.mend() }],
  [
    'DEP-007: a broker that is gone',
    {
      begin: () => broker.stop(),
      end: async () => {
        broker = await startRabbit({ dataDir, port: Number(new URL(broker.url).port) });
      },
    },
  ],
];

test.each(outages)(
  '%s: uploading and publishing go on; afterwards the work drains, nothing is lost and nothing doubled',
  async (name, outage) => {
    await outage.begin();
    const began = Date.now();
    await publishFilm(name);
    await waitFor('work that waits in the outbox', async () => (await unsent()) > 0);
    await new Promise((resolve) => setTimeout(resolve, Math.max(0, outageMs - (Date.now() - began))));
    const { oldestUnsentSeconds } = await readBusFigures(db);
    expect(oldestUnsentSeconds).toBeGreaterThan(outageMs / 2_000);
    await publishFilm(`${name}, again`);
    await outage.end();
    const settled = await Promise.all(films.slice(-2).map((id) => whenSettled(creator, id, withinMs)));
    expect(settled.map(({ status }) => status)).toEqual(['ready', 'ready']);
    await drained();
    await waitFor('everything to arrive', async () => (await missing()) === 0, { withinMs });
    for (const id of films) expect(await copiesOf(id)).toEqual({ generations: 1, listed: 1 });
  },
  withinMs * 2,
);

test('a broker whose data was deleted: what was on its way is sent again and takes effect once', async () => {
  const database = await createTestDatabase();
  const effects = await createEffects(database.db);
  const options = await busOptions('embedded', database.db, { amqpUrl: new Secret(broker.url) });
  const [relaying, consuming] = [createBus(options), createBus(options)];
  await relaying.start([taster(effects)], { relay: true, consume: false });
  const fillings = Array.from({ length: 12 }, (_, i) => `pie ${i + 10}`);
  for (const filling of fillings) await database.db.transaction((tx) => relaying.publish(tx, pieBaked, { filling }));
  await waitFor('all to be sent', async () => (await readBusFigures(database.db)).unsent === 0);
  await broker.stop();
  rmSync(dataDir, { recursive: true, force: true });
  broker = await startRabbit({ dataDir, port: Number(new URL(broker.url).port) });
  await waitFor('the bus to be back', () => relaying.ping().then(() => true), { withinMs: 60_000 });
  await consuming.start([taster(effects)], { relay: false, consume: true });
  expect((await reconcile({ db: database.db, logger: silentLogger, patienceMs: 1 })).resent).toBe(12);
  const arrived = async () => (await effects.of('guests.taste-pie')).map(({ filling }) => filling);
  await waitFor('all effects', async () => (await arrived()).length >= 12, { withinMs: 60_000 });
  expect((await arrived()).sort()).toEqual(fillings);
  await Promise.all([relaying.close(), consuming.close()]);
  await database.close();
}, 180_000);
