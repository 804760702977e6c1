import { type ChildProcess, fork } from 'node:child_process';
import { join } from 'node:path';
import { connect } from 'amqplib';
import knex from 'knex';
import { startPostgres } from '../bin/services/postgres';
import { startRabbit } from '../bin/services/rabbitmq';
import { type Database, migrateToLatest } from '../src/platform/db';
import { bench, type Cost } from './measure';
import { measured, openBus, openDatabase } from './outbox-worker';

/** OUTBOX_EVENTS=1000 where time is short. */
const events = Number(process.env.OUTBOX_EVENTS ?? 5_000);
const repeats = Number(process.env.OUTBOX_REPEATS ?? 5);
const single = Number(process.env.OUTBOX_SINGLE ?? 200);
const note = 'a fact of about the size of those that rooms tell each other, with an id or two and a time in it';
const queue = 'bare';

/** Events through transaction, outbox, relay, RabbitMQ and inbox, against amqplib with confirms; then one at a time. */
bench('outbox', async ({ folder, compare, figure }) => {
  const postgres = await startPostgres({ dataDir: join(folder, 'postgres') });
  const rabbit = await startRabbit({ dataDir: join(folder, 'rabbitmq') });
  try {
    await migrate(postgres.url);
    const db = openDatabase(postgres.url, 'bench-web', 10);
    const embedded = await startWorker('outbox-worker.ts', [postgres.url]);
    await latency('embedded', db, embedded, figure);
    await embedded.stop();
    const bare = await startBare(rabbit.url);
    const worker = await startWorker('outbox-worker.ts', [postgres.url, rabbit.url]);
    await latency('RabbitMQ', db, worker, figure);
    for (const together of [1, 50]) {
      const bareSide = {
        command: `amqplib: ${events} persistent messages to a quorum queue, ${together} a wait for confirms, ten waits side by side; another process acknowledges`,
        run: () => bare.run(together),
      };
      const ours = {
        command: `${events} events, ${together} a transaction, ten transactions side by side; another process relays and consumes`,
        run: () => publishAndWait(db, worker, together),
      };
      await ours.run(); // both have compiled their code before the first run that counts
      await bareSide.run();
      const row = `${events} events, ${together} a transaction`;
      await compare({ row, repeats, maxRatio: 2, ours, bare: bareSide });
    }
    await bare.stop();
    await worker.stop();
    await db.close();
  } finally {
    await rabbit.stop();
    await postgres.stop();
  }
});

async function migrate(url: string): Promise<void> {
  const pool = knex({ client: 'pg', connection: url, pool: { min: 0, max: 1 } });
  await migrateToLatest(pool, join(__dirname, '..', 'migrations'));
  await pool.destroy();
}

interface Worker {
  child: ChildProcess;
  effects(): number;
  /** When the effect of this event was committed. */
  effectOf(number: number): Promise<number>;
  /** CPU seconds so far. */
  cpu(): Promise<number>;
  stop(): Promise<void>;
}

interface Told {
  started?: true;
  effects?: number;
  number?: number;
  at?: number;
  cpu?: NodeJS.CpuUsage;
}

async function startWorker(file: string, args: readonly string[]): Promise<Worker> {
  const child = fork(join(__dirname, file), args, { execArgv: ['--import', 'tsx'] });
  let effects = 0;
  const times = new Map<number, number>();
  child.on('message', (told: Told) => {
    effects = told.effects ?? effects;
    if (told.number !== undefined) times.set(told.number, told.at ?? 0);
  });
  const hear = (wanted: keyof Told) =>
    new Promise<Told>((resolve) => {
      const listen = (told: Told) => {
        if (told[wanted] === undefined) return;
        child.off('message', listen);
        resolve(told);
      };
      child.on('message', listen);
    });
  await hear('started');
  return {
    child,
    effects: () => effects,
    effectOf: async (number) => {
      while (!times.has(number)) await new Promise((resolve) => child.once('message', resolve));
      return times.get(number) ?? 0;
    },
    cpu: async () => {
      const answer = hear('cpu');
      child.send('cpu');
      return secondsOf((await answer).cpu);
    },
    stop: async () => {
      const exited = new Promise((resolve) => child.once('exit', resolve));
      child.disconnect();
      await exited;
    },
  };
}

let nextNumber = 1;

async function latency(
  kind: string,
  db: Database,
  worker: Worker,
  figure: (row: string, value: number, unit: string) => void,
): Promise<void> {
  const bus = openBus(db, null, 'bench-web');
  const waits: number[] = [];
  for (let i = 0; i < single; i++) {
    const number = nextNumber++;
    await db.transaction((tx) => bus.publish(tx, measured, { number, note }));
    const committed = Date.now();
    waits.push(Math.max(0, (await worker.effectOf(number)) - committed));
  }
  waits.sort((a, b) => a - b);
  figure(`commit to effect by ${kind}, p50 of ${single}`, waits[Math.floor(single * 0.5)] ?? 0, 'ms');
  figure(`commit to effect by ${kind}, p95 of ${single}`, waits[Math.floor(single * 0.95)] ?? 0, 'ms');
}

async function publishAndWait(db: Database, worker: Worker, together: number): Promise<Cost> {
  const bus = openBus(db, null, 'bench-web');
  const publish = (share: number) =>
    db.transaction(async (tx) => {
      for (let i = 0; i < share; i++) await bus.publish(tx, measured, { number: nextNumber++, note });
    });
  return costOf(worker, () => inLanes(worker, together, publish));
}

async function startBare(url: string) {
  const model = await connect(url);
  const channel = await model.createConfirmChannel();
  await channel.assertQueue(queue, { durable: true, arguments: { 'x-queue-type': 'quorum' } });
  const worker = await startWorker('outbox-bare.ts', [url, queue]);
  const send = (number: number) =>
    new Promise<void>((resolve, reject) => {
      const content = Buffer.from(JSON.stringify({ number, note, id: String(number), at: new Date() }));
      const properties = { persistent: true, contentType: 'application/json' };
      channel.sendToQueue(queue, content, properties, (error) => (error ? reject(error) : resolve()));
    });
  const publish = async (share: number) => {
    await Promise.all(Array.from({ length: share }, () => send(nextNumber++)));
  };
  const run = (together: number) => costOf(worker, () => inLanes(worker, together, publish));
  return { run, stop: () => worker.stop().then(() => model.close()) };
}

/** All events in shares, ten shares side by side, until the last has taken effect. */
async function inLanes(worker: Worker, together: number, publish: (share: number) => Promise<void>): Promise<void> {
  const until = worker.effects() + events;
  let left = events;
  const lane = async () => {
    while (left > 0) {
      const share = Math.min(together, left);
      left -= share;
      await publish(share);
    }
  };
  await Promise.all(Array.from({ length: 10 }, lane));
  await untilEffects(worker, until);
}

/** Wall clock, and the CPU of this process and the worker; the services' own is not counted on either side. */
async function costOf(worker: Worker, work: () => Promise<void>): Promise<Cost> {
  const before = secondsOf(process.cpuUsage()) + (await worker.cpu());
  const began = performance.now();
  await work();
  const seconds = (performance.now() - began) / 1000;
  return { seconds, cpuSeconds: secondsOf(process.cpuUsage()) + (await worker.cpu()) - before };
}

async function untilEffects({ child, effects }: Worker, count: number): Promise<void> {
  while (effects() < count) await new Promise((resolve) => child.once('message', resolve));
}

function secondsOf(usage: NodeJS.CpuUsage | undefined): number {
  return ((usage?.user ?? 0) + (usage?.system ?? 0)) / 1e6;
}
