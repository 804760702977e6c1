import { type ClientRequest, request } from 'node:http';
import { setTimeout as pause } from 'node:timers/promises';

export interface TusAnswer {
  status: number;
  headers: Record<string, string | string[] | undefined>;
  text: string;
  /** Of a problem document. */
  code: string | null;
}

interface Call {
  method: string;
  path: string;
  headers?: Record<string, string>;
  body?: Buffer;
}

export interface OpenCall {
  write(bytes: Buffer): void;
  end(bytes?: Buffer): void;
  /** Drops the connection without a word. */
  vanish(): void;
  answer: Promise<TusAnswer>;
}

/** Speaks tus byte by byte, well or badly, as one account. */
export class TusClient {
  readonly #url: string;
  readonly #account: string | null;

  constructor(url: string, account: string | null) {
    this.#url = url;
    this.#account = account;
  }

  create(videoPublicId: string, sizeBytes: number | string, headers: Record<string, string> = {}): Promise<TusAnswer> {
    return this.send({
      method: 'POST',
      path: '/api/v1/uploads',
      headers: {
        'upload-length': String(sizeBytes),
        'upload-metadata': `videoId ${base64(videoPublicId)},filename ${base64('film.mp4')}`,
        ...headers,
      },
    });
  }

  /** Creates, and returns the address. */
  async begin(videoPublicId: string, sizeBytes: number): Promise<string> {
    const answer = await this.create(videoPublicId, sizeBytes);
    if (answer.status !== 201) throw new Error(`${answer.status} ${answer.text}`);
    return String(answer.headers.location);
  }

  head = (path: string) => this.send({ method: 'HEAD', path });
  remove = (path: string) => this.send({ method: 'DELETE', path });

  patch(path: string, offset: number, body: Buffer, headers: Record<string, string> = {}): Promise<TusAnswer> {
    return this.send({ method: 'PATCH', path, headers: { ...bytesAt(offset), ...headers }, body });
  }

  /** A PATCH whose bytes come when the test says so; `total` null sends them chunked. */
  openPatch(path: string, offset: number, total: number | null): OpenCall {
    const length: Record<string, string> = total === null ? {} : { 'content-length': String(total) };
    const { call, answer } = this.#open({ method: 'PATCH', path, headers: { ...bytesAt(offset), ...length } });
    call.flushHeaders();
    return {
      write: (bytes) => void call.write(bytes),
      end: (bytes) => void call.end(bytes),
      vanish: () => void call.destroy(),
      answer,
    };
  }

  /** Asks, sends from there, and again after every failure, as a patient client does. */
  async resume(path: string, file: Buffer, { withinMs = 30_000 } = {}): Promise<void> {
    const deadline = Date.now() + withinMs;
    for (;;) {
      const head = await this.head(path).catch(() => null);
      const offset = Number(head?.headers['upload-offset']);
      if (head?.status === 200 && offset === file.length) return;
      if (head?.status === 200) await this.patch(path, offset, file.subarray(offset)).catch(() => null);
      if (Date.now() > deadline) throw new Error(`Could not finish: HEAD said ${head?.status} ${offset}`);
      await pause(50);
    }
  }

  send(what: Call): Promise<TusAnswer> {
    const { call, answer } = this.#open(what);
    call.end(what.body);
    return answer;
  }

  #open({ method, path, headers = {} }: Call): { call: ClientRequest; answer: Promise<TusAnswer> } {
    const credentials: Record<string, string> = this.#account ? { authorization: `Bearer ${this.#account}` } : {};
    const call = request(this.#url + path, {
      method,
      agent: false,
      headers: without({ 'tus-resumable': '1.0.0', ...credentials, ...headers }),
    });
    const answer = answerTo(call);
    answer.catch(() => undefined);
    return { call, answer };
  }
}

function answerTo(call: ClientRequest): Promise<TusAnswer> {
  return new Promise((resolve, reject) => {
    call.once('response', (response) => {
      const parts: Buffer[] = [];
      response.on('data', (part: Buffer) => parts.push(part));
      response.once('error', reject);
      response.once('end', () => {
        const text = Buffer.concat(parts).toString();
        resolve({ status: response.statusCode ?? 0, headers: response.headers, text, code: codeIn(text) });
      });
    });
    // Once an answer has come, a line cut afterwards changes nothing.
    call.on('error', reject);
  });
}

function codeIn(text: string): string | null {
  try {
    return (JSON.parse(text) as { code?: string }).code ?? null;
  } catch {
    return null;
  }
}

const bytesAt = (offset: number) => ({
  'upload-offset': String(offset),
  'content-type': 'application/offset+octet-stream',
});

/** An empty value takes a header away. */
const without = (headers: Record<string, string>) =>
  Object.fromEntries(Object.entries(headers).filter(([, value]) => value !== ''));

export const base64 = (text: string) => Buffer.from(text).toString('base64');
