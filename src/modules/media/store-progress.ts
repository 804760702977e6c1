import type { Reader } from '../../platform/db';
import type { PackagingPlan } from './probe/packaging-plan';
import type { SourceFacts } from './probe/source-facts';
import type { RenditionKind } from './store-renditions';

/** One rendition of everything that is made, or waits to be made, of a video's newest source. */
export interface RenditionState {
  generationId: string;
  name: string;
  kind: RenditionKind;
  width: number | null;
  height: number | null;
  leads: boolean;
  complete: boolean;
  failure: string | null;
  storedSegments: number;
  expectedSegments: number;
  cost: number;
}

/** What a generation is made of, as far as that is known. */
export interface GenerationProgress {
  id: string;
  playable: boolean;
  source: SourceFacts | null;
  plan: PackagingPlan | null;
}

type SameInRow = 'kind' | 'width' | 'height' | 'leads' | 'complete' | 'failure' | 'cost';

interface ProgressRow extends Pick<RenditionState, SameInRow> {
  id: string;
  upload_id: string;
  playable_at: Date | null;
  probe: SourceFacts | null;
  plan: PackagingPlan | null;
  name: string | null;
  stored_segments: number;
  expected_segments: number;
}

export interface SourceProgress {
  /** The upload it is made of; null when nothing is being made of the video and nothing was. */
  uploadId: string | null;
  /** In the order they began. */
  generations: GenerationProgress[];
  renditions: RenditionState[];
}

/** Of the newest source that did not fail; one that is still being understood has nothing yet. */
export async function readProgress(reader: Reader, videoId: string): Promise<SourceProgress> {
  const { rows } = await reader.raw<{ rows: ProgressRow[] }>(
    `
    select g.id, g.upload_id, g.playable_at, g.probe, g.plan, r.name, r.kind, r.width, r.height, r.leads, r.complete, r.failure,
           r.stored_segments, r.expected_segments, r.cost
    from media.generations g
    left join media.renditions r on r.generation_id = g.id
    where g.video_id = :videoId and g.state in ('packaging', 'ready')
      and g.upload_id = (
        select upload_id from media.generations
        where video_id = :videoId and state in ('probing', 'packaging', 'ready')
        order by id desc limit 1
      )
    order by g.id, r.kind desc, r.height, r.name`,
    { videoId },
  );
  const generations = new Map(rows.map((row) => [row.id, generationProgress(row)]));
  const renditions = rows.flatMap((row) => (row.name === null ? [] : [renditionState(row, row.name)]));
  return { uploadId: rows[0]?.upload_id ?? null, generations: [...generations.values()], renditions };
}

/** Videos of which a generation became whole in the last seconds. */
export async function latelyWhole(reader: Reader, seconds: number): Promise<string[]> {
  const { rows } = await reader.raw<{ rows: { video_id: string }[] }>(
    `select distinct video_id from media.generations
     where state = 'ready' and ended_at > now() - make_interval(secs => ?)`,
    [seconds],
  );
  return rows.map(({ video_id }) => video_id);
}

function generationProgress({ id, playable_at, probe, plan }: ProgressRow): GenerationProgress {
  return { id, playable: playable_at !== null, source: probe, plan };
}

function renditionState(row: ProgressRow, name: string): RenditionState {
  const { kind, width, height, leads, complete, failure, cost } = row;
  return {
    ...{ generationId: row.id, name, kind, width, height, leads, complete, failure, cost },
    storedSegments: row.stored_segments,
    expectedSegments: row.expected_segments,
  };
}
