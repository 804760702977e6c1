import type { Knex } from 'knex';
import type { Reader, Tx } from '../../platform/db';
import { videoNotFound } from './errors';
import type { VideoRecord } from './record';
import { columnsOf, type PublicationColumns, recordOf, type VideoChanges, type VideoRow } from './video-row';

export type VideoKey = { id: string } | { publicId: string };

type Joined = VideoRow & PublicationColumns;

export const publicationColumns = [
  'p.visibility',
  'p.starts_at',
  'p.ends_at',
  'p.published_at',
  'p.password_id',
] as const;

/** Videos with the publication in force. */
export function selectVideos(db: Reader): Knex.QueryBuilder<Joined, Joined[]> {
  return db('videos.videos as v')
    .leftJoin('videos.publications as p', (join) => {
      join.on('p.video_id', 'v.id').andOnNull('p.valid_to');
    })
    .select('v.*', ...publicationColumns) as never;
}

export async function findVideo(db: Reader, by: VideoKey): Promise<VideoRecord | null> {
  const [row] = await selectVideos(db).where(keyOf(by));
  return row ? recordOf(row) : null;
}

export async function videosByIds(db: Reader, ids: readonly string[]): Promise<VideoRecord[]> {
  if (ids.length === 0) return [];
  return (await selectVideos(db).whereRaw('v.id = any(?::uuid[])', [[...ids]])).map(recordOf);
}

export async function videosByPublicIds(db: Reader, publicIds: readonly string[]): Promise<VideoRecord[]> {
  if (publicIds.length === 0) return [];
  return (await selectVideos(db).whereRaw('v.public_id = any(?::text[])', [[...publicIds]])).map(recordOf);
}

function keyOf(by: VideoKey): Record<string, string> {
  return 'id' in by ? { 'v.id': by.id } : { 'v.public_id': by.publicId };
}

/** Holds the video until the transaction ends. */
export async function lockVideo(tx: Tx, by: VideoKey): Promise<VideoRecord | null> {
  const held = await tx('videos.videos as v').where(keyOf(by)).forUpdate().first('v.id');
  // A second statement: a row joined to the locked one would be the publication from before the wait.
  return held ? findVideo(tx, { id: held.id }) : null;
}

export interface NewVideo {
  id: string;
  publicId: string;
  channelId: string;
  title: string;
  description: string;
  tags: readonly string[];
}

export async function insertVideo(tx: Tx, video: NewVideo, at: Date): Promise<VideoRecord> {
  await tx('videos.videos').insert({
    id: video.id,
    public_id: video.publicId,
    channel_id: video.channelId,
    title: video.title,
    description: video.description,
    tags: [...video.tags],
    position: await nextPosition(tx, video.channelId),
    created_at: at,
    updated_at: at,
  });
  return getVideo(tx, video.id);
}

/** The video must be locked. Only what a person did counts as an edit for `If-Match`. */
export async function updateVideo(
  tx: Tx,
  video: VideoRecord,
  changes: VideoChanges,
  { at, byPerson }: { at: Date; byPerson: boolean },
): Promise<VideoRecord> {
  await tx('videos.videos')
    .where({ id: video.id })
    .update({
      ...columnsOf(changes),
      version: video.version + 1,
      ...(byPerson ? { edited_version: video.version + 1 } : {}),
      position: await nextPosition(tx, video.channelId),
      updated_at: at,
    });
  return getVideo(tx, video.id);
}

async function getVideo(tx: Tx, id: string): Promise<VideoRecord> {
  const video = await findVideo(tx, { id });
  if (!video) throw videoNotFound();
  return video;
}

/** The row stays locked until the transaction ends: a place is never seen before a lower one. Take it last. */
export async function nextPosition(tx: Tx, channelId: string): Promise<number> {
  const answer = await tx.raw<{ rows: { position: string }[] }>(
    `insert into videos.sequences as s (channel_id, position) values (?, 1)
     on conflict (channel_id) do update set position = s.position + 1
     returning position`,
    [channelId],
  );
  return Number(answer.rows[0]?.position);
}
