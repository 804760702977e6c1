import type { Storage } from '../../../platform/storage';
import type { Segment } from '../packaging/cut-line';
import type { InitSegment } from '../packaging/init-segment';
import type { MeasuredRates, StoredRendition, StoredSegment } from '../store-renditions';
import { createRateMeter } from './measured-rates';

/** What was made before differs from what is made now: the renditions have to start anew. */
export class DifferentSegments extends Error {
  override name = 'DifferentSegments';
}

export interface RecordedBatch {
  /** Renditions that have their first segment in this batch, with the bytes of its beginning. */
  opened: { rendition: StoredRendition; firstBytes: Buffer }[];
  segments: { rendition: string; rows: StoredSegment[]; rates: MeasuredRates }[];
}

export interface RecorderOptions {
  storage: Storage;
  /** `media/{video}`. */
  root: string;
  fence: number;
  describe(track: InitSegment): Omit<StoredRendition, 'directory' | 'initFile'>;
  newDirectory(rendition: string): string;
  kept: ReadonlyMap<string, { directory: string; segments: readonly StoredSegment[] }>;
  /** Checks a new rendition before anybody is told of it. */
  verify(opened: RecordedBatch['opened']): Promise<void>;
  commit(batch: RecordedBatch): Promise<void>;
}

interface Entry {
  rendition: string;
  row: StoredSegment;
  stored: Promise<unknown>;
  settled: boolean;
}

interface OpenTrack {
  rendition: StoredRendition;
  announced: boolean;
  init: Buffer;
  initStored: Promise<unknown>;
  kept: ReadonlyMap<number, StoredSegment>;
  meter: ReturnType<typeof createRateMeter>;
  firstBytes: Buffer | null;
  endSeconds: number;
  count: number;
}

const maxHeldBytes = 64 * 1024 * 1024;
const maxHeldSegments = 4;

/**
 * Stores segments as immutable objects and commits their rows in order, a few in flight. Segments that an earlier
 * holder of the task stored stay as they are and are only compared.
 */
export function createSegmentRecorder(options: RecorderOptions) {
  const tracks = new Map<Segment['kind'], OpenTrack>();
  const queue: Entry[] = [];
  let heldBytes = 0;
  let flushing: Promise<void> | null = null;
  let failure: { error: unknown } | null = null;
  const waiting: (() => void)[] = [];
  const wakeAll = () => {
    for (const wake of waiting.splice(0)) wake();
  };
  const fail = (error: unknown) => {
    failure ??= { error };
    wakeAll();
  };

  const open = (init: InitSegment): void => {
    const facts = options.describe(init);
    const kept = options.kept.get(facts.name);
    const initFile = `init-${options.fence}.mp4`;
    const rendition = { ...facts, directory: kept?.directory ?? options.newDirectory(facts.name), initFile };
    const key = `${options.root}/${rendition.directory}/${initFile}`;
    const initStored = kept ? Promise.resolve() : options.storage.put(key, init.bytes, 'video/mp4');
    initStored.catch(fail);
    tracks.set(init.kind, {
      rendition,
      announced: kept !== undefined,
      init: init.bytes,
      initStored,
      kept: new Map(kept?.segments.map((segment) => [segment.number, segment])),
      meter: createRateMeter(init.timescale),
      firstBytes: null,
      endSeconds: 0,
      count: 0,
    });
  };

  const accept = (segment: Segment): void => {
    const track = tracks.get(segment.kind);
    if (!track || failure) return;
    track.count++;
    track.endSeconds = (segment.startTicks + segment.durationTicks) / track.rendition.timescale;
    const before = track.kept.get(segment.number);
    if (before) {
      if (!isSame(before, segment)) fail(new DifferentSegments('A second run made other segments'));
      track.meter.add({ bytes: segment.bytes.length, durationTicks: segment.durationTicks });
      return;
    }
    if (segment.number === 0) track.firstBytes = Buffer.concat([track.init, segment.bytes]);
    enqueue(track, segment);
  };

  const enqueue = (track: OpenTrack, { number, startTicks, durationTicks, bytes }: Segment): void => {
    const file = `${String(number).padStart(5, '0')}-${options.fence}.m4s`;
    const key = `${options.root}/${track.rendition.directory}/${file}`;
    const row = { number, startTicks, durationTicks, bytes: bytes.length, file };
    const stored = Promise.all([track.initStored, options.storage.put(key, bytes, 'video/iso.segment')]);
    const entry: Entry = { rendition: track.rendition.name, row, stored, settled: false };
    heldBytes += bytes.length;
    queue.push(entry);
    stored.then(() => {
      entry.settled = true;
    }, fail);
    flushing ??= flush().finally(() => {
      flushing = null;
    });
  };

  const flush = async (): Promise<void> => {
    try {
      for (let head = queue[0]; head && !failure; head = queue[0]) {
        await head.stored;
        const unsettled = queue.findIndex(({ settled }) => !settled);
        const ready = queue.slice(0, unsettled < 0 ? queue.length : Math.max(1, unsettled));
        await commit(ready);
        queue.splice(0, ready.length);
        heldBytes -= ready.reduce((sum, { row }) => sum + row.bytes, 0);
        wakeAll();
      }
    } catch (error) {
      fail(error);
    }
  };

  const commit = async (entries: readonly Entry[]): Promise<void> => {
    const batch: RecordedBatch = { opened: [], segments: [] };
    for (const track of tracks.values()) {
      const rows = entries.filter(({ rendition }) => rendition === track.rendition.name).map(({ row }) => row);
      if (rows.length === 0) continue;
      if (!track.announced)
        batch.opened.push({ rendition: track.rendition, firstBytes: track.firstBytes ?? track.init });
      let rates: MeasuredRates = { peakBitsPerSecond: 0, averageBitsPerSecond: 0 };
      for (const row of rows) rates = track.meter.add(row);
      batch.segments.push({ rendition: track.rendition.name, rows, rates });
      track.announced = true;
      track.firstBytes = null;
    }
    if (batch.opened.length > 0) await options.verify(batch.opened);
    await options.commit(batch);
  };

  return {
    open,
    accept,
    room: async (): Promise<void> => {
      while (!failure && flushing && (heldBytes > maxHeldBytes || queue.length > maxHeldSegments)) {
        await new Promise<void>((resolve) => waiting.push(resolve));
      }
      if (failure) throw failure.error;
    },
    /** Resolves when everything accepted is stored and committed. */
    finish: async (): Promise<{ renditions: string[]; seconds: number }> => {
      while (flushing) await flushing;
      if (failure) throw (failure as { error: unknown }).error;
      const made = [...tracks.values()].filter(({ count }) => count > 0);
      return { renditions: made.map(({ rendition }) => rendition.name), seconds: lengthOf(made) };
    },
  };
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
