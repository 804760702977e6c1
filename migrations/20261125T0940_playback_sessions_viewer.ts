import type { Knex } from 'knex';

// All that decides about a session is with it, so that any process can decide again in its name.
export async function up(knex: Knex): Promise<void> {
  await knex.schema.withSchema('playback').alterTable('sessions', (table) => {
    // Null: granted before this was kept.
    table.uuid('channel_id').nullable();
    // ISO 3166-1; null: not known.
    table.text('country').nullable();
    table.specificType('password_ids', 'text[]').notNullable().defaultTo('{}');
    // Which browser or program of the account it is, and what its owner would call it.
    table.text('device_id').nullable();
    table.text('device').notNullable().defaultTo('');
    table.timestamp('taken_over_at', { useTz: true }).nullable();
  });
  // The sessions that an account has open in a channel, the last seen first.
  await knex.raw(
    `create index sessions_open_devices on playback.sessions (account_id, channel_id, last_seen_at desc)
     where account_id is not null and taken_over_at is null`,
  );
}
