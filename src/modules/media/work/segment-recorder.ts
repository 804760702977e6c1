import type { Storage } from '../../../platform/storage';
import type { Segment } from '../packaging/cut-line';
import type { InitSegment } from '../packaging/init-segment';
import type { MeasuredRates, StoredRendition, StoredSegment } from '../store-renditions';
import { createCommitQueue } from './commit-queue';
import { createRateMeter } from './measured-rates';

/** What was made before differs from what is made now: the renditions have to start anew. */
export class DifferentSegments extends Error {
  override name = 'DifferentSegments';
}

export interface RecordedBatch {
  /** Renditions that have their first segment in this batch. */
  opened: StoredRendition[];
  segments: { rendition: string; rows: StoredSegment[]; rates: MeasuredRates }[];
}

export interface RecorderOptions {
  storage: Storage;
  /** `media/{video}`. */
  root: string;
  fence: number;
  describe(track: InitSegment): Omit<StoredRendition, 'directory' | 'initFile'>;
  /** Below `root`. */
  directoryOf(rendition: string): string;
  kept: ReadonlyMap<string, readonly StoredSegment[]>;
  /** Checks the beginning of a new rendition, beside everything else; a rendition that fails never becomes whole. */
  verify(rendition: StoredRendition, firstBytes: Buffer): Promise<void>;
  commit(batch: RecordedBatch): Promise<void>;
}

interface OpenTrack {
  rendition: StoredRendition;
  /** Its row is committed. */
  announced: boolean;
  initStored: Promise<unknown>;
  kept: ReadonlyMap<number, StoredSegment>;
  meter: ReturnType<typeof createRateMeter>;
  initBytes: Buffer;
  /** Initialisation and first segment, until they are being verified. */
  firstBytes: Buffer | null;
  endSeconds: number;
  count: number;
}

interface Entry {
  track: OpenTrack;
  row: StoredSegment;
}

/**
 * Stores segments as immutable objects and commits their rows in order. Segments that an earlier holder of the task
 * stored stay as they are and are only compared.
 */
export function createSegmentRecorder(options: RecorderOptions) {
  const tracks = new Map<Segment['kind'], OpenTrack>();
  const verified: Promise<void>[] = [];
  const verify = (track: OpenTrack, firstBytes: Buffer): void => {
    verified.push(options.verify(track.rendition, firstBytes).catch(queue.fail));
  };
  const queue = createCommitQueue<Entry>(async (entries) => {
    const batch = batchOf([...tracks.values()], entries);
    await options.commit(batch);
    for (const { track } of entries) {
      track.announced = true;
      if (track.firstBytes) verify(track, track.firstBytes);
      track.firstBytes = null;
    }
  });
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
      if (!before) {
        store(options, queue, track, segment);
        return;
      }
      if (!isSame(before, segment)) queue.fail(new DifferentSegments('A second run made other segments'));
      // Its first holder may have ended before it was verified.
      if (segment.number === 0) verify(track, Buffer.concat([track.initBytes, segment.bytes]));
      track.meter.add(before);
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

function openTrack(options: RecorderOptions, init: InitSegment): OpenTrack {
  const facts = options.describe(init);
  const kept = options.kept.get(facts.name);
  const rendition = { ...facts, directory: options.directoryOf(facts.name), initFile: `${options.fence}/init.mp4` };
  const key = `${options.root}/${rendition.directory}/${rendition.initFile}`;
  return {
    rendition,
    announced: kept !== undefined,
    initStored: kept ? Promise.resolve() : options.storage.put(key, init.bytes, 'video/mp4'),
    kept: new Map(kept?.map((segment) => [segment.number, segment])),
    meter: createRateMeter(init.timescale),
    initBytes: init.bytes,
    firstBytes: null,
    endSeconds: 0,
    count: 0,
  };
}

function store(
  { storage, root, fence }: RecorderOptions,
  queue: { add(entry: Entry, bytes: number, stored: Promise<unknown>): void },
  track: OpenTrack,
  { number, startTicks, durationTicks, bytes }: Segment,
): void {
  const file = `${fence}/${String(number).padStart(5, '0')}.m4s`;
  const put = storage.put(`${root}/${track.rendition.directory}/${file}`, bytes, 'video/iso.segment');
  const row = { number, startTicks, durationTicks, bytes: bytes.length, file };
  if (number === 0) track.firstBytes = Buffer.concat([track.initBytes, bytes]);
  queue.add({ track, row }, bytes.length, Promise.all([track.initStored, put]));
}

function batchOf(tracks: readonly OpenTrack[], entries: readonly Entry[]): RecordedBatch {
  const batch: RecordedBatch = { opened: [], segments: [] };
  for (const track of tracks) {
    const rows = entries.filter((entry) => entry.track === track).map(({ row }) => row);
    if (rows.length === 0) continue;
    if (!track.announced) batch.opened.push(track.rendition);
    const rates = rows.map((row) => track.meter.add(row)).at(-1);
    if (rates) batch.segments.push({ rendition: track.rendition.name, rows, rates });
  }
  return batch;
}

/** The last frame of sound reaches a little past the last picture; that does not make the film longer. */
const overhangSeconds = 0.1;

function lengthOf(tracks: readonly OpenTrack[]): number {
  const longest = tracks.reduce((seconds, { endSeconds }) => Math.max(seconds, endSeconds), 0);
  const picture = tracks.find(({ rendition }) => rendition.kind === 'video')?.endSeconds ?? longest;
  return longest - picture <= overhangSeconds ? picture : longest;
}

function isSame(before: StoredSegment, now: Segment): boolean {
  return (
    before.startTicks === now.startTicks &&
    before.durationTicks === now.durationTicks &&
    before.bytes === now.bytes.length
  );
}
