import type { Knex } from 'knex';

// Names under which media of openly public videos lie for everybody, also in the copies of a CDN.
export async function up(knex: Knex): Promise<void> {
  await knex.schema.withSchema('playback').createTable('public_paths', (table) => {
    table.text('key').primary();
    table.uuid('video_id').notNullable();
    table.timestamp('opened_at', { useTz: true }).notNullable();
    // Since when nobody may be sent there; whoever runs a CDN purges what lies below it.
    table.timestamp('retired_at', { useTz: true }).nullable();
    table.index(['retired_at']);
  });
  await knex.raw('create unique index public_paths_open on playback.public_paths (video_id) where retired_at is null');
}
