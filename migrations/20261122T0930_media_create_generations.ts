import type { Knex } from 'knex';

export async function up(knex: Knex): Promise<void> {
  await knex.raw('create schema media');
  await knex.raw(`
    create table media.generations (
      id uuid primary key,
      video_id uuid not null,
      channel_id uuid not null,
      upload_id uuid not null,
      source_key text not null,
      source_bytes bigint not null,
      state text not null check (state in ('probing', 'packaging', 'ready', 'failed', 'superseded')),
      probe jsonb,
      plan jsonb,
      duration_ms bigint,
      poster_name text unique,
      failure_code text,
      failure_message text,
      created_at timestamptz not null,
      playable_at timestamptz,
      ended_at timestamptz,
      retire_at timestamptz
    )`);
  await knex.raw('create index generations_video on media.generations (video_id, id)');
  await knex.raw('create index generations_upload on media.generations (upload_id)');
  await knex.raw('create index generations_retire on media.generations (retire_at) where retire_at is not null');
  await knex.raw(`
    create table media.current_generations (
      video_id uuid primary key,
      generation_id uuid not null references media.generations (id)
    )`);
  await knex.raw(`
    create table media.renditions (
      generation_id uuid not null references media.generations (id) on delete cascade,
      name text not null,
      kind text not null check (kind in ('video', 'audio')),
      directory text not null,
      init_file text not null,
      codecs text not null,
      width integer,
      height integer,
      frame_rate double precision,
      timescale integer not null,
      target_duration_seconds integer not null,
      expected_bits_per_second bigint not null,
      peak_bits_per_second bigint not null default 0,
      average_bits_per_second bigint not null default 0,
      complete boolean not null default false,
      primary key (generation_id, name)
    )`);
  await knex.raw(`
    create table media.segments (
      generation_id uuid not null,
      rendition text not null,
      number integer not null,
      start_ticks bigint not null,
      duration_ticks bigint not null,
      bytes bigint not null,
      file text not null,
      primary key (generation_id, rendition, number),
      foreign key (generation_id, rendition) references media.renditions (generation_id, name) on delete cascade
    )`);
  await createTasks(knex);
}

async function createTasks(knex: Knex): Promise<void> {
  await knex.raw(`
    create table media.tasks (
      id uuid primary key,
      generation_id uuid references media.generations (id) on delete cascade,
      video_id uuid not null,
      channel_id uuid not null,
      kind text not null check (kind in ('probe', 'package', 'poster', 'purge')),
      lane text not null check (lane in ('fast', 'bulk')),
      state text not null check (state in ('waiting', 'running', 'done', 'failed', 'withdrawn')),
      priority integer not null,
      fence bigint not null default 0,
      attempts integer not null default 0,
      lease_owner text,
      lease_until timestamptz,
      not_before timestamptz not null default now(),
      last_error text,
      request_id text,
      created_at timestamptz not null default now(),
      ended_at timestamptz
    )`);
  await knex.raw(`
    create index tasks_open on media.tasks (lane, channel_id, state) where state in ('waiting', 'running')`);
  await knex.raw('create index tasks_generation on media.tasks (generation_id)');
  await knex.raw(`
    create table media.turns (
      channel_id uuid not null,
      lane text not null,
      served_at timestamptz not null,
      primary key (channel_id, lane)
    )`);
}
