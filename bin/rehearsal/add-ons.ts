import { randomBytes } from 'node:crypto';
import { chmodSync, mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import Redis from 'ioredis';
import { Client } from 'pg';
import { type Certificate, makeCertificate } from '../services/certificate';
import { startPostgres } from '../services/postgres';
import { startRabbit } from '../services/rabbitmq';
import { startRedis } from '../services/redis';
import { startBucket } from '../services/s3';
import type { Addresses } from './config';
import { watchConnections } from './connections';
import { type MailSink, startMailSink } from './mail-sink';

export const connectionLimit = 20;

/** Connections to each service at one time. */
export type Counts = Record<'PostgreSQL' | 'Redis' | 'RabbitMQ', number>;

export interface AddOns extends Addresses {
  /** The most since the last call. */
  takePeak(): Counts;
  /** Connections turned away since the start, because there were 20 already. */
  refused(): Promise<Counts>;
  mail: MailSink;
  stop(): Promise<void>;
}

/**
 * The smallest plans: 20 connections each, TLS and nothing else. The certificates of PostgreSQL and Redis sign
 * themselves and name nobody, as Heroku's do; that of RabbitMQ is good for those who trust `authority`.
 */
export async function startAddOns(folder: string, say: (line: string) => void): Promise<AddOns> {
  mkdirSync(folder, { recursive: true, mode: 0o755 });
  say('Starting PostgreSQL, Redis and RabbitMQ under TLS…');
  const own = await makeCertificate(folder, 'add-on', ['add-on.invalid']);
  const authority = await makeCertificate(folder, 'authority', ['127.0.0.1']);
  chmodSync(authority.certificate, 0o644);
  const postgres = await startDatabase(folder, own, say);
  const redis = await startCache(own);
  const rabbit = await startBroker(folder, authority);
  const mail = await startMailSink();
  const bucket = await startStorage(folder);
  const ports = { PostgreSQL: portOf(postgres.url), Redis: portOf(redis.url), RabbitMQ: portOf(rabbit.url) };
  const watch = watchConnections(ports);
  return {
    databaseUrl: postgres.url,
    redisUrl: redis.url,
    amqpUrl: rabbit.url,
    smtpUrl: mail.url,
    storage: bucket.vars,
    mail,
    authority: authority.certificate,
    takePeak: watch.takePeak,
    refused: async () => ({
      PostgreSQL: postgres.refused(),
      Redis: await redis.refused(),
      RabbitMQ: rabbit.refused(),
    }),
    stop: async () => {
      watch.stop();
      await mail.stop();
      await bucket.stop();
      await rabbit.stop();
      await redis.stop();
      await postgres.stop();
    },
  };
}

async function startDatabase(folder: string, tls: Certificate, say: (line: string) => void) {
  let refused = 0;
  const server = await startPostgres({
    dataDir: join(folder, 'postgres'),
    throwAway: true,
    maxConnections: connectionLimit + 3, // the last three are the superuser's
    tls,
    settings: { fsync: 'on', synchronous_commit: 'on', full_page_writes: 'on' },
    say,
    onOutput: (text) => {
      refused += text.split('remaining connection slots are reserved').length - 1;
    },
  });
  const password = randomBytes(18).toString('hex');
  const ssl = { rejectUnauthorized: false };
  const client = new Client({ connectionString: server.url, ssl });
  await client.connect();
  await client.query(`create role app login password '${password}' nosuperuser`);
  await client.query('create database app owner app');
  await client.end();
  const url = new URL(server.urlOf('app'));
  url.username = 'app';
  url.password = password;
  return { url: url.href, refused: () => refused, stop: server.stop };
}

async function startCache(tls: Certificate) {
  const limits = ['--maxclients', String(connectionLimit), '--maxmemory', '25mb', '--timeout', '300'];
  const server = await startRedis({ tls, password: randomBytes(18).toString('hex'), extraArgs: limits });
  const refused = async () => {
    const redis = new Redis(server.url, { tls: { rejectUnauthorized: false } });
    const statistics = await redis.info('stats');
    await redis.quit();
    return Number(/^rejected_connections:(\d+)/m.exec(statistics)?.[1] ?? 0);
  };
  return { url: server.url, refused, stop: server.stop };
}

async function startBroker(folder: string, tls: Certificate) {
  const dataDir = join(folder, 'rabbitmq');
  const plan = { tls, maxConnections: connectionLimit, maxQueues: 100 };
  const server = await startRabbit({ dataDir, throwAway: true, plan });
  const logs = join(dataDir, 'log');
  const refused = () => {
    const texts = readdirSync(logs).map((name) => readFileSync(join(logs, name), 'utf8'));
    return texts.join().split(/connection limit .* is reached/).length - 1;
  };
  return { url: server.url, refused, stop: server.stop };
}

// As the add-on Bucketeer sets it; only that the service is not Amazon's has to be said.
async function startStorage(folder: string) {
  const server = await startBucket({
    dataDir: join(folder, 'bucket'),
    accessKeyId: `AKIA${randomBytes(8).toString('hex').toUpperCase()}`,
    secretAccessKey: randomBytes(20).toString('hex'),
  });
  const vars = {
    BUCKETEER_BUCKET_NAME: server.bucket,
    BUCKETEER_AWS_REGION: server.region,
    BUCKETEER_AWS_ACCESS_KEY_ID: server.accessKeyId,
    BUCKETEER_AWS_SECRET_ACCESS_KEY: server.secretAccessKey,
    S3_ENDPOINT: server.endpoint,
  };
  return { vars, stop: server.stop };
}

const portOf = (url: string) => Number(new URL(url).port);
