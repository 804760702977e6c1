import { z } from 'zod';

export interface FrameRate {
  num: number;
  den: number;
}

export interface PictureFacts {
  index: number;
  codec: string;
  profile: string;
  pixelFormat: string;
  width: number;
  height: number;
  /** Width of one pixel over its height. */
  pixelAspect: number;
  /** Degrees; 0, 90, 180 or 270. */
  rotation: number;
  /** The rate all times fit to, as the container tells it; null when it tells none. */
  baseRate: FrameRate | null;
  /** Frames over time; null when unknown. */
  averageRate: FrameRate | null;
  interlaced: boolean;
  highDynamicRange: boolean;
}

export interface SoundFacts {
  index: number;
  codec: string;
  profile: string;
  sampleRate: number;
  channels: number;
}

/** What the first packets show. */
export interface Opening {
  pictureStartSeconds: number | null;
  soundStartSeconds: number | null;
  /** The longest way from one key frame to the next, or to the end of what was looked at. */
  longestGroupSeconds: number;
  /** An edit list hides pictures. */
  hidesPictures: boolean;
  /** Every picture says when it is shown. */
  timed: boolean;
  measuredFps: number | null;
}

/** Everything we need to know of a source; kept with its generation. */
export interface SourceFacts {
  container: string;
  sizeBytes: number;
  durationSeconds: number | null;
  bitsPerSecond: number | null;
  streams: number;
  picture: PictureFacts | null;
  sound: SoundFacts | null;
  opening: Opening;
}

const seconds = z.coerce.number().optional().catch(undefined);
const text = z.string().max(200).default('').catch('');
const whole = z.coerce.number().int().nonnegative().default(0).catch(0);

const probed = z.object({
  packets: z
    .array(z.object({ stream_index: whole, pts_time: seconds, duration_time: seconds, flags: text }))
    .default([]),
  streams: z
    .array(
      z.object({
        index: whole,
        codec_type: text,
        codec_name: text,
        profile: text,
        pix_fmt: text,
        width: whole,
        height: whole,
        sample_aspect_ratio: text,
        r_frame_rate: text,
        avg_frame_rate: text,
        field_order: text,
        color_transfer: text,
        sample_rate: whole,
        channels: whole,
        duration: seconds,
        disposition: z.object({ attached_pic: whole, default: whole }).default({ attached_pic: 0, default: 0 }),
        side_data_list: z.array(z.object({ rotation: seconds })).default([]),
      }),
    )
    .default([]),
  format: z.object({ format_name: text, duration: seconds, bit_rate: seconds, nb_streams: whole }),
});
type Probed = z.infer<typeof probed>;
type ProbedStream = Probed['streams'][number];

/** What the probe asks `ffprobe` for; tags are left out, they are a stranger's text of any length. */
export const probeEntries = [
  'format=format_name,duration,bit_rate,nb_streams',
  `stream=${[
    ...['index', 'codec_type', 'codec_name', 'profile', 'pix_fmt', 'width', 'height', 'sample_aspect_ratio'],
    ...['r_frame_rate', 'avg_frame_rate', 'field_order', 'color_transfer', 'sample_rate', 'channels', 'duration'],
  ].join(',')}`,
  'stream_disposition=attached_pic,default',
  'stream_side_data=rotation',
  'packet=stream_index,pts_time,duration_time,flags',
].join(':');

/** Null when the answer is no description of a film. */
export function readSourceFacts(json: string, sizeBytes: number): SourceFacts | null {
  const parsed = probed.safeParse(parseJson(json));
  if (!parsed.success) return null;
  const { format, streams, packets } = parsed.data;
  const picture = streams.find((each) => each.codec_type === 'video' && !each.disposition.attached_pic) ?? null;
  const sounds = streams.filter((each) => each.codec_type === 'audio');
  const sound = sounds.find((each) => each.disposition.default) ?? sounds[0] ?? null;
  const longest = Math.max(format.duration ?? 0, picture?.duration ?? 0, sound?.duration ?? 0);
  const durationSeconds = longest > 0 ? longest : null;
  return {
    container: format.format_name,
    sizeBytes,
    durationSeconds,
    bitsPerSecond: format.bit_rate ?? (durationSeconds ? (sizeBytes * 8) / durationSeconds : null),
    streams: Math.max(format.nb_streams, streams.length),
    picture: picture && pictureFacts(picture),
    sound: sound && soundFacts(sound),
    opening: readOpening(packets, picture, sound),
  };
}

function parseJson(json: string): unknown {
  try {
    return JSON.parse(json);
  } catch {
    return null;
  }
}

const highDynamicRange = ['smpte2084', 'arib-std-b67'];
const interlaced = ['tt', 'bb', 'tb', 'bt'];

function pictureFacts(stream: ProbedStream): PictureFacts {
  const turned = stream.side_data_list.find(({ rotation }) => rotation !== undefined)?.rotation ?? 0;
  return {
    index: stream.index,
    codec: stream.codec_name,
    profile: stream.profile,
    pixelFormat: stream.pix_fmt,
    width: stream.width,
    height: stream.height,
    pixelAspect: readRatio(stream.sample_aspect_ratio.replace(':', '/'), 1),
    rotation: (((Math.round(turned / 90) * 90) % 360) + 360) % 360,
    baseRate: readRate(stream.r_frame_rate),
    averageRate: readRate(stream.avg_frame_rate),
    interlaced: interlaced.includes(stream.field_order),
    highDynamicRange: highDynamicRange.includes(stream.color_transfer),
  };
}

function soundFacts(stream: ProbedStream): SoundFacts {
  const { index, codec_name: codec, profile, sample_rate: sampleRate, channels } = stream;
  return { index, codec, profile, sampleRate, channels };
}

function readRate(rate: string): FrameRate | null {
  const [num = 0, den = 0] = rate.split('/').map(Number);
  return Number.isSafeInteger(num) && Number.isSafeInteger(den) && num > 0 && den > 0 ? { num, den } : null;
}

function readRatio(ratio: string, otherwise: number): number {
  const rate = readRate(ratio);
  return rate ? rate.num / rate.den : otherwise;
}

function readOpening(packets: Probed['packets'], picture: ProbedStream | null, sound: ProbedStream | null): Opening {
  const pictures = packets.filter(({ stream_index }) => stream_index === picture?.index);
  const firstSound = packets.find(({ stream_index, flags }) => stream_index === sound?.index && !flags.includes('D'));
  const shown = pictures.map(({ pts_time }) => pts_time).filter((time) => time !== undefined);
  const first = Math.min(...shown);
  const last = Math.max(...shown);
  const keys = pictures.filter(({ flags }) => flags.startsWith('K')).map(({ pts_time }) => pts_time ?? 0);
  return {
    pictureStartSeconds: shown.length > 0 ? first : null,
    soundStartSeconds: firstSound?.pts_time ?? null,
    longestGroupSeconds: shown.length > 0 ? longestStep([...keys, last]) : 0,
    hidesPictures: pictures.some(({ flags }) => flags.includes('D')),
    timed: shown.length === pictures.length,
    measuredFps: shown.length > 1 && last > first ? (shown.length - 1) / (last - first) : null,
  };
}

function longestStep(times: readonly number[]): number {
  return times.reduce((longest, time, i) => Math.max(longest, time - (times[i - 1] ?? time)), 0);
}
