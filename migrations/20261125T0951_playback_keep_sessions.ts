import type { Knex } from 'knex';

// Those of strangers are trimmed a day after their end; without an index of their own, every round would read past all
// that are kept for support.
export async function up(knex: Knex): Promise<void> {
  await knex.raw(`
    create index sessions_of_strangers on playback.sessions (expires_at) where account_id is null;
    create index sessions_of_account on playback.sessions (account_id, video_id, granted_at) where account_id is not null;
  `);
}
