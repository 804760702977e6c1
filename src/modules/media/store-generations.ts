import type { Reader, Tx } from '../../platform/db';
import type { Encoding } from './encode/encoding';
import type { SoundLevel } from './encode/sound-level';
import type { Storyboard } from './face';
import type { PackagingPlan } from './probe/packaging-plan';
import type { SourceFacts } from './probe/source-facts';
import { lockLines } from './store-lines';

export type GenerationState = 'probing' | 'packaging' | 'ready' | 'failed' | 'superseded';

/** Everything made from one source of one video. */
export interface Generation {
  id: string;
  videoId: string;
  channelId: string;
  uploadId: string;
  sourceKey: string;
  sourceBytes: number;
  state: GenerationState;
  source: SourceFacts | null;
  plan: PackagingPlan | null;
  durationMs: number | null;
  playableAt: Date | null;
  /** Null until it is accepted, and for what is only copied. */
  encoding: Encoding | null;
  /** Null until it was measured; `level` null for silence. */
  loudness: { level: SoundLevel | null } | null;
  /** Made of the same source, and served until this one is whole. */
  follows: string | null;
  createdAt: Date;
  /** When its upload was complete. */
  sourceAt: Date;
}

interface GenerationRow {
  id: string;
  video_id: string;
  channel_id: string;
  upload_id: string;
  source_key: string;
  source_bytes: string;
  state: GenerationState;
  probe: SourceFacts | null;
  plan: PackagingPlan | null;
  duration_ms: string | null;
  playable_at: Date | null;
  encoding: Encoding | null;
  loudness: { level: SoundLevel | null } | null;
  follows: string | null;
  created_at: Date;
  source_at: Date;
}

export interface NewGeneration {
  id: string;
  videoId: string;
  channelId: string;
  uploadId: string;
  sourceKey: string;
  sourceBytes: number;
  follows: string | null;
  createdAt: Date;
  sourceAt: Date;
}

export async function addGeneration(tx: Tx, generation: NewGeneration): Promise<void> {
  await tx('media.generations').insert({
    id: generation.id,
    video_id: generation.videoId,
    channel_id: generation.channelId,
    upload_id: generation.uploadId,
    source_key: generation.sourceKey,
    source_bytes: generation.sourceBytes,
    state: 'probing',
    follows: generation.follows,
    created_at: generation.createdAt,
    source_at: generation.sourceAt,
  });
}

export async function findGeneration(reader: Reader, id: string): Promise<Generation | null> {
  const row = await reader<GenerationRow>('media.generations').where({ id }).first();
  return row ? generationOf(row) : null;
}

export async function getGeneration(reader: Reader, id: string): Promise<Generation> {
  const generation = await findGeneration(reader, id);
  if (!generation) throw new Error('There is no such generation');
  return generation;
}

export async function listGenerations(reader: Reader, videoId: string): Promise<Generation[]> {
  const rows = await reader<GenerationRow>('media.generations').where({ video_id: videoId }).orderBy('id');
  return rows.map(generationOf);
}

/**
 * The generations of this video, oldest first, locked with the lines of their channel: whoever ends a task, or changes
 * what is served or made, begins here. Locks are taken in one order: generations, lines, tasks by id, renditions.
 */
export async function lockFilm(tx: Tx, videoId: string): Promise<Generation[]> {
  const rows = await tx<GenerationRow>('media.generations').where({ video_id: videoId }).orderBy('id').forUpdate();
  const generations = rows.map(generationOf);
  await lockLines(tx, generations);
  return generations;
}

export async function currentGenerationId(reader: Reader, videoId: string): Promise<string | null> {
  const row = await reader('media.current_generations').select('generation_id').where({ video_id: videoId }).first();
  return row?.generation_id ?? null;
}

export async function pointTo(tx: Tx, videoId: string, generationId: string | null): Promise<void> {
  if (generationId === null) {
    await tx('media.current_generations').where({ video_id: videoId }).delete();
    return;
  }
  await tx('media.current_generations')
    .insert({ video_id: videoId, generation_id: generationId })
    .onConflict('video_id')
    .merge();
}

export interface AcceptedSource {
  source: SourceFacts;
  plan: PackagingPlan;
  encoding: Encoding | null;
  durationMs: number | null;
}

