import type { Knex } from 'knex';

export async function up(knex: Knex): Promise<void> {
  // What has been sent and is not yet known to have arrived, one row a consumer; see platform/bus/reconcile.
  await knex.raw(`
    create table bus.watched (
      outbox_id bigint not null references bus.outbox (id) on delete cascade,
      consumer text not null,
      attempts integer not null default 0,
      resent integer not null default 0,
      sent_at timestamptz not null,
      look_at timestamptz not null,
      primary key (outbox_id, consumer)
    )`);
  await knex.raw('create index watched_due on bus.watched (consumer, look_at)');
  // One row: everything sent up to here has been looked at once.
  await knex.raw(`
    create table bus.reconciled (
      one boolean primary key default true check (one),
      sent_at timestamptz not null default now(),
      outbox_id bigint not null default 0
    )`);
  await knex.raw('insert into bus.reconciled default values');
  // A consumer is owed what was sent since it subscribed, and nothing from before.
  await knex.raw('alter table bus.subscriptions add column since timestamptz not null default now()');
  await knex.raw(
    'create index dead_letters_open on bus.dead_letters (died_at, id) where replayed_at is null and discarded_at is null',
  );
  await knex.raw('create index dead_letters_settled on bus.dead_letters (greatest(replayed_at, discarded_at))');
}
