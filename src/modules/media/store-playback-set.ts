import type { Reader } from '../../platform/db';
import type { MediaRendition, MediaSegment, PlaybackSet, Storyboard } from './face';
import type { RenditionRow } from './store-renditions';

interface SetRow extends RenditionRow {
  duration_ms: string | null;
  storyboard: Omit<Storyboard, 'path'> | null;
  numbers: number[];
  ticks: string[];
  sizes: string[];
  files: string[];
  pictures: (string | null)[];
}

/**
 * One statement, so one snapshot: a list never mixes two generations or runs ahead of its neighbour's rows. Chunks end
 * in any order; a list ends at the first hole.
 */
export async function readPlaybackSet(
  reader: Reader,
  videoId: string,
  generationId: string | null,
): Promise<PlaybackSet | null> {
  const { rows } = await reader.raw<{ rows: SetRow[] }>(
    `
    select g.duration_ms, g.storyboard, r.*, s.numbers, s.ticks, s.sizes, s.files, s.pictures
    from media.generations g
    join media.renditions r on r.generation_id = g.id
    join lateral (
      select array_agg(number order by number) as numbers, array_agg(duration_ticks order by number) as ticks,
             array_agg(bytes order by number) as sizes, array_agg(file order by number) as files,
             array_agg(array_to_string(picture_bytes, ',') order by number) as pictures
      from media.segments
      where generation_id = r.generation_id and rendition = r.name
    ) s on s.numbers[1] = 0
    where g.video_id = :videoId and g.playable_at is not null
      and g.id = coalesce(
        :generationId::uuid,
        (select generation_id from media.current_generations where video_id = :videoId)
      )
      and (r.complete or r.leads) and r.init_file is not null
    order by r.kind desc, r.height desc nulls last, r.name`,
    { videoId, generationId },
  );
  const [first] = rows;
  if (!first) return null;
  return {
    generationId: first.generation_id,
    durationMs: first.duration_ms === null ? null : Number(first.duration_ms),
    renditions: rows.map(renditionOf),
    storyboard: first.storyboard && { ...first.storyboard, path: `${first.generation_id}/storyboard` },
  };
}

function renditionOf(row: SetRow): MediaRendition {
  return {
    name: row.name,
    kind: row.kind,
    codecs: row.codecs ?? '',
    width: row.width,
    height: row.height,
    frameRate: row.frame_rate,
    channels: row.channels,
    timescale: row.timescale ?? 1,
    targetDurationSeconds: row.target_duration_seconds,
    expectedBitsPerSecond: Number(row.expected_bits_per_second),
    path: row.directory,
    initFile: row.init_file ?? '',
    complete: row.complete,
    segments: segmentsOf(row),
  };
}

function segmentsOf({ numbers, ticks, sizes, files, pictures }: SetRow): MediaSegment[] {
  const hole = numbers.findIndex((number, i) => number !== i);
  const unbroken = hole < 0 ? numbers : numbers.slice(0, hole);
  return unbroken.map((number, i) => ({
    number,
    durationTicks: Number(ticks[i]),
    bytes: Number(sizes[i]),
    file: files[i] ?? '',
    pictureBytes: pictures[i]?.split(',').map(Number) ?? null,
  }));
}
