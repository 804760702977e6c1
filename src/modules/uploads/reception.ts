import type { Readable } from 'node:stream';
import type { IncomingWriter } from './incoming-files';

export type ReceptionEnd =
  | 'finished'
  | 'client_gone'
  /** More came than may; the chunk that went too far is not written. */
  | 'too_long'
  | 'idle'
  /** Somebody else waits for the upload and no bytes were coming. */
  | 'yielded'
  | 'stopped'
  /** Another process may own the file now: what was queued is dropped. */
  | 'lost'
  | 'broken';

export interface ReceptionOptions {
  source: Readable;
  writer: IncomingWriter;
  /** The most bytes that may come. */
  limit: number;
  /** Next to nothing for this long, and the sender counts as idle. */
  idleMs: number;
}

const idleBytes = 1_024;
const quietMs = 1_000;
const askedForMs = 5_000;

/** Takes a request's bytes to where they are kept, network and writer side by side, with no more in between than the writer bears. */
export class Reception {
  readonly #source: Readable;
  readonly #options: ReceptionOptions;
  readonly #writer: IncomingWriter;
  readonly #watch: NodeJS.Timeout;
  readonly #ended: Promise<ReceptionEnd>;
  #settle: (end: ReceptionEnd) => void = () => undefined;
  #end: ReceptionEnd | null = null;
  #received = 0;
  #lastByteAt = performance.now();
  #pace = { since: performance.now(), received: 0 };
  #askedAt = Number.NEGATIVE_INFINITY;

  constructor(options: ReceptionOptions) {
    this.#options = options;
    this.#source = options.source;
    this.#ended = new Promise((resolve) => {
      this.#settle = resolve;
    });
    this.#writer = options.writer;
    this.#writer.listen({ onProgress: () => this.#listenAgain(), onBroken: () => this.stop('broken') });
    this.#watch = setInterval(() => this.#look(), Math.min(250, options.idleMs / 4));
    this.#listen();
  }

  /** Resolves when every byte taken is durable; rejects when it could not be written: what was written before stays. */
  async result(): Promise<{ written: number; end: ReceptionEnd }> {
    const end = await this.#ended;
    const written = await this.#writer.end();
    return { written, end };
  }

  stop(end: ReceptionEnd): void {
    if (this.#end) return;
    this.#end = end;
    clearInterval(this.#watch);
    this.#source.off('data', this.#onData).off('end', this.#onEnd).off('close', this.#onGone);
    this.#source.pause();
    if (end === 'lost') this.#writer.drop();
    this.#settle(end);
  }

  /** Stops as soon as no bytes come for a second, if that happens within the next few. */
  yieldWhenIdle(): void {
    this.#askedAt = performance.now();
  }

  #listen(): void {
    // An error nobody hears would end the process, so this listener stays.
    this.#source.on('error', this.#onGone);
    if (this.#source.readableEnded) this.stop('finished');
    else if (this.#source.destroyed) this.stop('client_gone');
    else this.#source.on('data', this.#onData).on('end', this.#onEnd).on('close', this.#onGone);
  }

  readonly #onData = (chunk: Buffer): void => {
    if (this.#received + chunk.length > this.#options.limit) {
      this.stop('too_long');
      return;
    }
    this.#lastByteAt = performance.now();
    this.#received += chunk.length;
    this.#writer.push(chunk);
    if (this.#writer.queuedBytes > this.#writer.pauseAboveBytes) this.#source.pause();
  };

  readonly #onEnd = (): void => this.stop('finished');
  readonly #onGone = (): void => this.stop('client_gone');

  #listenAgain(): void {
    if (this.#end || !this.#source.isPaused() || this.#writer.queuedBytes > this.#writer.resumeBelowBytes) return;
    this.#lastByteAt = performance.now(); // the silence was ours
    this.#source.resume();
  }

  #look(): void {
    const now = performance.now();
    if (this.#source.isPaused() || this.#received - this.#pace.received >= idleBytes) {
      this.#pace = { since: now, received: this.#received };
    }
    if (now - this.#pace.since >= this.#options.idleMs) this.stop('idle');
    const isQuiet = now - this.#lastByteAt >= quietMs && !this.#source.isPaused();
    if (isQuiet && now - this.#askedAt < askedForMs) this.stop('yielded');
  }
}
