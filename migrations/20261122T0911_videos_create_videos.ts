import type { Knex } from 'knex';

export async function up(knex: Knex): Promise<void> {
  await knex.raw(`
    create schema videos;

    create table videos.videos (
      id uuid primary key,
      public_id text not null unique,
      channel_id uuid not null,
      title text not null,
      description text not null default '',
      tags text[] not null default '{}',
      status text not null default 'draft' check (status in ('draft', 'uploading', 'processing', 'ready', 'failed')),

      upload_id uuid,
      upload_state text check (upload_state in ('started', 'completed', 'cancelled', 'abandoned')),
      generation_id uuid,
      generation_upload_id uuid,
      generation_state text check (generation_state in ('playable', 'ready', 'failed')),
      playable_since timestamptz,
      duration_ms integer,
      poster_url text,
      failure_code text,
      failure_message text,
      media_progress jsonb,

      version integer not null default 1,
      -- The version that a person last made; what media reports in between is no conflict for an editor.
      edited_version integer not null default 1,
      -- Place in the channel's sequence of changes.
      position bigint not null,
      created_at timestamptz not null,
      updated_at timestamptz not null,
      trashed_at timestamptz
    );
    create index videos_of_channel on videos.videos (channel_id, created_at desc, id desc);
    create index videos_changes on videos.videos (channel_id, position);
    create index videos_in_trash on videos.videos (trashed_at) where trashed_at is not null;

    create table videos.publications (
      id uuid primary key,
      video_id uuid not null references videos.videos on delete cascade,
      visibility text not null check (visibility in ('public', 'unlisted', 'private')),
      starts_at timestamptz,
      ends_at timestamptz check (ends_at > starts_at),
      -- Since when it has this visibility; later changes of start and end keep it.
      published_at timestamptz not null,
      valid_from timestamptz not null,
      valid_to timestamptz check (valid_to >= valid_from),
      recorded_at timestamptz not null default clock_timestamp(),
      actor uuid not null,
      ended_by uuid
    );
    create unique index publications_one_at_a_time on videos.publications (video_id) where valid_to is null;
    create index publications_history on videos.publications (video_id, valid_from);

    create table videos.changes (
      video_id uuid not null references videos.videos on delete cascade,
      -- The video's version that this change made.
      version integer not null,
      at timestamptz not null,
      actor uuid not null,
      what text not null,
      fields jsonb not null default '{}',
      primary key (video_id, version)
    );

    -- Taken with a row lock by every change of a channel's library, so that places become visible in order.
    create table videos.sequences (
      channel_id uuid primary key,
      position bigint not null
    );

    create table videos.purged (
      public_id text primary key,
      channel_id uuid not null,
      position bigint not null,
      purged_at timestamptz not null
    );
    create index purged_changes on videos.purged (channel_id, position);
  `);
}
