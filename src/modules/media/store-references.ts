import type { Reader } from '../../platform/db';
import type { GenerationState } from './store-generations';

export interface GenerationReferences {
  id: string;
  videoId: string;
  state: GenerationState;
  posterName: string | null;
}

/** By id after `afterId`. */
export async function generationsAfter(db: Reader, afterId: string, limit: number): Promise<GenerationReferences[]> {
  const rows = await db('media.generations')
    .where('id', '>', afterId)
    .orderBy('id')
    .limit(limit)
    .select('id', 'video_id', 'state', 'poster_name');
  return rows.map((row) => ({ id: row.id, videoId: row.video_id, state: row.state, posterName: row.poster_name }));
}

/** `{directory}/{init file}` below `media/{video}/`. */
export async function initFilesOf(db: Reader, generationId: string): Promise<string[]> {
  const rows = await db('media.renditions').where({ generation_id: generationId }).select('directory', 'init_file');
  return rows.map((row) => `${row.directory}/${row.init_file}`);
}

export interface SegmentReference {
  rendition: string;
  number: number;
  /** `{directory}/{file}` below `media/{video}/`. */
  file: string;
  bytes: number;
}

/** By rendition and number, after those of `after`. */
export async function segmentsAfter(
  db: Reader,
  generationId: string,
  after: Pick<SegmentReference, 'rendition' | 'number'>,
  limit: number,
): Promise<SegmentReference[]> {
  const { rows } = await db.raw<{
    rows: { rendition: string; number: number; directory: string; file: string; bytes: string }[];
  }>(
    `select s.rendition, s.number, r.directory, s.file, s.bytes
     from media.segments s
     join media.renditions r on r.generation_id = s.generation_id and r.name = s.rendition
     where s.generation_id = :generationId and (s.rendition, s.number) > (:rendition, :number)
     order by s.rendition, s.number
     limit :limit`,
    { generationId, ...after, limit },
  );
  return rows.map(({ rendition, number, directory, file, bytes }) => ({
    rendition,
    number,
    file: `${directory}/${file}`,
    bytes: Number(bytes),
  }));
}
