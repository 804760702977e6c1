import type { Database, Reader } from '../../../src/platform/db';

// Everything the crash suite asks of the product's tables, and the two things it does to them.

async function rowsOf<T>(reader: Reader, sql: string, bindings: readonly unknown[] = []): Promise<T[]> {
  const { rows } = await reader.raw<{ rows: T[] }>(sql, bindings as never);
  return rows;
}

async function countOf(reader: Reader, sql: string, bindings: readonly unknown[] = []): Promise<number> {
  const [row] = await rowsOf<{ count: number }>(reader, sql, bindings);
  return row?.count ?? 0;
}

/** A line for every time the witness did its work; nothing here refuses a second one. */
export async function createEffects(db: Database): Promise<void> {
  await db.reader.raw('create schema if not exists witness');
  await db.reader.raw('create table if not exists witness.effects (topic text not null, msg_id uuid not null)');
}

/** Messages that some consumer whose name begins so has not had, whether they left the outbox or not. */
export function messagesUnderWay(reader: Reader, whose: 'witness' | 'anybody' = 'anybody'): Promise<number> {
  return countOf(
    reader,
    `select count(*)::int from bus.outbox o join bus.subscriptions s on s.topic = o.topic
     where (? or s.consumer like 'witness.%') and not exists (
       select 1 from bus.inbox i where i.consumer = s.consumer and i.msg_id = o.msg_id)`,
    [whose === 'anybody'],
  );
}

/**
 * Messages not sent, messages not had and tasks not ended; in one statement, as whoever ends one may begin another in the
 * same commit.
 */
export function workLeft(reader: Reader): Promise<number> {
  return countOf(
    reader,
    `select ((select count(*) from bus.outbox where sent_at is null) +
             (select count(*) from bus.outbox o join bus.subscriptions s on s.topic = o.topic
              where not exists (select 1 from bus.inbox i where i.consumer = s.consumer and i.msg_id = o.msg_id)) +
             (select count(*) from media.tasks where state in ('waiting', 'resting', 'running')))::int as count`,
  );
}

/** The process that holds a task is the last part of its owner's name. */
const heldBy = `state = 'running' and (?::int is null or lease_owner like '%:' || ?::int)`;

export function tasksHeld(reader: Reader, pid: number | null = null): Promise<number> {
  return countOf(reader, `select count(*)::int from media.tasks where ${heldBy}`, [pid, pid]);
}

/** Held for the last time: one more death and the product gives the film up, as it should. */
export function lastTries(reader: Reader, mostAttempts: number, pid: number | null = null): Promise<number> {
  const sql = `select count(*)::int from media.tasks where ${heldBy} and attempts >= ?`;
  return countOf(reader, sql, [pid, pid, mostAttempts]);
}

export function openTasks(reader: Reader): Promise<number> {
  return countOf(reader, "select count(*)::int from media.tasks where state in ('waiting', 'resting', 'running')");
}

export interface Leftovers {
  deadLetters: number;
  /** Tasks that somebody holds, or uploads, while nothing is under way. */
  orphanLeases: number;
}

export async function leftovers(reader: Reader): Promise<Leftovers> {
  return {
    deadLetters: await countOf(reader, 'select count(*)::int from bus.dead_letters'),
    orphanLeases:
      (await tasksHeld(reader)) +
      (await countOf(reader, 'select count(*)::int from uploads.leases where expires_at > clock_timestamp()')),
  };
}

/** What a dead process held runs out now instead of in a minute. */
export async function letLeasesRunOut(reader: Reader, pid: number): Promise<void> {
  await reader.raw(`update media.tasks set lease_until = now() where ${heldBy}`, [pid, pid]);
}

/** What the only process of its kind held, for when it is dead: messages being relayed, claims on keys. */
export async function letTheOnlyOneRunOut(reader: Reader): Promise<void> {
  await reader.raw('update bus.outbox set next_attempt_at = now() where sent_at is null');
  await reader.raw(
    `update http.idempotency_keys set created_at = created_at - interval '2 minutes'
     where status is null and created_at > now() - interval '2 minutes'`,
  );
}

