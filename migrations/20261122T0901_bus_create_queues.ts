import type { Knex } from 'knex';

export async function up(knex: Knex): Promise<void> {
  await knex.schema.createSchema('bus');
  await knex.raw(`
    create table bus.outbox (
      id bigint generated always as identity primary key,
      msg_id uuid not null unique,
      topic text not null,
      version integer not null,
      body jsonb not null,
      request_id text,
      attempts integer not null default 0,
      created_at timestamptz not null,
      next_attempt_at timestamptz not null default now(),
      sent_at timestamptz
    )`);
  await knex.raw('create index outbox_unsent on bus.outbox (next_attempt_at, id) where sent_at is null');
  await knex.raw('create index outbox_sent on bus.outbox (sent_at) where sent_at is not null');
  await knex.raw(`
    create table bus.inbox (
      consumer text not null,
      msg_id uuid not null,
      received_at timestamptz not null default now(),
      primary key (consumer, msg_id)
    )`);
  await knex.raw('create index inbox_received on bus.inbox (received_at)');
  await knex.raw(`
    create table bus.subscriptions (
      consumer text not null,
      topic text not null,
      seen_at timestamptz not null default now(),
      primary key (consumer, topic)
    )`);
  await knex.raw('create index subscriptions_topic on bus.subscriptions (topic)');
  await knex.raw(`
    create table bus.deliveries (
      outbox_id bigint not null references bus.outbox (id),
      consumer text not null,
      attempts integer not null default 0,
      takes integer not null default 0,
      next_attempt_at timestamptz not null default now(),
      done_at timestamptz,
      primary key (outbox_id, consumer)
    )`);
  await knex.raw('create index deliveries_due on bus.deliveries (consumer, next_attempt_at) where done_at is null');
  await knex.raw('create index deliveries_done on bus.deliveries (done_at) where done_at is not null');
  await knex.raw(`
    create table bus.dead_letters (
      id bigint generated always as identity primary key,
      consumer text not null,
      msg_id uuid not null,
      topic text not null,
      version integer not null,
      body jsonb not null,
      error text not null,
      attempts integer not null,
      request_id text,
      published_at timestamptz not null,
      died_at timestamptz not null default now(),
      replayed_at timestamptz,
      discarded_at timestamptz,
      discard_reason text,
      unique (consumer, msg_id)
    )`);
}
