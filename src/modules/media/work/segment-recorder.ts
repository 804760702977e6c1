import type { Storage } from '../../../platform/storage';
import type { Segment } from '../packaging/cut-line';
import type { InitSegment } from '../packaging/init-segment';
import type { BegunRendition, RenditionKind, StoredSegment } from '../store-renditions';
import type { Task } from '../store-tasks';
import {
  groupByRendition,
  type RecordedEntry,
  type RecordedSegments,
  storedSegment,
  storeSegment,
} from './chunk-recorder';
import { createCommitQueue } from './commit-queue';

/** What was made before differs from what is made now: the renditions have to start anew. */
export class DifferentSegments extends Error {
  override name = 'DifferentSegments';
}

export interface RecorderOptions {
  storage: Storage;
  /** `media/{video}/{generation}`. */
  root: string;
  task: Task;
  nameOf(kind: Segment['kind']): string;
  kept: ReadonlyMap<string, readonly StoredSegment[]>;
  /** Checks the beginning of a new rendition, beside everything else; a rendition that fails never becomes whole. */
  verify(rendition: { name: string; kind: RenditionKind }, firstBytes: Buffer): Promise<void>;
  commit(batch: readonly RecordedSegments[]): Promise<void>;
}

interface OpenTrack {
  kind: Segment['kind'];
  rendition: BegunRendition;
  initStored: Promise<unknown>;
  kept: ReadonlyMap<number, StoredSegment>;
  initBytes: Buffer;
  endSeconds: number;
  count: number;
}

/**
 * Stores segments as immutable objects and commits their rows in order. Segments that an earlier holder of the task
 * stored stay as they are and are only compared.
 */
export function createSegmentRecorder(options: RecorderOptions) {
  const tracks = new Map<Segment['kind'], OpenTrack>();
  const verified: Promise<void>[] = [];
  const queue = createCommitQueue<RecordedEntry>((entries) => options.commit(groupByRendition(entries)));
  // After it was stored: what plays first is what a viewer waits for.
  const verify = ({ kind, rendition, initBytes }: OpenTrack, bytes: Buffer, stored: Promise<unknown>): void => {
    const begun = stored.then(() => options.verify({ name: rendition.name, kind }, Buffer.concat([initBytes, bytes])));
    verified.push(begun.catch(queue.fail));
  };
  return {
    open: (init: InitSegment): void => {
      const track = openTrack(options, init);
      track.initStored.catch(queue.fail);
      tracks.set(init.kind, track);
    },
    accept: (segment: Segment): void => {
      const track = tracks.get(segment.kind);
      if (!track || queue.failed()) return;
      track.count++;
      track.endSeconds = (segment.startTicks + segment.durationTicks) / track.rendition.timescale;
      const before = track.kept.get(segment.number);
      const entry = before ? null : store(options, track, segment);
      if (entry) queue.add(...entry);
      if (before && !isSame(before, segment)) queue.fail(new DifferentSegments('A second run made other segments'));
      // Whoever stored it: the one who did may have ended before it was verified.
      if (segment.number === 0) verify(track, segment.bytes, entry?.[2] ?? Promise.resolve());
    },
    room: queue.room,
    /** Resolves when everything accepted is stored, committed and verified. */
    finish: async (): Promise<{ renditions: string[]; seconds: number }> => {
      await queue.drained();
      await Promise.all(verified);
      await queue.drained();
      const made = [...tracks.values()].filter(({ count }) => count > 0);
      return { renditions: made.map(({ rendition }) => rendition.name), seconds: lengthOf(made) };
    },
  };
}

function openTrack({ nameOf, kept, storage, root, task }: RecorderOptions, init: InitSegment): OpenTrack {
  const name = nameOf(init.kind);
  const initFile = `${task.fence}/init.mp4`;
  const { codecs, width, height, channels, timescale } = init;
  return {
    kind: init.kind,
    rendition: { name, initFile, codecs, width, height, channels, timescale },
    initStored: kept.has(name)
      ? Promise.resolve()
      : storage.put(`${root}/${name}/${initFile}`, init.bytes, 'video/mp4'),
    kept: new Map(kept.get(name)?.map((segment) => [segment.number, segment])),
    initBytes: init.bytes,
    endSeconds: 0,
    count: 0,
  };
}

function store(
  { storage, root, task }: RecorderOptions,
  { rendition, initStored }: OpenTrack,
  segment: Segment,
): [RecordedEntry, number, Promise<unknown>] {
  const file = `${task.fence}/${String(segment.number).padStart(5, '0')}.m4s`;
  const put = storeSegment(storage, `${root}/${rendition.name}/${file}`, segment);
  const entry = { task, rendition, row: storedSegment(segment, file) };
  return [entry, segment.bytes.length, Promise.all([initStored, put])];
}

/** The last frame of sound reaches a little past the last picture; that does not make the film longer. */
const overhangSeconds = 0.1;

function lengthOf(tracks: readonly OpenTrack[]): number {
  const longest = tracks.reduce((seconds, { endSeconds }) => Math.max(seconds, endSeconds), 0);
  const picture = tracks.find(({ kind }) => kind === 'video')?.endSeconds ?? longest;
  return longest - picture <= overhangSeconds ? picture : longest;
}

function isSame(before: StoredSegment, now: Segment): boolean {
  return (
    before.startTicks === now.startTicks &&
    before.durationTicks === now.durationTicks &&
    before.bytes === now.bytes.length
  );
}
