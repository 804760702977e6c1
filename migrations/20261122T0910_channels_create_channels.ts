import type { Knex } from 'knex';

export async function up(knex: Knex): Promise<void> {
  await knex.raw(`
    create schema channels;

    create table channels.channels (
      id uuid primary key,
      public_id text not null unique,
      handle text not null constraint channels_handle_unique unique check (handle ~ '^[a-z0-9_-]{3,30}$'),
      name text not null,
      description text not null default '',
      avatar_folder text,
      banner_folder text,
      version integer not null default 1,
      created_at timestamptz not null,
      updated_at timestamptz not null
    );

    create table channels.team_roles (
      id uuid primary key,
      channel_id uuid not null references channels.channels on delete cascade,
      account_id uuid not null,
      role text not null check (role in ('owner', 'editor', 'moderator', 'analyst')),
      valid_from timestamptz not null,
      valid_to timestamptz check (valid_to >= valid_from),
      recorded_at timestamptz not null default clock_timestamp(),
      actor uuid not null,
      ended_by uuid
    );
    create unique index team_roles_one_at_a_time on channels.team_roles (channel_id, account_id) where valid_to is null;
    create index team_roles_of_account on channels.team_roles (account_id) where valid_to is null;
    create index team_roles_history on channels.team_roles (channel_id, account_id, valid_from);

    -- Every folder of picture files ever written; one that no channel shows has a date to be deleted.
    create table channels.picture_folders (
      folder text primary key,
      channel_id uuid not null,
      delete_after timestamptz
    );
    create index picture_folders_due on channels.picture_folders (delete_after) where delete_after is not null;
  `);
}