/** Work that was to rest for a while is up for taking. */
export async function letRestEnd(reader: Reader): Promise<void> {
  await reader.raw("update media.tasks set not_before = now() where state = 'resting' and not_before > now()");
}

/** A task whose holder was silent for several seconds is given up now. A living one speaks every 15 s, each time for 60. */
export async function letSilentTasksRunOut(reader: Reader): Promise<void> {
  await reader.raw(
    `update media.tasks set lease_until = now() where state = 'running' and lease_until < now() + interval '40 seconds'`,
  );
}

/** A claim on a key that no request can still hold is given up now; no client is kept waiting for its 2 minutes. */
export async function letSilentClaimsRunOut(reader: Reader): Promise<void> {
  await reader.raw(
    `update http.idempotency_keys set created_at = created_at - interval '2 minutes'
     where status is null and created_at between now() - interval '2 minutes' and now() - interval '6 seconds'`,
  );
}

export interface VideoTruth {
  publicId: string;
  id: string;
  title: string;
  status: string;
  failure: string | null;
  trashed: boolean;
  visibility: string | null;
  /** In the order they were done. */
  deeds: string[];
  deedTimes: Date[];
  listedVersion: number | null;
  toldVersion: number | null;
  listedVisibility: string | null;
}

export function videosOf(reader: Reader, handles: readonly string[]): Promise<VideoTruth[]> {
  return rowsOf(
    reader,
    `select v.public_id as "publicId", v.id, v.title, v.status, v.failure_code as failure,
            v.trashed_at is not null as trashed,
            (select visibility from videos.publications p where p.video_id = v.id and valid_to is null) as visibility,
            array(select what from videos.changes c where c.video_id = v.id order by version) as deeds,
            array(select at from videos.changes c where c.video_id = v.id order by version) as "deedTimes",
            l.version as "listedVersion", l.visibility as "listedVisibility",
            (select max((body->>'version')::int) from bus.outbox o
             where topic like 'video.%' and body->>'videoId' = v.id::text) as "toldVersion"
     from videos.videos v
     join channels.channels c on c.id = v.channel_id
     left join discovery.listed_videos l on l.video_id = v.id
     where c.handle = any(?::text[])`,
    [[...handles]],
  );
}

export interface UploadTruth {
  publicId: string;
  state: string;
  sourceKey: string | null;
  /** Begun by the upload itself; the ladder that follows a copy is a part of the same work. */
  generations: number;
  /** Times that its end was told, and that media took it up. */
  told: number;
  heard: number;
}

const ofUpload = `o.topic = 'upload.completed' and o.body->>'uploadId' = u.id::text`;

export function uploadsOf(reader: Reader, handles: readonly string[]): Promise<UploadTruth[]> {
  return rowsOf(
    reader,
    `select u.public_id as "publicId", u.state, u.storage_key as "sourceKey",
            (select count(*)::int from media.generations g where g.upload_id = u.id and g.follows is null) as generations,
            (select count(*)::int from bus.outbox o where ${ofUpload}) as told,
            (select count(*)::int from bus.outbox o join bus.inbox i on i.msg_id = o.msg_id
             where ${ofUpload} and i.consumer = 'media.receive-source') as heard
     from uploads.uploads u join channels.channels c on c.id = u.channel_id
     where c.handle = any(?::text[])`,
    [[...handles]],
  );
}

export interface SegmentTruth {
  generation: string;
  rendition: string;
  /** Key of the object. */
  key: string;
  number: number;
  startTicks: number;
  durationTicks: number;
  bytes: number;
}

/** Of the generation that a video is served from, in order. */
export function servedSegments(reader: Reader, publicId: string): Promise<SegmentTruth[]> {
  return rowsOf(
    reader,
    `select s.generation_id as generation, s.rendition, s.number, s.bytes::int as bytes,
            s.start_ticks::float8 as "startTicks", s.duration_ticks::float8 as "durationTicks",
            'media/' || v.id || '/' || r.directory || '/' || s.file as key
     from videos.videos v
     join media.current_generations current on current.video_id = v.id
     join media.renditions r on r.generation_id = current.generation_id
     join media.segments s on s.generation_id = r.generation_id and s.rendition = r.name
     where v.public_id = ? order by s.rendition, s.number`,
    [publicId],
  );
}

