import type { Reader, Tx } from '../../platform/db';
import type { MediaRendition, PlaybackSet } from './face';

export interface StoredSegment {
  number: number;
  startTicks: number;
  durationTicks: number;
  bytes: number;
  file: string;
}

export interface StoredRendition {
  name: string;
  kind: 'video' | 'audio';
  /** Below `media/{video}/`: `{generation}/{rendition}`. */
  directory: string;
  /** Below `directory`: `{fence}/{name}`. */
  initFile: string;
  codecs: string;
  width: number | null;
  height: number | null;
  frameRate: number | null;
  timescale: number;
  targetDurationSeconds: number;
  /** What to announce while only a part is measured. */
  expectedBitsPerSecond: number;
}

export interface MeasuredRates {
  peakBitsPerSecond: number;
  averageBitsPerSecond: number;
}

export async function addRendition(tx: Tx, generationId: string, rendition: StoredRendition): Promise<void> {
  await tx('media.renditions').insert({
    generation_id: generationId,
    name: rendition.name,
    kind: rendition.kind,
    directory: rendition.directory,
    init_file: rendition.initFile,
    codecs: rendition.codecs,
    width: rendition.width,
    height: rendition.height,
    frame_rate: rendition.frameRate,
    timescale: rendition.timescale,
    target_duration_seconds: rendition.targetDurationSeconds,
    expected_bits_per_second: rendition.expectedBitsPerSecond,
  });
}

export async function addSegments(
  tx: Tx,
  generationId: string,
  rendition: string,
  segments: readonly StoredSegment[],
  rates: MeasuredRates,
): Promise<void> {
  await tx('media.segments').insert(
    segments.map((segment) => ({
      generation_id: generationId,
      rendition,
      number: segment.number,
      start_ticks: segment.startTicks,
      duration_ticks: segment.durationTicks,
      bytes: segment.bytes,
      file: segment.file,
    })),
  );
  await tx('media.renditions').where({ generation_id: generationId, name: rendition }).update({
    peak_bits_per_second: rates.peakBitsPerSecond,
    average_bits_per_second: rates.averageBitsPerSecond,
  });
}

export async function completeRenditions(tx: Tx, generationId: string): Promise<void> {
  await tx('media.renditions').where({ generation_id: generationId }).update({ complete: true });
}

/** What an earlier holder of the task left behind, by rendition. */
export async function keptSegments(reader: Reader, generationId: string): Promise<Map<string, StoredSegment[]>> {
  const renditions = await reader('media.renditions').select('name').where({ generation_id: generationId });
  const segments = await reader('media.segments').where({ generation_id: generationId }).orderBy('number');
  return new Map(
    renditions.map(({ name }) => [
      name,
      segments
        .filter((segment) => segment.rendition === name)
        .map((segment) => ({
          number: segment.number,
          startTicks: Number(segment.start_ticks),
          durationTicks: Number(segment.duration_ticks),
          bytes: Number(segment.bytes),
          file: segment.file,
        })),
    ]),
  );
}

export async function dropRenditions(tx: Tx, generationId: string): Promise<void> {
  await tx('media.renditions').where({ generation_id: generationId }).delete();
}

interface SetRow {
  generation_id: string;
  duration_ms: string | null;
  name: string;
  kind: 'video' | 'audio';
  directory: string;
  init_file: string;
  codecs: string;
  width: number | null;
  height: number | null;
  frame_rate: number | null;
  timescale: number;
  target_duration_seconds: number;
  expected_bits_per_second: string;
  peak_bits_per_second: string;
  average_bits_per_second: string;
  complete: boolean;
  numbers: number[];
  ticks: string[];
  sizes: string[];
  files: string[];
}

/** One statement, so one snapshot: a list never mixes two generations or runs ahead of its neighbour's rows. */
export async function readPlaybackSet(
  reader: Reader,
  videoId: string,
  generationId: string | null,
): Promise<PlaybackSet | null> {
  const { rows } = await reader.raw<{ rows: SetRow[] }>(
    `
    select g.id as generation_id, g.duration_ms, r.*, s.numbers, s.ticks, s.sizes, s.files
    from media.generations g
    join media.renditions r on r.generation_id = g.id
    join lateral (
      select array_agg(number order by number) as numbers, array_agg(duration_ticks order by number) as ticks,
             array_agg(bytes order by number) as sizes, array_agg(file order by number) as files
      from media.segments
      where generation_id = r.generation_id and rendition = r.name
    ) s on s.numbers is not null
    where g.video_id = :videoId
      and g.id = coalesce(
        :generationId::uuid,
        (select generation_id from media.current_generations where video_id = :videoId)
      )
    order by r.kind desc, r.height desc nulls last, r.name`,
    { videoId, generationId },
  );
  const [first] = rows;
  if (!first) return null;
  return {
    generationId: first.generation_id,
    durationMs: first.duration_ms === null ? null : Number(first.duration_ms),
    renditions: rows.map(renditionOf),
    storyboard: null,
  };
}

function renditionOf(row: SetRow): MediaRendition {
  const measured = Number(row.peak_bits_per_second);
  const expected = row.complete ? 0 : Number(row.expected_bits_per_second);
  return {
    name: row.name,
    kind: row.kind,
    codecs: row.codecs,
    width: row.width,
    height: row.height,
    frameRate: row.frame_rate,
    channels: null,
    timescale: row.timescale,
    targetDurationSeconds: row.target_duration_seconds,
    peakBitsPerSecond: Math.max(measured, expected),
    averageBitsPerSecond: Number(row.average_bits_per_second),
    path: row.directory,
    initFile: row.init_file,
    complete: row.complete,
    segments: row.numbers.map((number, i) => ({
      number,
      durationTicks: Number(row.ticks[i]),
      bytes: Number(row.sizes[i]),
      file: row.files[i] ?? '',
      pictureBytes: null,
    })),
  };
}
