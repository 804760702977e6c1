import type { Knex } from 'knex';

export async function up(knex: Knex): Promise<void> {
  await knex.raw(`
    -- Stills that may stand for a film. They belong to its source, whichever generation they were taken for, and
    -- outlive them all while they are shown.
    create table media.posters (
      id uuid primary key,
      video_id uuid not null,
      upload_id uuid not null,
      generation_id uuid not null,
      at_seconds double precision,
      name text not null unique,
      chosen boolean not null
    )`);
  await knex.raw('create index posters_video on media.posters (video_id, id)');
  await knex.raw('create unique index posters_chosen on media.posters (upload_id) where chosen');
  await knex.raw(`
    insert into media.posters (id, video_id, upload_id, generation_id, name, chosen)
    select distinct on (upload_id) id, video_id, upload_id, id, poster_name, true
    from media.generations where poster_name is not null
    order by upload_id, id desc`);
  await knex.raw('alter table media.generations drop column poster_name');
}
