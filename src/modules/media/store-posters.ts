import type { Reader, Tx } from '../../platform/db';
import type { Generation } from './store-generations';

export interface Poster {
  id: string;
  videoId: string;
  /** The source it shows. */
  uploadId: string;
  generationId: string;
  /** From the film's first picture; null where nobody remembers. */
  atSeconds: number | null;
  /** Unguessable. */
  name: string;
  chosen: boolean;
}

interface PosterRow {
  id: string;
  video_id: string;
  upload_id: string;
  generation_id: string;
  at_seconds: number | null;
  name: string;
  chosen: boolean;
}

export async function addPosters(tx: Tx, posters: readonly Poster[]): Promise<void> {
  if (posters.length === 0) return;
  await tx('media.posters').insert(
    posters.map((poster) => ({
      id: poster.id,
      video_id: poster.videoId,
      upload_id: poster.uploadId,
      generation_id: poster.generationId,
      at_seconds: poster.atSeconds,
      name: poster.name,
      chosen: poster.chosen,
    })),
  );
}

/** In the film's order. */
export async function postersOfUpload(reader: Reader, uploadId: string): Promise<Poster[]> {
  const rows = await reader<PosterRow>('media.posters').where({ upload_id: uploadId }).orderBy('at_seconds');
  return rows.map(posterOf);
}

export async function postersOfVideo(reader: Reader, videoId: string): Promise<Poster[]> {
  return (await reader<PosterRow>('media.posters').where({ video_id: videoId })).map(posterOf);
}

/** The source whose picture stands for a video: the newest that has one and did not fail. */
export async function shownUpload(reader: Reader, videoId: string): Promise<string | null> {
  const { rows } = await reader.raw<{ rows: { upload_id: string }[] }>(
    `select upload_id from media.posters p
     where video_id = ?
       and (not exists (select 1 from media.generations where upload_id = p.upload_id and state = 'failed')
         or exists (select 1 from media.generations where upload_id = p.upload_id and state <> 'failed'))
     order by id desc limit 1`,
    [videoId],
  );
  return rows[0]?.upload_id ?? null;
}

export async function choose(tx: Tx, { uploadId, id }: Pick<Poster, 'uploadId' | 'id'>): Promise<void> {
  // One after the other: at no instant may two be chosen.
  await tx('media.posters').where({ upload_id: uploadId, chosen: true }).update({ chosen: false });
  await tx('media.posters').where({ id }).update({ chosen: true });
}

/** The posters that nothing shows, and of whose source nothing is left once this generation goes. */
export async function postersGoingWith(reader: Reader, { id, videoId }: Generation): Promise<Poster[]> {
  const rows = await reader<PosterRow>('media.posters')
    .where({ video_id: videoId })
    .whereRaw('upload_id is distinct from ?::uuid', [await shownUpload(reader, videoId)])
    .whereNotExists((query) =>
      query.from('media.generations').whereRaw('upload_id = media.posters.upload_id').whereNot({ id }),
    );
  return rows.map(posterOf);
}

export async function deletePosters(tx: Tx, ids: readonly string[]): Promise<void> {
  await tx('media.posters')
    .whereIn('id', [...ids])
    .delete();
}

function posterOf(row: PosterRow): Poster {
  return {
    id: row.id,
    videoId: row.video_id,
    uploadId: row.upload_id,
    generationId: row.generation_id,
    atSeconds: row.at_seconds,
    name: row.name,
    chosen: row.chosen,
  };
}
