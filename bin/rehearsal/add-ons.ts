import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { Client } from 'pg';
import { startPostgres } from '../services/postgres';
import { startRabbit } from '../services/rabbitmq';
import { startRedis } from '../services/redis';
import type { Addresses } from './config';

export interface AddOns extends Addresses {
  stop(): Promise<void>;
}

/** The smallest add-ons: 20 connections to PostgreSQL for an account that owns only its database, 20 to Redis. */
export async function startAddOns(folder: string, say: (line: string) => void): Promise<AddOns> {
  mkdirSync(folder, { recursive: true, mode: 0o755 });
  say('Starting PostgreSQL, Redis and RabbitMQ…');
  const postgres = await startPostgres({ dataDir: join(folder, 'postgres'), throwAway: true, maxConnections: 23, say });
  const client = new Client({ connectionString: postgres.url });
  await client.connect();
  await client.query("create role app login password 'app' nosuperuser");
  await client.query('create database app owner app');
  await client.end();
  const database = new URL(postgres.urlOf('app'));
  database.username = 'app';
  database.password = 'app';
  const redis = await startRedis({ extraArgs: ['--maxclients', '20', '--maxmemory', '25mb'] });
  const rabbit = await startRabbit({ dataDir: join(folder, 'rabbitmq'), throwAway: true });
  return {
    databaseUrl: database.href,
    redisUrl: redis.url,
    amqpUrl: rabbit.url,
    stop: async () => {
      await rabbit.stop();
      await redis.stop();
      await postgres.stop();
    },
  };
}
