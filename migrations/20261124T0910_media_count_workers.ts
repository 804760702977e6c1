import type { Knex } from 'knex';

export async function up(knex: Knex): Promise<void> {
  await knex.raw(`
    -- Who encodes right now, and how fast; old rows are workers that have gone.
    create table media.workers (
      owner text primary key,
      slots integer not null,
      -- Processor seconds of estimated work that one slot does in a second.
      pace double precision not null,
      seen_at timestamptz not null default now()
    )`);
  await knex.raw(`create index generations_open on media.generations (id) where state in ('probing', 'packaging')`);
  await knex.raw(`create index generations_whole on media.generations (ended_at) where state = 'ready'`);
  await knex.raw(`create index tasks_ended on media.tasks (ended_at) where state in ('done', 'withdrawn')`);
}
