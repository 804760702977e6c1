import type { Hold, IncomingWriter, WriterListener } from './incoming-files';

export interface PartWriterOptions extends Pick<Hold, 'mayWrite'> {
  /** Bytes of every part but the last. */
  partBytes: number;
  /** Bytes of the file that lie in parts already. */
  position: number;
  /** Bytes of the whole file. */
  sizeBytes: number;
  /** What follows at `position`, kept by an earlier request and too short for a part then. */
  waiting: Buffer;
  /** Number of the next part. */
  number: number;
  /** Resolves when the part is durable. */
  keepPart(number: number, body: Buffer): Promise<void>;
  /** The same for what is too short for a part and is continued by a later request. */
  keepWaiting(number: number, body: Buffer): Promise<void>;
}

/**
 * Cuts chunks into parts and hands one on while the next one fills: at most two parts are in memory.
 * What is left at the end is kept too, so that no byte has to be sent twice.
 */
export class PartWriter implements IncomingWriter {
  readonly pauseAboveBytes: number;
  readonly resumeBelowBytes: number;
  readonly #options: PartWriterOptions;
  #queue: Buffer[] = [];
  #queuedBytes = 0;
  #kept: number;
  #number: number;
  #keeping: Promise<void> | null = null;
  #listener: WriterListener | null = null;
  #error: unknown = null;
  #dropped = false;

  constructor(options: PartWriterOptions) {
    this.#options = options;
    this.pauseAboveBytes = options.partBytes;
    this.resumeBelowBytes = options.partBytes;
    this.#kept = options.position;
    this.#number = options.number;
    if (options.waiting.length > 0) this.#add(options.waiting);
  }

  get queuedBytes(): number {
    return this.#queuedBytes;
  }

  listen(listener: WriterListener): void {
    this.#listener = listener;
  }

  push(chunk: Buffer): void {
    if (this.#error || this.#dropped) return;
    this.#add(chunk);
    this.#wake();
  }

  drop(): void {
    this.#dropped = true;
    this.#forgetQueue();
  }

  async end(): Promise<number> {
    while (this.#keeping) await this.#keeping;
    if (this.#error) throw this.#error;
    await this.#keepRest();
    return this.#kept - this.#options.position - this.#options.waiting.length;
  }

  async close(): Promise<void> {
    this.#forgetQueue();
  }

  #add(chunk: Buffer): void {
    this.#queue.push(chunk);
    this.#queuedBytes += chunk.length;
  }

  #forgetQueue(): void {
    this.#queue = [];
    this.#queuedBytes = 0;
  }

  #wake(): void {
    if (this.#keeping || this.#queuedBytes < this.#options.partBytes) return;
    this.#keeping = this.#keepFullParts()
      .catch((error) => {
        this.#error = error;
        this.#forgetQueue();
        this.#listener?.onBroken();
      })
      .finally(() => {
        this.#keeping = null;
      });
  }

  async #keepFullParts(): Promise<void> {
    while (this.#queuedBytes >= this.#options.partBytes) {
      await this.#keepPart(this.#take(this.#options.partBytes));
    }
  }

  async #keepRest(): Promise<void> {
    const { sizeBytes, waiting } = this.#options;
    const isUnchanged = this.#kept === this.#options.position && this.#queuedBytes === waiting.length;
    if (this.#queuedBytes === 0 || this.#dropped) {
      // Dropped: what waited before still does.
      if (this.#kept === this.#options.position) this.#kept += waiting.length;
      return;
    }
    const isEnd = this.#kept + this.#queuedBytes === sizeBytes;
    const body = this.#take(this.#queuedBytes);
    if (isEnd) return this.#keepPart(body);
    if (!isUnchanged) {
      this.#requireHold();
      await this.#options.keepWaiting(this.#number, body);
    }
    this.#kept += body.length;
  }

  async #keepPart(body: Buffer): Promise<void> {
    this.#requireHold();
    this.#listener?.onProgress(); // the queue is free while this one is on its way
    await this.#options.keepPart(this.#number, body);
    this.#number += 1;
    this.#kept += body.length;
    this.#listener?.onProgress();
  }

  #requireHold(): void {
    if (!this.#options.mayWrite()) throw new Error('Another process may own this upload now');
  }

  #take(bytes: number): Buffer {
    const all = Buffer.concat(this.#queue, this.#queuedBytes);
    const rest = all.subarray(bytes);
    this.#queue = rest.length > 0 ? [Buffer.from(rest)] : [];
    this.#queuedBytes = rest.length;
    return all.subarray(0, bytes);
  }
}
