import type { Knex } from 'knex';

export async function up(knex: Knex): Promise<void> {
  // Whoever lists a rendition reads all its segments, which say the same.
  await knex.raw(`
    alter table media.renditions
      drop column peak_bits_per_second,
      drop column average_bits_per_second`);
}
