import type { Knex } from 'knex';

export async function up(knex: Knex): Promise<void> {
  await knex.raw(`
    create schema discovery;

    -- What viewers may browse, told by video.* events. Words only: who may watch is asked of playback every time.
    create table discovery.listed_videos (
      video_id uuid primary key,
      public_id text not null,
      channel_id uuid not null,
      title text not null,
      duration_ms integer,
      poster_url text,
      -- Null: no publication.
      visibility text,
      ends_at timestamptz,
      playable boolean not null,
      trashed boolean not null,
      -- From when it stands in lists, and its place there; null while it cannot.
      listed_at timestamptz,
      -- Of the event that wrote the row: an older one changes nothing.
      version integer not null
    );
    create index listed_videos_newest on discovery.listed_videos (listed_at desc, video_id desc)
      where visibility = 'public' and playable and not trashed;
    create index listed_videos_of_channel on discovery.listed_videos (channel_id, listed_at desc, video_id desc)
      where visibility = 'public' and playable and not trashed;
  `);
}
