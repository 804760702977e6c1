import { type PackagingOrder, packagingArguments, tracksOf } from '../encode/tool-arguments';
import { runTool, type ToolBox, type ToolResult } from '../tools/run-tool';
import { createBoxSplitter } from './box-splitter';
import type { CutRules, Segment } from './cut-line';
import { type InitSegment, readInitSegment } from './init-segment';
import { readFragment } from './read-fragment';
import { createSegmenter, type Segmenter } from './segmenter';

/** Where tracks and segments go, in order. */
export interface PackagingSink {
  open(track: InitSegment): void;
  accept(segment: Segment): void;
  /** Resolves when there is room for more; rejects when what was accepted could not be kept. */
  room(): Promise<void>;
  /** Seconds of the film seen so far. */
  reached(seconds: number): void;
}

export interface PackagingBounds {
  wallMs: number;
  maxOutputBytes: number;
  signal: AbortSignal;
}

const stallMs = 60_000;

/**
 * Reads a source once and hands its tracks over in segments as they come.
 * @throws UncuttableStream when its streams cannot be cut as the order says, and whatever the sink throws.
 */
export async function packageSource(
  box: ToolBox,
  order: PackagingOrder,
  rules: CutRules,
  bounds: PackagingBounds,
  sink: PackagingSink,
): Promise<ToolResult> {
  const tracks = tracksOf(order.plan);
  const segmenter = createSegmenter({ video: tracks.includes('video'), audio: tracks.includes('audio') }, rules);
  const result = await runTool(
    box,
    {
      tool: 'ffmpeg',
      args: packagingArguments(order),
      readable: [order.path],
      limits: { addressSpaceBytes: 6 * 1024 ** 3, cpuSeconds: Math.ceil((bounds.wallMs / 1000) * 4) },
      wallMs: bounds.wallMs,
      stallMs,
      maxOutputBytes: bounds.maxOutputBytes,
      extraPipes: tracks.length - 1,
      signal: bounds.signal,
    },
    tracks.map((kind) => (pipe) => readTrack(kind, pipe, segmenter, sink)),
  );
  // Only a source read to its end has a last segment; what a killed tool left open is nobody's.
  if (result.exitCode === 0 && !result.stopped) {
    for (const kind of tracks) segmenter.finish(kind).forEach(sink.accept);
    await sink.room();
  }
  return result;
}

async function readTrack(
  kind: Segment['kind'],
  pipe: AsyncIterable<Buffer>,
  segmenter: Segmenter,
  sink: PackagingSink,
): Promise<void> {
  const splitter = createBoxSplitter();
  const held: { ftyp: Buffer; moof: Buffer | null; track: InitSegment | null } = {
    ftyp: Buffer.alloc(0),
    moof: null,
    track: null,
  };
  for await (const chunk of pipe) {
    for (const { type, bytes } of splitter.push(chunk)) {
      if (type === 'ftyp') held.ftyp = bytes;
      else if (type === 'moof') held.moof = bytes;
      else if (type === 'moov') {
        held.track = readInitSegment(held.ftyp, bytes);
        segmenter.open(held.track);
        sink.open(held.track);
      } else if (type === 'mdat' && held.moof && held.track) {
        const samples = readFragment(held.moof, bytes);
        segmenter.push(kind, samples).forEach(sink.accept);
        sink.reached((samples.at(-1)?.pts ?? 0) / held.track.timescale);
        await sink.room();
      }
    }
  }
}
