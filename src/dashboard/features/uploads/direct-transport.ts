import type { MultipartUploadView } from '../../../modules/uploads/contract';
import type { DirectApi } from './direct-api';
import { retryDelayMs } from './retry-delay';
import type { Transfer, TransferRequest } from './upload-queue';
import type { TransferProblem } from './upload-state';

export interface DirectTools {
  api: DirectApi;
  problemOf(error: unknown): TransferProblem;
}

const lanes = 3;
/** After so many failures of one part the queue is told, which then waits, shows it and begins with what has arrived. */
const triesAPart = 3;

/** Sends a file straight to the bucket, three parts side by side, leaving out what has arrived. */
export function startDirectTransfer(tools: DirectTools, request: TransferRequest): Transfer {
  const transfer = new DirectTransfer(tools, request);
  void transfer.run();
  return transfer;
}

class DirectTransfer implements Transfer {
  readonly #tools: DirectTools;
  readonly #request: TransferRequest;
  readonly #stopping = new AbortController();
  #opening: Promise<MultipartUploadView> | null = null;
  #arrivedBytes = 0;
  /** Bytes that have left, of the parts on their way. */
  readonly #leaving = new Map<number, number>();

  constructor(tools: DirectTools, request: TransferRequest) {
    this.#tools = tools;
    this.#request = request;
  }

  async run(): Promise<void> {
    try {
      this.#opening = this.#open();
      const upload = await this.#opening;
      this.#stopping.signal.throwIfAborted();
      this.#request.onUrl(upload.url);
      this.#arrivedBytes = upload.receivedBytes;
      this.#tell();
      if (!upload.completed) {
        await this.#sendMissing(upload);
        await this.#tools.api.complete(upload.url);
      }
      if (!this.#stopping.signal.aborted) this.#request.onSent();
    } catch (error) {
      this.#fail(error);
    }
  }

  async stop(): Promise<void> {
    this.#stopping.abort(new Error('Stopped'));
  }

  async terminate(): Promise<void> {
    await this.stop();
    const upload = await this.#opening?.catch(() => null);
    const url = upload?.url ?? this.#request.uploadUrl;
    if (url) await terminateDirectUpload(this.#tools, url);
  }

  #open(): Promise<MultipartUploadView> {
    const { file, videoId, uploadUrl } = this.#request;
    const { api } = this.#tools;
    return uploadUrl ? api.inspect(uploadUrl) : api.begin(videoId, { filename: file.name, sizeBytes: file.size });
  }

  async #sendMissing(upload: MultipartUploadView): Promise<void> {
    const arrived = new Set(upload.receivedParts);
    const missing = Array.from({ length: upload.partCount }, (_, index) => index + 1).filter((n) => !arrived.has(n));
    const lane = async (): Promise<void> => {
      for (let number = missing.shift(); number !== undefined; number = missing.shift()) {
        await this.#sendPart(upload, number);
      }
    };
    await Promise.all(Array.from({ length: lanes }, lane));
  }

  async #sendPart(upload: MultipartUploadView, number: number): Promise<void> {
    const { signal } = this.#stopping;
    for (let failures = 1; ; failures += 1) {
      try {
        return await this.#sendOnce(upload, number);
      } catch (error) {
        signal.throwIfAborted();
        this.#leaving.delete(number);
        this.#tell();
        const { retryable, code } = this.#tools.problemOf(error);
        if (!retryable || code === 'offline' || failures >= triesAPart) throw error;
        await wait(retryDelayMs(failures), signal);
      }
    }
  }

  async #sendOnce({ url, partSizeBytes }: MultipartUploadView, number: number): Promise<void> {
    const { signal } = this.#stopping;
    const { url: address, sizeBytes } = await this.#tools.api.sign(url, number);
    signal.throwIfAborted();
    const start = (number - 1) * partSizeBytes;
    const bytes = this.#request.file.slice(start, start + sizeBytes);
    await this.#tools.api.put(address, bytes, (left) => this.#left(number, left), signal);
    this.#leaving.delete(number);
    this.#arrivedBytes += sizeBytes;
    this.#tell();
  }

  #left(number: number, bytes: number): void {
    this.#leaving.set(number, bytes);
    this.#tell();
  }

  #tell(): void {
    if (this.#stopping.signal.aborted) return;
    const leaving = [...this.#leaving.values()].reduce((sum, bytes) => sum + bytes, 0);
    this.#request.onProgress(this.#arrivedBytes + leaving);
  }

  // The first lane that gives up speaks for all.
  #fail(error: unknown): void {
    if (this.#stopping.signal.aborted) return;
    const problem = this.#tools.problemOf(error);
    this.#stopping.abort(error);
    if (problem.status === 404 || problem.status === 410) this.#request.onUrl(null);
    this.#request.onProblem(problem);
  }
}

const terminateDelaysMs = [1_000, 3_000, 5_000];

/** Frees what the server and the bucket keep of an upload; one that has ended anyway is no failure. */
export async function terminateDirectUpload({ api, problemOf }: DirectTools, url: string): Promise<void> {
  for (let tries = 0; ; tries += 1) {
    try {
      await api.terminate(url);
      return;
    } catch (error) {
      const { status, retryable } = problemOf(error);
      if (status === 404 || status === 410) return;
      const delay = terminateDelaysMs[tries];
      if (!retryable || delay === undefined) throw error;
      await wait(delay, new AbortController().signal);
    }
  }
}

function wait(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const stop = (): void => {
      clearTimeout(timer);
      reject(signal.reason);
    };
    const timer = setTimeout(() => {
      signal.removeEventListener('abort', stop);
      resolve();
    }, ms);
    signal.addEventListener('abort', stop, { once: true });
  });
}
