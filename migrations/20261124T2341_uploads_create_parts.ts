import type { Knex } from 'knex';

export async function up(knex: Knex): Promise<void> {
  await knex.raw(`
    alter table uploads.uploads
      add column protocol text not null default 'tus' check (protocol in ('tus', 'multipart')),
      -- Bytes of every part but the last, as told to who sends straight to the bucket.
      add column part_bytes bigint check (part_bytes > 0),
      -- The bucket's own id of the object being put together; null until the first part.
      add column bucket_upload_id text,
      -- From just before the bucket is asked to make the object: a crash after it is made good by the sweep.
      add column completing_at timestamptz,
      add constraint uploads_part_bytes check ((part_bytes is not null) = (protocol = 'multipart'));

    -- What tus sent and we put into the bucket, stretch after stretch from the first byte on: a part of the object
    -- being put together, or, at the end only, what is too short for one and waits in an object of its own.
    create table uploads.parts (
      upload_id uuid not null references uploads.uploads on delete cascade,
      number integer not null check (number between 1 and 10000),
      size_bytes bigint not null check (size_bytes > 0),
      etag text,
      waiting_key text,
      primary key (upload_id, number),
      check ((etag is null) <> (waiting_key is null))
    );
  `);
}
