import { rateOf } from '../probe/frame-rate';
import type { PictureFacts, SourceFacts } from '../probe/source-facts';
import { guardedInput, type InputLimits } from '../tools/input-guards';
import { type Encoding, secondsOf } from './encoding';
import type { Rung } from './rung';

/** A part of a film, from a segment's first frame on, in several renditions at once. */
export interface ChunkOrder {
  path: string;
  source: SourceFacts;
  encoding: Encoding;
  rungs: readonly Rung[];
  /** Also single pictures, of the first of `rungs`. */
  stills: boolean;
  /** Of the whole film. */
  firstFrame: number;
  /** Null: to the end of the film. */
  frames: number | null;
  threads: number;
  limits: InputLimits;
}

/** What has to be decoded before a frame is right: the picture that is shown at its instant may have come long before. */
const leadSeconds = { steady: 1, varying: 10 };
/** Pictures that a tool may still have to see behind the last frame. */
const tailSeconds = 3;
const sameRate = 0.002;
/** These find a place by its time alone and may start between two key frames. */
const withoutIndex = ['mpegts', 'mpeg', 'ogg', 'flv'];

/**
 * One decoding, a pipe for each rendition in order, then one for the stills. Frames are counted from the film's zero,
 * so a chunk has exactly the frames that a single run over the film would give in its place.
 */
export function chunkArguments(order: ChunkOrder): string[] {
  const { encoding, firstFrame, frames, limits } = order;
  const lead = Math.min(firstFrame, Math.ceil(leadOf(order.source) * rateOf(encoding.frameRate)));
  const seek = secondsOf(firstFrame - lead, encoding.frameRate);
  const length = frames === null ? null : secondsOf(lead + frames, encoding.frameRate) + tailSeconds;
  const pipes = [...order.rungs.map((rung) => rungOutput(rung, order)), ...(order.stills ? [stillsOutput()] : [])];
  return [
    ...['-nostdin', '-hide_banner', '-v', 'error', '-filter_complex_threads', '1', '-threads', '2'],
    ...(seek > 0 ? ['-ss', seek.toFixed(6)] : []),
    ...(length === null ? [] : ['-t', length.toFixed(6)]),
    ...guardedInput(order.path, limits),
    ...['-filter_complex', graphOf(order, lead)],
    ...pipes.flatMap((output, i) => ['-map', `[o${i}]`, ...output, ...fragments, `pipe:${i === 0 ? 1 : i + 2}`]),
  ];
}

function leadOf({ picture, container }: SourceFacts): number {
  const [base, average] = [picture?.baseRate, picture?.averageRate];
  const steady = base && average && Math.abs(rateOf(base) / rateOf(average) - 1) <= sameRate;
  const indexed = !container.split(',').some((name) => withoutIndex.includes(name));
  return steady && indexed ? leadSeconds.steady : leadSeconds.varying;
}

function graphOf({ source, encoding, rungs, stills, frames }: ChunkOrder, lead: number): string {
  const { picture } = source;
  const { num, den } = encoding.frameRate;
  const end = frames === null ? '' : `:end_frame=${lead + frames}`;
  const counted = [
    ...(picture?.interlaced ? ['yadif'] : []),
    `fps=${num}/${den}:start_time=0`,
    // A source that holds a picture for long says nothing meanwhile; only the film's end is an end.
    ...(frames === null ? [] : ['tpad=stop=-1:stop_mode=clone']),
    `trim=start_frame=${lead}${end}`,
    'setpts=PTS-STARTPTS',
  ];
  const split = rungs.length > 1 ? `,split=${rungs.length}` : '';
  const inner = rungs.map((_, i) => `[s${i}]`).join('');
  const scaled = rungs.map((rung, i) => {
    const forStills = stills && i === 0;
    const to = forStills ? `,split=2[o0][k]` : `[o${i}]`;
    return `[s${i}]${rungFilters(rung, picture)}${to}`;
  });
  return [
    `[0:${picture?.index ?? 'v:0'}]${counted.join(',')}${split}${inner}`,
    ...scaled,
    ...(stills ? [`[k]select='not(mod(n,${encoding.stillFrames}))'[o${rungs.length}]`] : []),
  ].join(';');
}

function rungFilters(rung: Rung, picture: PictureFacts | null): string {
  return [
    `scale=${rung.width}:${rung.height}:flags=bicubic`,
    ...(picture?.highDynamicRange ? [toneMapping] : []),
    'setsar=1',
    'format=yuv420p',
  ].join(',');
}

const toneMapping =
  'zscale=transfer=linear:npl=100,format=gbrpf32le,zscale=primaries=bt709,tonemap=hable:desat=0,' +
  'zscale=transfer=bt709:matrix=bt709:range=tv';

// A shorter lookahead than `veryfast` has: 1080, 720 and 540 lines together then fit beside everything else in 480 MB.
const lookahead = 6;

function rungOutput(rung: Rung, { threads }: ChunkOrder): string[] {
  const parameters = ['open-gop=0', `rc-lookahead=${lookahead}`, ...(threads > 1 ? ['sliced-threads=1'] : [])];
  return [
    ...['-c:v', 'libx264', '-preset', 'veryfast', '-profile:v', 'main', '-crf', '23', '-bf', '2'],
    ...['-maxrate', String(rung.maxBitsPerSecond), '-bufsize', String(rung.maxBitsPerSecond * 2)],
    ...['-g', String(rung.groupFrames), '-keyint_min', String(rung.groupFrames), '-sc_threshold', '0'],
    ...['-threads', String(threads), '-x264-params', parameters.join(':')],
  ];
}

function stillsOutput(): string[] {
  return [
    ...['-c:v', 'libx264', '-preset', 'veryfast', '-profile:v', 'main', '-crf', '26', '-bf', '0', '-g', '1'],
    ...['-threads', '1', '-x264-params', 'open-gop=0:rc-lookahead=0'],
  ];
}

const fragments = [
  ...['-fps_mode', 'passthrough', '-map_metadata', '-1', '-video_track_timescale', '90000'],
  ...['-movflags', '+delay_moov+frag_keyframe+default_base_moof+skip_trailer', '-use_editlist', '0'],
  ...['-avoid_negative_ts', 'disabled', '-flush_packets', '1', '-f', 'mp4'],
];
