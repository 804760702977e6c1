import type { Readable } from 'node:stream';
import type { DirectUploads } from './direct-uploads';
import type { ByteRange, ListedObject, ObjectInfo } from './objects';

export interface SignedRead {
  /** The address is good until then, at most seven days from now. */
  expiresAt: Date;
  /** What the answer shall say it is; the type it was stored with when left out. */
  contentType?: string;
  /** Makes a browser save the answer under this name instead of showing it. */
  downloadAs?: string;
}

export interface OpenedFile {
  /** Fills `into` from this byte of the file on; returns how many bytes there were, 0 at the end. */
  read(into: Buffer, from: number): Promise<number>;
  /** Call once, after the last `read` has come back. */
  close(): void;
}

/**
 * Immutable objects under slash-separated keys of `[A-Za-z0-9._-]` parts. One face for local disk and S3.
 * @throws AppError `storage_full` (507) when there is no room, `storage_unavailable` (503) when storage cannot be
 * reached or does not answer in time; nothing half written gets a name.
 */
export interface Storage {
  put(key: string, body: Readable | Buffer, contentType: string): Promise<ObjectInfo>;
  /** Takes over a finished local file; the file is gone afterwards, and stays where it is when this rejects. */
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
   * Users of the same key at the same time share one copy: it must not be written to.
   * @throws AppError `object_missing` (not_found); the signal's reason when it fires before the file is here.
   */
  withLocalFile<T>(key: string, use: (path: string) => Promise<T>, signal?: AbortSignal): Promise<T>;
  delete(key: string): Promise<void>;
  /** Deletes everything whose key starts with `prefix`, which ends in a slash. */
  deletePrefix(prefix: string): Promise<void>;
  /** In no particular order; holds at most one page of them in memory. */
  list(prefix: string): AsyncIterable<ListedObject>;
  /** Deletes what broken-off writes left behind before this instant; no object is touched. */
  sweepLeftovers(before: Date): Promise<void>;
  /** An address from which anybody can read the object until then. Null where storage has no addresses (local disk). */
  signRead(key: string, options: SignedRead): Promise<string | null>;
  /** Null where bytes have to come through us (local disk). */
  readonly direct: DirectUploads | null;
  /** Rejects when storage cannot be used right now. */
  ping(): Promise<void>;
  close(): Promise<void>;
}
