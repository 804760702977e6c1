import type { Knex } from 'knex';

export async function up(knex: Knex): Promise<void> {
  await widenGenerations(knex);
  await planRenditions(knex);
  await widenTasks(knex);
  await addLines(knex);
}

async function widenGenerations(knex: Knex): Promise<void> {
  await knex.raw(`
    alter table media.generations
      -- Rungs and chunks, decided once so that every worker makes the same.
      add column encoding jsonb,
      -- What was measured of the sound before it was encoded.
      add column loudness jsonb,
      add column storyboard jsonb,
      -- The generation that plays until this one, made of the same source, is whole.
      add column follows uuid`);
}

async function planRenditions(knex: Knex): Promise<void> {
  await knex.raw(`
    alter table media.renditions
      alter column init_file drop not null,
      alter column codecs drop not null,
      alter column timescale drop not null,
      alter column target_duration_seconds drop not null,
      alter column expected_bits_per_second drop not null,
      drop constraint renditions_kind_check,
      add constraint renditions_kind_check check (kind in ('video', 'audio', 'iframes')),
      add column channels integer,
      -- Listed while it still grows; the others join when they are whole.
      add column leads boolean not null default true,
      add column expected_segments integer not null default 1,
      add column stored_segments integer not null default 0,
      -- Seconds of processor time it is thought to take.
      add column cost double precision not null default 1,
      add column failure text`);
  await knex.raw('alter table media.segments add column picture_bytes integer[], add column sha256 bytea');
  await knex.raw(`
    update media.renditions r set stored_segments =
      (select count(*) from media.segments s where s.generation_id = r.generation_id and s.rendition = r.name)`);
}

async function widenTasks(knex: Knex): Promise<void> {
  await knex.raw('create sequence media.fences');
  await knex.raw(`
    alter table media.tasks
      drop constraint tasks_kind_check,
      add constraint tasks_kind_check
        check (kind in ('probe', 'package', 'sound', 'chunk', 'storyboard', 'poster', 'purge')),
      drop constraint tasks_lane_check,
      add constraint tasks_lane_check check (lane in ('fast', 'sound', 'bulk')),
      drop constraint tasks_state_check,
      add constraint tasks_state_check
        check (state in ('waiting', 'resting', 'running', 'done', 'failed', 'withdrawn')),
      drop column priority,
      -- Of a chunk: which rendition, and which part of the film.
      add column rendition text,
      add column number integer,
      -- 0 goes first; see README.
      add column urgency smallint not null default 1,
      add column usual_urgency smallint not null default 1,
      add column rank double precision not null default 0,
      add column step integer not null default 0,
      add column memory_mb integer not null default 0,
      add column base_memory_mb integer not null default 0`);
  await knex.raw('drop index media.tasks_open');
  await knex.raw(`
    create index tasks_waiting on media.tasks (lane, channel_id, urgency, rank, step, id) where state = 'waiting'`);
  await knex.raw(`create index tasks_resting on media.tasks (not_before) where state = 'resting'`);
  await knex.raw(`create index tasks_running on media.tasks (lease_until) where state = 'running'`);
  await knex.raw(`create index tasks_running_of on media.tasks (lane, channel_id) where state = 'running'`);
  await knex.raw(`
    create index tasks_open_of_video on media.tasks (video_id) where state in ('waiting', 'resting', 'running')`);
  await knex.raw('create index tasks_of_rendition on media.tasks (generation_id, rendition, number)');
}

async function addLines(knex: Knex): Promise<void> {
  await knex.raw('drop table media.turns');
  await knex.raw(`
    -- One row for each channel with work in a lane: what its next task is, and how many are under way.
    create table media.lines (
      lane text not null,
      channel_id uuid not null,
      running integer not null default 0,
      urgency smallint,
      served_at timestamptz not null default '-infinity',
      primary key (lane, channel_id)
    )`);
  await knex.raw(`
    create index lines_next on media.lines (lane, urgency, running, served_at) where urgency is not null`);
  await knex.raw(`
    insert into media.lines (lane, channel_id, running, urgency)
    select lane, channel_id, count(*) filter (where state = 'running'), min(urgency) filter (where state = 'waiting')
    from media.tasks where state in ('waiting', 'running') group by lane, channel_id`);
  await knex.raw(`
    -- When a video has to be ready: the publication that somebody asked for.
    create table media.due (
      video_id uuid primary key,
      due_at timestamptz not null
    )`);
}
