import type { Knex } from 'knex';

// Kept by the database, so that also what the code from before this release writes during a deploy is remembered.
export async function up(knex: Knex): Promise<void> {
  await knex.raw(`
    create table videos.playable_spans (
      video_id uuid not null references videos.videos on delete cascade,
      valid_from timestamptz not null,
      valid_to timestamptz check (valid_to >= valid_from),
      primary key (video_id, valid_from)
    );

    create function videos.remember_playable() returns trigger language plpgsql as $$
    begin
      if tg_op = 'UPDATE' then
        update videos.playable_spans
        set valid_to = greatest(valid_from, coalesce(new.playable_since, new.updated_at))
        where video_id = new.id and valid_to is null;
      end if;
      if new.playable_since is not null then
        insert into videos.playable_spans (video_id, valid_from) values (new.id, new.playable_since)
        on conflict (video_id, valid_from) do update set valid_to = null;
      end if;
      return null;
    end $$;

    create trigger videos_remember_playable_at_first after insert on videos.videos
      for each row when (new.playable_since is not null) execute function videos.remember_playable();
    create trigger videos_remember_playable after update of playable_since on videos.videos
      for each row when (old.playable_since is distinct from new.playable_since)
      execute function videos.remember_playable();

    -- With the triggers there nobody else writes until this is committed, so that nothing is missed in between.
    insert into videos.playable_spans (video_id, valid_from)
    select id, playable_since from videos.videos where playable_since is not null;
  `);
}
