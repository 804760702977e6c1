import type { Knex } from 'knex';

export async function up(knex: Knex): Promise<void> {
  await knex.raw(`
    -- What was written there: [{ name, bytes, sha256 }]. Null for folders from before this column.
    alter table channels.picture_folders add column files jsonb;
  `);
}
