import { type Encoding, ticksOf } from '../encode/encoding';
import { createBoxSplitter } from './box-splitter';
import type { Segment } from './cut-line';
import { type InitSegment, readInitSegment } from './init-segment';
import { startsDecoding } from './picture-units';
import { readFragment, type Sample } from './read-fragment';
import { pictureSegment, stillsSegment } from './segment-bytes';
import { UncuttableStream } from './timeline-trouble';

/** One rendition of one chunk, as it comes out of the encoder. */
export interface ChunkTrackRules {
  encoding: Encoding;
  /** Frames of the film in front of this track's first one; starts a segment. */
  firstFrame: number;
  /** Frames of the film from one picture of this track to the next. */
  frameStep: number;
  /** Each picture stands for itself. */
  stills: boolean;
}

export interface ChunkTrackSink {
  open(track: InitSegment): void;
  accept(segment: Segment): void;
  /** Resolves when there is room for more. */
  room(): Promise<void>;
}

export interface ReadTrack {
  frames: number;
  /** The last segment, shorter than the others: that of the film if the encoder came to its end, and nobody's if it was killed. */
  rest: readonly Segment[];
}

/**
 * Cuts an encoder's output into segments and sets every frame's time anew from its number, so that chunks join to the
 * tick whatever the encoder's own clock said.
 * @throws UncuttableStream when a segment would not start with a key frame.
 */
export async function readChunkTrack(
  pipe: AsyncIterable<Buffer>,
  rules: ChunkTrackRules,
  sink: ChunkTrackSink,
): Promise<ReadTrack> {
  const splitter = createBoxSplitter();
  const cutter = createCutter(rules);
  let ftyp: Buffer = Buffer.alloc(0);
  let moof: Buffer | null = null;
  let track: InitSegment | null = null;
  for await (const chunk of pipe) {
    for (const { type, bytes } of splitter.push(chunk)) {
      if (type === 'ftyp') ftyp = bytes;
      else if (type === 'moof') moof = bytes;
      else if (type === 'moov') {
        track = readInitSegment(ftyp, bytes);
        sink.open(track);
      } else if (type === 'mdat' && moof && track) {
        cutter.push(readFragment(moof, bytes), track).forEach(sink.accept);
        await sink.room();
      }
    }
  }
  return { frames: cutter.frames(), rest: track ? cutter.finish(track) : [] };
}

function createCutter({ encoding, firstFrame, frameStep, stills }: ChunkTrackRules) {
  const segmentPictures = encoding.segmentFrames / frameStep;
  const firstNumber = firstFrame / encoding.segmentFrames;
  let waiting: Sample[] = [];
  let cut = 0;
  let seen = 0;

  const segment = (samples: readonly Sample[], { trackId, unitLengthBytes }: InitSegment): Segment => {
    const number = firstNumber + cut++;
    const startFrame = number * encoding.segmentFrames;
    const timed = retimed(samples, (rank) => ticksOf(startFrame + rank * frameStep, encoding.frameRate));
    const groups = groupsOf(timed, unitLengthBytes ?? 4);
    if (stills) return stillsSegment({ trackId, number, groups });
    return pictureSegment({ trackId, number, zeroTicks: 0, groups });
  };
  return {
    frames: () => seen,
    push: (samples: readonly Sample[], track: InitSegment): Segment[] => {
      waiting = waiting.concat(samples);
      seen += samples.length;
      const whole: Segment[] = [];
      while (waiting.length >= segmentPictures) {
        whole.push(segment(waiting.slice(0, segmentPictures), track));
        waiting = waiting.slice(segmentPictures);
      }
      return whole;
    },
    finish: (track: InitSegment): Segment[] => (waiting.length > 0 ? [segment(waiting, track)] : []),
  };
}

interface TimedSamples {
  samples: readonly Sample[];
  endTicks: number;
}

/** Frames in the order shown get the times of their numbers; they stay in decoding order. */
function retimed(samples: readonly Sample[], timeOf: (rank: number) => number): TimedSamples {
  const asShown = samples.map(({ pts }, i) => ({ pts, i })).sort((a, b) => a.pts - b.pts);
  const times: number[] = [];
  asShown.forEach(({ i }, rank) => {
    times[i] = timeOf(rank);
  });
  return {
    samples: samples.map((sample, i) => ({ ...sample, pts: times[i] ?? 0 })),
    endTicks: timeOf(samples.length),
  };
}

function groupsOf({ samples, endTicks }: TimedSamples, unitLengthBytes: number) {
  const starts = samples.flatMap((sample, i) => (startsDecoding(sample.data, unitLengthBytes) ? [i] : []));
  if (starts[0] !== 0) throw new UncuttableStream('no_clean_start');
  return starts.map((start, i) => {
    const end = starts[i + 1] ?? samples.length;
    const own = samples.slice(start, end);
    return {
      startTicks: own[0]?.pts ?? 0,
      endTicks: samples[end]?.pts ?? endTicks,
      samples: own,
      bytes: own.reduce((sum, { data }) => sum + data.length, 0),
    };
  });
}
