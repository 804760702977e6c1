import type { Reader, Tx } from '../../platform/db';

export interface StoredSegment {
  number: number;
  startTicks: number;
  durationTicks: number;
  bytes: number;
  /** Below the rendition's directory: `{fence}/{name}`. */
  file: string;
  sha256: Buffer | null;
  pictureBytes: readonly number[] | null;
}

export type RenditionKind = 'video' | 'audio' | 'iframes';

/** What will be made of a source, known before any of it is. */
export interface PlannedRendition {
  name: string;
  kind: RenditionKind;
  width: number | null;
  height: number | null;
  frameRate: number | null;
  targetDurationSeconds: number;
  /** What to announce while only a part is measured. */
  expectedBitsPerSecond: number;
  expectedSegments: number;
  /** Listed while it still grows. */
  leads: boolean;
  /** Processor seconds it is thought to take. */
  cost: number;
}

/** What the first bytes of a rendition tell. */
export interface BegunRendition {
  name: string;
  /** Below the rendition's directory. */
  initFile: string;
  codecs: string;
  width: number | null;
  height: number | null;
  channels: number | null;
  timescale: number;
}

export interface RenditionRow {
  generation_id: string;
  name: string;
  kind: RenditionKind;
  /** Below `media/{video}/`. */
  directory: string;
  init_file: string | null;
  codecs: string | null;
  width: number | null;
  height: number | null;
  frame_rate: number | null;
  channels: number | null;
  timescale: number | null;
  target_duration_seconds: number;
  expected_bits_per_second: string;
  expected_segments: number;
  stored_segments: number;
  leads: boolean;
  cost: number;
  complete: boolean;
  failure: string | null;
}

export async function planRenditions(
  tx: Tx,
  generationId: string,
  renditions: readonly PlannedRendition[],
): Promise<void> {
  await tx('media.renditions').insert(
    renditions.map((rendition) => ({
      generation_id: generationId,
      name: rendition.name,
      kind: rendition.kind,
      directory: `${generationId}/${rendition.name}`,
      width: rendition.width,
      height: rendition.height,
      frame_rate: rendition.frameRate,
      target_duration_seconds: rendition.targetDurationSeconds,
      expected_bits_per_second: rendition.expectedBitsPerSecond,
      expected_segments: rendition.expectedSegments,
      leads: rendition.leads,
      cost: rendition.cost,
    })),
  );
}

/** The first to begin it says what it is; false when that was somebody else. */
export async function beginRendition(tx: Tx, generationId: string, begun: BegunRendition): Promise<boolean> {
  const changed = await tx('media.renditions')
    .where({ generation_id: generationId, name: begun.name })
    .whereNull('init_file')
    .update({
      init_file: begun.initFile,
      codecs: begun.codecs,
      width: begun.width,
      height: begun.height,
      channels: begun.channels,
      timescale: begun.timescale,
    });
  return changed === 1;
}

export async function listRenditions(reader: Reader, generationId: string): Promise<RenditionRow[]> {
  return reader<RenditionRow>('media.renditions').where({ generation_id: generationId }).orderBy('name');
}

/** Whoever decides whether a rendition is whole waits here, and sees what the one before decided. */
export async function lockRendition(tx: Tx, generationId: string, name: string): Promise<RenditionRow | null> {
  const [row] = await tx<RenditionRow>('media.renditions').where({ generation_id: generationId, name }).forUpdate();
  return row ?? null;
}

/** Segments that are there already stay as they are. */
export async function addSegments(
  tx: Tx,
  generationId: string,
  rendition: string,
  segments: readonly StoredSegment[],
): Promise<void> {
  const added = await tx('media.segments')
    .insert(
      segments.map((segment) => ({
        generation_id: generationId,
        rendition,
        number: segment.number,
        start_ticks: segment.startTicks,
        duration_ticks: segment.durationTicks,
        bytes: segment.bytes,
        file: segment.file,
        sha256: segment.sha256,
        picture_bytes: segment.pictureBytes && [...segment.pictureBytes],
      })),
    )
    .onConflict()
    .ignore()
    .returning('number');
  await tx('media.renditions')
    .where({ generation_id: generationId, name: rendition })
    .increment('stored_segments', added.length);
}

export async function completeRendition(tx: Tx, generationId: string, name: string): Promise<void> {
  await tx('media.renditions').where({ generation_id: generationId, name }).update({ complete: true, failure: null });
}

/** A track that was announced and held nothing is none. */
export async function dropEmptyRenditions(tx: Tx, generationId: string): Promise<void> {
  await tx('media.renditions').where({ generation_id: generationId, stored_segments: 0 }).delete();
}

export async function failRendition(tx: Tx, generationId: string, name: string, failure: string): Promise<void> {
  await tx('media.renditions').where({ generation_id: generationId, name }).update({ failure });
}

export async function forgetFailure(tx: Tx, generationId: string, name: string): Promise<void> {
  await tx('media.renditions').where({ generation_id: generationId, name }).update({ failure: null });
}

/** Numbers of the segments of one rendition from `from` on, without the bytes they name. */
export async function storedNumbers(
  reader: Reader,
  generationId: string,
  name: string,
  range: { from: number; below: number | null },
): Promise<Set<number>> {
  const query = reader('media.segments')
    .select('number')
    .where({ generation_id: generationId, rendition: name })
    .where('number', '>=', range.from);
  if (range.below !== null) query.where('number', '<', range.below);
  return new Set((await query).map(({ number }: { number: number }) => number));
}

interface SegmentRow {
  rendition: string;
  number: number;
  start_ticks: string;
  duration_ticks: string;
  bytes: string;
  file: string;
  sha256: Buffer | null;
  picture_bytes: number[] | null;
}

/** What an earlier holder of the task left behind, by rendition. */
export async function keptSegments(
  reader: Reader,
  generationId: string,
  names: readonly string[],
): Promise<Map<string, StoredSegment[]>> {
  const rows: SegmentRow[] = await reader('media.segments')
    .where({ generation_id: generationId })
    .whereIn('rendition', [...names])
    .orderBy('number');
  const kept = new Map<string, StoredSegment[]>();
  for (const row of rows) {
    const segments = kept.get(row.rendition) ?? [];
    segments.push(segmentOf(row));
    kept.set(row.rendition, segments);
  }
  return kept;
}

function segmentOf(row: SegmentRow): StoredSegment {
  return {
    number: row.number,
    startTicks: Number(row.start_ticks),
    durationTicks: Number(row.duration_ticks),
    bytes: Number(row.bytes),
    file: row.file,
    sha256: row.sha256,
    pictureBytes: row.picture_bytes,
  };
}

/** Begins these anew; what was stored of them is nobody's. */
export async function resetRenditions(tx: Tx, generationId: string, names: readonly string[]): Promise<void> {
  const these = { generation_id: generationId };
  await tx('media.segments')
    .where(these)
    .whereIn('rendition', [...names])
    .delete();
  await tx('media.renditions')
    .where(these)
    .whereIn('name', [...names])
    .update({ init_file: null, stored_segments: 0 });
}

/** Where the film ends by its longest rendition of this kind, in seconds. */
export async function lengthOf(reader: Reader, generationId: string, kind: RenditionKind): Promise<number | null> {
  const { rows } = await reader.raw<{ rows: { seconds: number | null }[] }>(
    `select max((s.start_ticks + s.duration_ticks)::double precision / r.timescale) as seconds
     from media.renditions r
     join media.segments s on s.generation_id = r.generation_id and s.rendition = r.name
     where r.generation_id = ? and r.kind = ?`,
    [generationId, kind],
  );
  return rows[0]?.seconds ?? null;
}
