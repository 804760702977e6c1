import type { Knex } from 'knex';

export async function up(knex: Knex): Promise<void> {
  await knex.raw(`
    -- When the upload was complete: news of two sources of one video may arrive in the other order.
    alter table media.generations add column source_at timestamptz not null default now()`);
}
