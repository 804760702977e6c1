import type { Knex } from 'knex';

export async function up(knex: Knex): Promise<void> {
  await knex.raw(`
    alter table videos.publications
      drop constraint publications_visibility_check,
      add constraint publications_visibility_check
        check (visibility in ('public', 'unlisted', 'password', 'private')),
      -- Names the password, so that whoever has entered it is asked again only when it is another one.
      add column password_id uuid,
      -- argon2id
      add column password_hash text,
      add constraint publications_password_check
        check ((visibility = 'password') = (password_id is not null) and (password_id is null) = (password_hash is null));
  `);
}