/** Every row that media keeps of a video, to see whether somebody wrote. */
export async function mediaRowsOf(reader: Reader, publicId: string): Promise<string[]> {
  const rows = await rowsOf<{ row: string }>(
    reader,
    `with video as (select id from videos.videos where public_id = ?),
     generation as (select g.* from media.generations g join video on g.video_id = video.id)
     select 'generation ' || g::text as row from generation g
     union all select 'task ' || t::text from media.tasks t join video on t.video_id = video.id
     union all select 'rendition ' || r::text from media.renditions r join generation g on g.id = r.generation_id
     union all select 'segment ' || s::text from media.segments s join generation g on g.id = s.generation_id
     order by 1`,
    [publicId],
  );
  return rows.map(({ row }) => row);
}

/** Which part of a film somebody is at now, and under which claim. */
export function partsHeld(reader: Reader, publicId: string): Promise<{ part: string; fence: string }[]> {
  return rowsOf(
    reader,
    `select coalesce(t.number::text, t.kind) as part, t.fence::text as fence
     from media.tasks t join videos.videos v on v.id = t.video_id
     where v.public_id = ? and t.state = 'running' and t.kind in ('chunk', 'package')`,
    [publicId],
  );
}

/** Keys of the smallest picture that is served: initialisation and segments, in order. */
export async function servedPicture(reader: Reader, publicId: string): Promise<string[]> {
  const rows = await rowsOf<{ init: string; segment: string }>(
    reader,
    `select 'media/' || v.id || '/' || r.directory || '/' || r.init_file as init,
            'media/' || v.id || '/' || r.directory || '/' || s.file as segment
     from videos.videos v
     join media.current_generations current on current.video_id = v.id
     join lateral (
       select * from media.renditions where generation_id = current.generation_id and kind = 'video'
       order by height limit 1) r on true
     join media.segments s on s.generation_id = r.generation_id and s.rendition = r.name
     where v.public_id = ? order by s.number`,
    [publicId],
  );
  return [...rows.slice(0, 1).map(({ init }) => init), ...rows.map(({ segment }) => segment)];
}

export interface MessageCounts {
  /** That some subscribed consumer never had. */
  unheard: number;
  /** That the witness never wrote down. */
  unwritten: number;
  /** Written down more than once, counted beyond the first. */
  doubled: number;
  /** Generations told ready, or playable, more than once. */
  toldTwice: number;
}

const ofThese = `o.body->>'videoId' = any(?::text[])`;

/** Of everything that was told of these videos. */
export async function messageCounts(
  reader: Reader,
  topics: readonly string[],
  videoIds: readonly string[],
): Promise<MessageCounts> {
  const these = [...videoIds];
  return {
    unheard: await messagesUnderWay(reader),
    unwritten: await countOf(
      reader,
      `select count(*)::int from bus.outbox o where ${ofThese} and topic = any(?::text[])
       and not exists (select 1 from witness.effects e where e.msg_id = o.msg_id)`,
      [these, [...topics]],
    ),
    doubled: await countOf(
      reader,
      `select (count(*) - count(distinct e.msg_id))::int as count
       from witness.effects e join bus.outbox o on o.msg_id = e.msg_id where ${ofThese}`,
      [these],
    ),
    toldTwice: await countOf(
      reader,
      `select count(*)::int from (
         select 1 from bus.outbox o where ${ofThese} and topic in ('media.ready', 'media.playable', 'media.failed')
         group by topic, body->>'generationId' having count(*) > 1) as told`,
      [these],
    ),
  };
}

/** How often the deeds of a kind were told. */
export async function toldOf(reader: Reader, topic: string, videoIds: readonly string[]): Promise<number> {
  const sql = `select count(*)::int from bus.outbox o where ${ofThese} and topic = ?`;
  return countOf(reader, sql, [[...videoIds], topic]);
}
