import type { PackagingPlan } from '../probe/packaging-plan';
import type { SourceFacts } from '../probe/source-facts';
import { guardedInput, type InputLimits } from '../tools/input-guards';
import { pictureTimescale } from './encoding';

export interface PackagingOrder {
  path: string;
  source: SourceFacts;
  plan: PackagingPlan;
  /** What encoded sound is made louder or quieter by. */
  gainDb: number;
  limits: InputLimits & { maxHours: number };
}

// Every fragment tells its true time (`frag_discont`, no edit list, no shift); the segments are cut from them by us.
const fragments = '+delay_moov+frag_discont+default_base_moof+skip_trailer';
const soundRate = 48_000;

/** One pass over the source, its picture copied; each track leaves as fragments on a pipe of its own, in the order of `tracksOf`. */
export function packagingArguments(order: PackagingOrder): string[] {
  const outputs = tracksOf(order.plan).map((kind, i) => {
    const pipe = `pipe:${i === 0 ? 1 : i + 2}`;
    const track = kind === 'video' ? pictureArguments(order) : soundArguments(order);
    return [...track, '-avoid_negative_ts', 'disabled', '-use_editlist', '0', '-flush_packets', '1', '-f', 'mp4', pipe];
  });
  return [
    ...['-nostdin', '-hide_banner', '-v', 'error', '-t', String(order.limits.maxHours * 3600 + 60)],
    ...guardedInput(order.path, order.limits),
    ...outputs.flat(),
  ];
}

export function tracksOf(plan: PackagingPlan): ('video' | 'audio')[] {
  return [...(plan.picture ? (['video'] as const) : []), ...(plan.sound ? (['audio'] as const) : [])];
}

const nothingElse = ['-map_metadata', '-1', '-map_chapters', '-1'];

function pictureArguments({ source }: PackagingOrder): string[] {
  return [
    ...['-map', `0:${source.picture?.index ?? 'v:0'}`, ...nothingElse],
    ...['-c:v', 'copy', '-video_track_timescale', String(pictureTimescale)],
    ...['-movflags', `${fragments}+frag_keyframe`, '-frag_duration', '1000000'],
  ];
}

function soundArguments({ source, plan, gainDb }: PackagingOrder): string[] {
  return [
    ...['-map', `0:${source.sound?.index ?? 'a:0'}`, ...nothingElse],
    ...(plan.sound === 'copy' ? ['-c:a', 'copy', '-bsf:a', 'aac_adtstoasc'] : soundEncoding(source, gainDb)),
    ...['-movflags', fragments, '-frag_duration', '500000'],
  ];
}

// The layout comes first: sound that names none otherwise stops the resampler.
function soundEncoding(source: SourceFacts, gainDb: number): string[] {
  const filters = [
    'aformat=channel_layouts=stereo',
    `aresample=${soundRate}:async=1:first_pts=0`,
    ...(gainDb === 0 ? [] : [`volume=${gainDb.toFixed(2)}dB:precision=float`]),
    ...(source.picture && source.durationSeconds ? [`apad=whole_dur=${source.durationSeconds}`] : []),
  ];
  return ['-ac', '2', '-af', filters.join(','), '-c:a', 'aac', '-b:a', '128k', '-ar', String(soundRate)];
}
