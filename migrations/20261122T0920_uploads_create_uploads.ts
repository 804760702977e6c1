import type { Knex } from 'knex';

export async function up(knex: Knex): Promise<void> {
  await knex.raw(`
    create schema uploads;

    create table uploads.uploads (
      id uuid primary key,
      public_id text not null unique,
      video_id uuid not null,
      channel_id uuid not null,
      account_id uuid not null,
      filename text not null check (length(filename) between 1 and 255),
      size_bytes bigint not null check (size_bytes > 0),
      state text not null default 'open'
        check (state in ('open', 'receiving', 'completed', 'terminated', 'abandoned')),
      storage_key text check ((storage_key is not null) = (state = 'completed')),
      created_at timestamptz not null,
      expires_at timestamptz not null,
      ended_at timestamptz check ((ended_at is null) = (state in ('open', 'receiving'))),
      -- From when on its bytes may be deleted: it came to nothing, was replaced, or its video is gone.
      drop_after timestamptz,
      bytes_removed_at timestamptz check (bytes_removed_at is null or drop_after is not null)
    );
    create unique index uploads_one_open_a_video on uploads.uploads (video_id) where state in ('open', 'receiving');
    create index uploads_of_video on uploads.uploads (video_id, created_at);
    create index uploads_counting_for_quota on uploads.uploads (channel_id) where drop_after is null;
    create index uploads_unfinished on uploads.uploads (channel_id, created_at, id) where state in ('open', 'receiving');
    create index uploads_due on uploads.uploads (expires_at) where state in ('open', 'receiving');
    create index uploads_to_drop on uploads.uploads (drop_after) where bytes_removed_at is null;

    -- Who works on an upload's bytes right now. A free lease has no holder; a crashed holder's runs out.
    create table uploads.leases (
      upload_id uuid primary key references uploads.uploads on delete cascade,
      fence bigint not null default 0,
      holder uuid,
      account_id uuid,
      -- True for a request that sends bytes; those are counted per account.
      receiving boolean not null default false,
      expires_at timestamptz check ((expires_at is null) = (holder is null)),
      asked_to text check (asked_to in ('yield', 'stop')),
      asked_at timestamptz
    );
    create index leases_of_holder on uploads.leases (holder) where holder is not null;
    create index leases_receiving on uploads.leases (account_id) where receiving;
  `);
}
