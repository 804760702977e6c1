import { createHash } from 'node:crypto';
import { failpoint } from '../../../platform/failpoints';
import type { Storage } from '../../../platform/storage';
import type { Segment } from '../packaging/cut-line';
import type { InitSegment } from '../packaging/init-segment';
import type { BegunRendition, StoredSegment } from '../store-renditions';
import type { Task } from '../store-tasks';
import { createCommitQueue } from './commit-queue';

export interface RecordedSegments {
  task: Task;
  rendition: BegunRendition;
  segments: readonly StoredSegment[];
}

export interface ChunkRecorderOptions {
  storage: Storage;
  /** `media/{video}/{generation}`. */
  root: string;
  commit(batch: readonly RecordedSegments[]): Promise<void>;
}

export interface TrackRecorder {
  open(track: InitSegment): void;
  accept(segment: Segment): void;
  room(): Promise<void>;
  /** Initialisation and first segment of this run; null while there is none. */
  beginning(): Buffer | null;
}

/** One rendition of a chunk. */
export interface RecordedTrack {
  name: string;
  /** Whose lease covers it. */
  task: Task;
  stored: ReadonlySet<number>;
  /** Its initialisation is stored already. */
  begun: boolean;
}

/** One segment on its way into the table. */
export interface RecordedEntry {
  task: Task;
  rendition: BegunRendition;
  row: StoredSegment;
}

/** Stores what a chunk's encoders give and commits it as it comes; segments that are there already are passed over. */
export function createChunkRecorder({ storage, root, commit }: ChunkRecorderOptions) {
  const queue = createCommitQueue<RecordedEntry>((entries) => commit(groupByRendition(entries)));
  return {
    track: ({ name, task, stored, begun: hasInit }: RecordedTrack): TrackRecorder => {
      let begun: BegunRendition | null = null;
      let initStored: Promise<unknown> = Promise.resolve();
      let initBytes: Buffer | null = null;
      let firstBytes: Buffer | null = null;
      return {
        open: (track) => {
          initBytes = track.bytes;
          begun = {
            name,
            initFile: `${task.fence}/init.mp4`,
            codecs: track.codecs,
            width: track.width,
            height: track.height,
            channels: track.channels,
            timescale: track.timescale,
          };
          if (hasInit) return;
          initStored = storage.put(`${root}/${name}/${begun.initFile}`, track.bytes, 'video/mp4');
          initStored.catch(queue.fail);
        },
        accept: (segment) => {
          if (!begun || queue.failed()) return;
          firstBytes ??= initBytes && Buffer.concat([initBytes, segment.bytes]);
          if (stored.has(segment.number)) return;
          const file = `${task.fence}/${String(segment.number).padStart(5, '0')}.m4s`;
          const put = storeSegment(storage, `${root}/${name}/${file}`, segment);
          const row = storedSegment(segment, file);
          queue.add({ task, rendition: begun, row }, segment.bytes.length, Promise.all([initStored, put]));
        },
        room: queue.room,
        beginning: () => firstBytes,
      };
    },
    /** Resolves when everything accepted is stored and committed. */
    finish: queue.drained,
  };
}

export async function storeSegment(storage: Storage, key: string, { bytes }: Segment): Promise<void> {
  failpoint('segment.before-write');
  await storage.put(key, bytes, 'video/iso.segment');
  failpoint('segment.after-write');
}

export function storedSegment(segment: Segment, file: string): StoredSegment {
  return {
    number: segment.number,
    startTicks: segment.startTicks,
    durationTicks: segment.durationTicks,
    bytes: segment.bytes.length,
    file,
    sha256: createHash('sha256').update(segment.bytes).digest(),
    pictureBytes: segment.pictureBytes,
  };
}

export function groupByRendition(entries: readonly RecordedEntry[]): RecordedSegments[] {
  const groups = new Map<string, { task: Task; rendition: BegunRendition; segments: StoredSegment[] }>();
  for (const { task, rendition, row } of entries) {
    const group = groups.get(rendition.name) ?? { task, rendition, segments: [] };
    group.segments.push(row);
    groups.set(rendition.name, group);
  }
  // In one order, as two workers may be at the same renditions.
  return [...groups.values()].sort((a, b) => (a.rendition.name < b.rendition.name ? -1 : 1));
}