export async function acceptSource(
  tx: Tx,
  id: string,
  { source, plan, encoding, durationMs }: AcceptedSource,
): Promise<void> {
  await tx('media.generations')
    .where({ id })
    .update({
      state: 'packaging',
      probe: JSON.stringify(source),
      plan: JSON.stringify(plan),
      encoding: encoding && JSON.stringify(encoding),
      duration_ms: durationMs,
    });
}

export async function markPlayable(tx: Tx, id: string, at: Date): Promise<void> {
  await tx('media.generations').where({ id }).update({ playable_at: at });
}

export async function markReady(tx: Tx, id: string, durationMs: number, at: Date): Promise<void> {
  await tx('media.generations').where({ id }).update({ state: 'ready', duration_ms: durationMs, ended_at: at });
}

export async function markFailed(
  tx: Tx,
  id: string,
  failure: { code: string; message: string; at: Date; retireAt: Date },
) {
  await tx('media.generations').where({ id }).update({
    state: 'failed',
    failure_code: failure.code,
    failure_message: failure.message,
    ended_at: failure.at,
    retire_at: failure.retireAt,
  });
}

/** No longer served to new sessions; its objects go at `retireAt`. */
export async function markSuperseded(tx: Tx, id: string, retireAt: Date): Promise<void> {
  await tx('media.generations').where({ id }).update({ state: 'superseded', retire_at: retireAt });
}

export async function keepLoudness(tx: Tx, id: string, level: SoundLevel | null): Promise<void> {
  await tx('media.generations')
    .where({ id })
    .update({ loudness: JSON.stringify({ level }) });
}

export async function keepStoryboard(tx: Tx, id: string, storyboard: Omit<Storyboard, 'path'>): Promise<void> {
  await tx('media.generations')
    .where({ id })
    .update({ storyboard: JSON.stringify(storyboard) });
}

/** Serves on for good what was about to go. */
export async function keep(tx: Tx, id: string): Promise<void> {
  await tx('media.generations').where({ id, state: 'superseded' }).update({ state: 'ready', retire_at: null });
}

export async function uploadWasHeard(tx: Tx, uploadId: string): Promise<boolean> {
  return (await tx('media.generations').select('id').where({ upload_id: uploadId }).first()) !== undefined;
}

/** News of a video's sources takes turns until the transaction ends. */
export async function takeTurnForSources(tx: Tx, videoId: string): Promise<void> {
  await tx.raw('select pg_advisory_xact_lock(hashtextextended(?, 0))', [`media.sources:${videoId}`]);
}

export async function newerSourceWasHeard(tx: Tx, videoId: string, at: Date): Promise<boolean> {
  const newer = await tx('media.generations')
    .select('id')
    .where({ video_id: videoId })
    .where('source_at', '>', at)
    .first();
  return newer !== undefined;
}

/** Generations whose time is over, locked, at most `limit`. */
export async function claimRetired(tx: Tx, at: Date, limit: number): Promise<Generation[]> {
  const rows = await tx<GenerationRow>('media.generations')
    .where('retire_at', '<=', at)
    .orderBy('retire_at')
    .limit(limit)
    .forUpdate()
    .skipLocked();
  return rows.map(generationOf);
}

export async function retireLater(tx: Tx, id: string, at: Date): Promise<void> {
  await tx('media.generations').where({ id }).update({ retire_at: at });
}

export async function deleteGenerations(tx: Tx, ids: readonly string[]): Promise<void> {
  await tx('media.current_generations')
    .whereIn('generation_id', [...ids])
    .delete();
  await tx('media.generations')
    .whereIn('id', [...ids])
    .delete();
}

function generationOf(row: GenerationRow): Generation {
  return {
    id: row.id,
    videoId: row.video_id,
    channelId: row.channel_id,
    uploadId: row.upload_id,
    sourceKey: row.source_key,
    sourceBytes: Number(row.source_bytes),
    state: row.state,
    source: row.probe,
    plan: row.plan,
    durationMs: row.duration_ms === null ? null : Number(row.duration_ms),
    playableAt: row.playable_at,
    encoding: row.encoding,
    loudness: row.loudness,
    follows: row.follows,
    createdAt: row.created_at,
    sourceAt: row.source_at,
  };
}
