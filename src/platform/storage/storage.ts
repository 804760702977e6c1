import type { Readable } from 'node:stream';

export interface ObjectInfo {
  sizeBytes: number;
}

export interface ByteRange {
  /** First byte, from 0. */
  start: number;
  /** Last byte, inclusive. */
  end: number;
}

export interface OpenedFile {
  /** Fills `into` from this byte of the file on; returns how many bytes there were, 0 at the end. */
  read(into: Buffer, from: number): Promise<number>;
  /** Call once, after the last `read` has come back. */
  close(): void;
}

/**
 * Immutable objects under slash-separated keys of `[A-Za-z0-9._-]` parts. One face for local disk and S3.
 * @throws AppError `storage_full` (unavailable) when there is no room; nothing half written stays behind.
 */
export interface Storage {
  put(key: string, body: Readable | Buffer, contentType: string): Promise<ObjectInfo>;
  /** Takes over a finished local file; the file is gone afterwards. */
  putFile(key: string, localPath: string, contentType: string): Promise<ObjectInfo>;
  /** Null when there is no such object. */
  stat(key: string): Promise<ObjectInfo | null>;
  /** @throws AppError `object_missing` (not_found). */
  read(key: string, range?: ByteRange): Promise<Readable>;
  /**
   * Only where objects are files of this machine: opens one to be read into buffers of the caller's, the cheapest way
   * for large ones. @throws AppError `object_missing` (not_found).
   */
  openFile?(key: string): Promise<OpenedFile>;
  /**
   * A local file with the object's bytes, for tools that must never see a URL; gone or off limits after `use`.
   * @throws AppError `object_missing` (not_found).
   */
  withLocalFile<T>(key: string, use: (path: string) => Promise<T>): Promise<T>;
  delete(key: string): Promise<void>;
  /** Deletes everything whose key starts with `prefix`, which ends in a slash. */
  deletePrefix(prefix: string): Promise<void>;
  list(prefix: string): AsyncIterable<string>;
  /** Deletes what broken-off writes left behind before this instant; no object is touched. */
  sweepLeftovers(before: Date): Promise<void>;
}
