import type { Reader } from '../../platform/db';
import type { GenerationState } from './store-generations';

export interface GenerationReferences {
  id: string;
  videoId: string;
  state: GenerationState;
  /** `{fence}/{name}.jpg` below `media/{video}/{generation}/storyboard/`. */
  storyboardFiles: readonly string[];
}

/** By id after `afterId`. */
export async function generationsAfter(db: Reader, afterId: string, limit: number): Promise<GenerationReferences[]> {
  const rows = await db('media.generations')
    .where('id', '>', afterId)
    .orderBy('id')
    .limit(limit)
    .select('id', 'video_id', 'state', 'storyboard');
  return rows.map((row) => ({
    id: row.id,
    videoId: row.video_id,
    state: row.state,
    storyboardFiles: row.storyboard?.files ?? [],
  }));
}

export interface PosterReference {
  id: string;
  name: string;
  /** Its source is being served or made. */
  needed: boolean;
}

/** By id after `afterId`. */
export async function postersAfter(db: Reader, afterId: string, limit: number): Promise<PosterReference[]> {
  const { rows } = await db.raw<{ rows: PosterReference[] }>(
    `select p.id, p.name, exists (
       select 1 from media.generations where upload_id = p.upload_id and state in ('packaging', 'ready')) as needed
     from media.posters p
     where p.id > ? order by p.id limit ?`,
    [afterId, limit],
  );
  return rows;
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
