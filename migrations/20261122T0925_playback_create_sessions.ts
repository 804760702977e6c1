import type { Knex } from 'knex';

export async function up(knex: Knex): Promise<void> {
  await knex.raw('create schema playback');
  await knex.schema.withSchema('playback').createTable('sessions', (table) => {
    table.uuid('id').primary();
    table.uuid('video_id').notNullable();
    table.uuid('generation_id').notNullable();
    table.uuid('account_id').nullable();
    // Why the decision was yes: public, unlisted, team_preview.
    table.text('why').notNullable();
    table.timestamp('granted_at', { useTz: true }).notNullable();
    table.timestamp('expires_at', { useTz: true }).notNullable();
    table.timestamp('last_seen_at', { useTz: true }).notNullable();
    table.index(['expires_at']);
    table.index(['account_id', 'last_seen_at']);
  });
}
