import { isNoRoom } from '../../platform/storage';
import { storageFull } from './errors';
import type { Upload } from './store';

/** Where the bytes of an upload lie until it is complete. */
export interface UploadBytes {
  /** Bytes that have arrived; null when there is no place for them yet, or no longer. */
  length(upload: Upload): Promise<number | null>;
  /**
   * Makes the whole file the object under `storageKey`; may be repeated after a crash at any point.
   * @throws AppError `upload_interrupted` when not every byte is there after all.
   */
  settle(upload: Upload, fence: number, storageKey: string): Promise<void>;
  /** Deletes what has arrived. */
  remove(upload: Upload): Promise<void>;
}

/** The unfinished files that come through us. */
export interface IncomingFiles extends UploadBytes {
  /** As `length`, but what is counted survives a crash of this process. */
  durableLength(upload: Upload): Promise<number | null>;
  /** For writing on at `position`, which is the durable length. */
  open(upload: Upload, position: number, hold: Hold): Promise<IncomingWriter>;
}

/** The right to write, as long as it lasts. */
export interface Hold {
  readonly fence: number;
  /** Asked before every write; a no drops what is queued. */
  mayWrite(): boolean;
}

/** Takes chunks one behind the other; what it has not got rid of yet waits in memory. */
export interface IncomingWriter {
  readonly queuedBytes: number;
  /** The sender has to wait above, and may go on below. */
  readonly pauseAboveBytes: number;
  readonly resumeBelowBytes: number;
  listen(listener: WriterListener): void;
  push(chunk: Buffer): void;
  /** Forgets what is not being written yet. */
  drop(): void;
  /** Waits until everything pushed is durable. Returns the bytes written; rejects with the first failure, then too only when all is quiet. */
  end(): Promise<number>;
  close(): Promise<void>;
}

export interface WriterListener {
  /** Some of the queue has been written. */
  onProgress(): void;
  /** No more will be written; `end` tells why. */
  onBroken(): void;
}

/** Gives a full disk its sentence; anything else stays what it is. */
export function asRefusal(error: unknown): unknown {
  return isNoRoom(error) ? storageFull(error) : error;
}
