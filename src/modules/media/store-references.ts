import type { Reader } from '../../platform/db';
import type { GenerationState } from './store-generations';

export interface GenerationReferences {
  id: string;
  videoId: string;
  state: GenerationState;
  posterName: string | null;
  /** `{fence}/{name}.jpg` below `media/{video}/{generation}/storyboard/`. */
  storyboardFiles: readonly string[];
}

/** By id after `afterId`. */
export async function generationsAfter(db: Reader, afterId: string, limit: number): Promise<GenerationReferences[]> {
  const rows = await db('media.generations')
    .where('id', '>', afterId)
    .orderBy('id')
    .limit(limit)
    .select('id', 'video_id', 'state', 'poster_name', 'storyboard');
  return rows.map((row) => ({
    id: row.id,
    videoId: row.video_id,
    state: row.state,
    posterName: row.poster_name,
    storyboardFiles: row.storyboard?.files ?? [],
  }));
}

/** `{directory}/{init file}` below `media/{video}/`. */
export async function initFilesOf(db: Reader, generationId: string): Promise<string[]> {
  const rows = await db('media.renditions')
    .where({ generation_id: generationId })
    .whereNotNull('init_file')
    .select('directory', 'init_file');
  return rows.map((row) => `${row.directory}/${row.init_file}`);
}

export interface SegmentReference {
  rendition: string;
  number: number;
  /** `{directory}/{file}` below `media/{video}/`. */
  file: string;
  bytes: number;
  /** Hex; null for segments from before it was noted. */
  sha256: string | null;
}

/** By rendition and number, after those of `after`. */
export async function segmentsAfter(
  db: Reader,
  generationId: string,
  after: Pick<SegmentReference, 'rendition' | 'number'>,
  limit: number,
): Promise<SegmentReference[]> {
  const { rows } = await db.raw<{
    rows: (Pick<SegmentReference, 'rendition' | 'number' | 'file'> & {
      directory: string;
      bytes: string;
      sha256: Buffer | null;
    })[];
  }>(
    `select s.rendition, s.number, r.directory, s.file, s.bytes, s.sha256
     from media.segments s
     join media.renditions r on r.generation_id = s.generation_id and r.name = s.rendition
     where s.generation_id = :generationId and (s.rendition, s.number) > (:rendition, :number)
     order by s.rendition, s.number
     limit :limit`,
    { generationId, ...after, limit },
  );
  return rows.map(({ rendition, number, directory, file, bytes, sha256 }) => ({
    rendition,
    number,
    file: `${directory}/${file}`,
    bytes: Number(bytes),
    sha256: sha256?.toString('hex') ?? null,
  }));
}
