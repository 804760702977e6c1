import type { FileHandle } from 'node:fs/promises';
import { asRefusal, type Hold, type IncomingWriter, type WriterListener } from './incoming-files';

const chunksAWrite = 256; // well below what one writev takes
const flushEveryBytes = 32 * 1024 * 1024;

export interface FileWriterOptions extends Pick<Hold, 'mayWrite'> {
  file: FileHandle;
  /** Where the first byte belongs. */
  position: number;
}

/** Writes chunks one behind the other, many at a time, and flushes in the background. */
export class FileWriter implements IncomingWriter {
  readonly pauseAboveBytes = 4 * 1024 * 1024;
  readonly resumeBelowBytes = 2 * 1024 * 1024;
  readonly #options: FileWriterOptions;
  readonly #queue: Buffer[] = [];
  #listener: WriterListener | null = null;
  #queuedBytes = 0;
  #written = 0;
  #flushed = 0;
  #writing: Promise<void> | null = null;
  #flushing: Promise<void> | null = null;
  #error: unknown = null;

  constructor(options: FileWriterOptions) {
    this.#options = options;
  }

  get queuedBytes(): number {
    return this.#queuedBytes;
  }

  listen(listener: WriterListener): void {
    this.#listener = listener;
  }

  push(chunk: Buffer): void {
    if (this.#error) return;
    this.#queue.push(chunk);
    this.#queuedBytes += chunk.length;
    this.#wake();
  }

  drop(): void {
    for (const chunk of this.#queue.splice(0)) this.#queuedBytes -= chunk.length;
  }

  async end(): Promise<number> {
    while (this.#writing) await this.#writing;
    await this.#flushing;
    if (this.#error) throw asRefusal(this.#error);
    await this.#options.file.datasync();
    return this.#written;
  }

  async close(): Promise<void> {
    await this.#options.file.close().catch(() => undefined);
  }

  #wake(): void {
    if (this.#writing) return;
    this.#writing = this.#writeQueue()
      .catch((error) => {
        this.#error = error;
        this.drop();
        this.#listener?.onBroken();
      })
      .finally(() => {
        this.#writing = null;
        if (this.#queue.length > 0) this.#wake();
      });
  }

  async #writeQueue(): Promise<void> {
    while (this.#queue.length > 0) {
      if (!this.#options.mayWrite()) throw new Error('Another process may own this file now');
      const batch = this.#queue.splice(0, chunksAWrite);
      await this.#writeWhole(batch);
      for (const chunk of batch) this.#queuedBytes -= chunk.length;
      this.#flushInBackground();
      this.#listener?.onProgress();
    }
  }

  // One call may write less than it was given.
  async #writeWhole(batch: Buffer[]): Promise<void> {
    let rest = batch;
    while (rest.length > 0) {
      const { bytesWritten } = await this.#options.file.writev(rest, this.#options.position + this.#written);
      this.#written += bytesWritten;
      rest = withoutFirst(rest, bytesWritten);
    }
  }

  // So that the flush at the end, for which the sender waits, is short.
  #flushInBackground(): void {
    if (this.#flushing || this.#written - this.#flushed < flushEveryBytes) return;
    this.#flushed = this.#written;
    this.#flushing = this.#options.file
      .datasync()
      .catch(() => undefined) // the flush at the end fails again and is heard
      .finally(() => {
        this.#flushing = null;
      });
  }
}

function withoutFirst(chunks: Buffer[], bytes: number): Buffer[] {
  let skipped = 0;
  for (const [index, chunk] of chunks.entries()) {
    if (skipped + chunk.length > bytes) return [chunk.subarray(bytes - skipped), ...chunks.slice(index + 1)];
    skipped += chunk.length;
  }
  return [];
}
