import type { Knex } from 'knex';

/** How far the film that plays is, while a replacement is made: shown again when that fails. */
export async function up(knex: Knex): Promise<void> {
  await knex.raw('alter table videos.videos add column served_progress jsonb');
}
