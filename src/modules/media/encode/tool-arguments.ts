import type { PackagingPlan } from '../probe/packaging-plan';
import type { SourceFacts } from '../probe/source-facts';
import { guardedInput, type InputLimits } from '../tools/input-guards';
import type { Rung } from './rung';

export interface PackagingOrder {
  path: string;
  source: SourceFacts;
  plan: PackagingPlan;
  /** Set when the picture is encoded. */
  rung: Rung | null;
  limits: InputLimits & { maxHours: number };
}

// Every fragment tells its true time (`frag_discont`, no edit list, no shift); the segments are cut from them by us.
const fragments = '+delay_moov+frag_discont+default_base_moof+skip_trailer';
const pictureTimescale = 90_000;
const soundRate = 48_000;

/** One pass over the source; each track leaves as fragments on a pipe of its own, in the order of `tracksOf`. */
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

function pictureArguments({ source, plan, rung }: PackagingOrder): string[] {
  return [
    ...['-map', `0:${source.picture?.index ?? 'v:0'}`, ...nothingElse],
    ...(plan.picture === 'copy' || !rung ? ['-c:v', 'copy'] : pictureEncoding(source, rung)),
    ...['-video_track_timescale', String(pictureTimescale)],
    ...['-movflags', `${fragments}+frag_keyframe`, '-frag_duration', '1000000'],
  ];
}

function pictureEncoding({ picture }: SourceFacts, rung: Rung): string[] {
  const { num, den } = rung.frameRate;
  const filters = [
    ...(picture?.interlaced ? ['yadif'] : []),
    `fps=${num}/${den}:start_time=0`,
    `scale=${rung.width}:${rung.height}:flags=bicubic`,
    ...(picture?.highDynamicRange ? [toneMapping] : []),
    'setsar=1',
    'format=yuv420p',
  ];
  return [
    ...['-vf', filters.join(','), '-c:v', 'libx264', '-preset', 'veryfast', '-profile:v', 'main', '-crf', '23'],
    ...['-maxrate', String(rung.maxBitsPerSecond), '-bufsize', String(rung.maxBitsPerSecond * 2)],
    ...['-g', String(rung.groupFrames), '-keyint_min', String(rung.groupFrames), '-sc_threshold', '0', '-bf', '2'],
    // A fixed number of threads: the same source gives the same bytes on every worker.
    ...['-threads', '2', '-x264-params', 'open-gop=0'],
  ];
}

const toneMapping =
  'zscale=transfer=linear:npl=100,format=gbrpf32le,zscale=primaries=bt709,tonemap=hable:desat=0,' +
  'zscale=transfer=bt709:matrix=bt709:range=tv';

function soundArguments({ source, plan }: PackagingOrder): string[] {
  return [
    ...['-map', `0:${source.sound?.index ?? 'a:0'}`, ...nothingElse],
    ...(plan.sound === 'copy' ? ['-c:a', 'copy', '-bsf:a', 'aac_adtstoasc'] : soundEncoding(source, plan)),
    ...['-movflags', fragments, '-frag_duration', '500000'],
  ];
}

// The layout comes first: sound that names none otherwise stops the resampler.
function soundEncoding(source: SourceFacts, plan: PackagingPlan): string[] {
  const filters = [
    'aformat=channel_layouts=stereo',
    `aresample=${soundRate}:async=1:first_pts=0`,
    ...(plan.picture && source.durationSeconds ? [`apad=whole_dur=${source.durationSeconds}`] : []),
  ];
  return ['-ac', '2', '-af', filters.join(','), '-c:a', 'aac', '-b:a', '128k', '-ar', String(soundRate)];
}
