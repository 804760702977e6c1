import { openAsBlob } from 'node:fs';
import { stat } from 'node:fs/promises';

export interface Answer<T = Record<string, unknown>> {
  status: number;
  headers: Headers;
  body: T;
}

export interface UploadOptions {
  filename?: string;
  /** Bytes a PATCH; the whole file unless given. */
  chunkBytes?: number;
}

interface SendOptions {
  headers?: Record<string, string>;
  body?: unknown;
}

/** Somebody at a browser or a script: keeps cookies, names its origin, and takes turns between web processes. */
export class Visitor {
  #cookies = new Map<string, string>();
  #turn = 0;
  readonly #urls: readonly string[];
  readonly #token: string | null;

  constructor(urls: string | readonly string[], token: string | null = null) {
    this.#urls = typeof urls === 'string' ? [urls] : urls;
    this.#token = token;
  }

  get cookieHeader(): string {
    return [...this.#cookies].map(([name, value]) => `${name}=${value}`).join('; ');
  }

  /** The first address: the one that links carry and the Origin names. */
  get origin(): string {
    return this.#urls[0] ?? '';
  }

  url(path: string): string {
    const base = this.#urls[this.#turn++ % this.#urls.length];
    return `${base}${path}`;
  }

  get = <T = Record<string, unknown>>(path: string, options?: SendOptions) => this.send<T>('GET', path, options);
  post = <T = Record<string, unknown>>(path: string, body?: unknown, options: SendOptions = {}) =>
    this.send<T>('POST', path, { ...options, body });
  put = <T = Record<string, unknown>>(path: string, body?: unknown, options: SendOptions = {}) =>
    this.send<T>('PUT', path, { ...options, body });
  patch = <T = Record<string, unknown>>(path: string, body?: unknown, options: SendOptions = {}) =>
    this.send<T>('PATCH', path, { ...options, body });
  delete = <T = Record<string, unknown>>(path: string, options?: SendOptions) => this.send<T>('DELETE', path, options);

  /** `path` below `/api/v1`. */
  async send<T = Record<string, unknown>>(method: string, path: string, options: SendOptions = {}): Promise<Answer<T>> {
    const { body, headers = {} } = options;
    const answer = await this.fetch(`/api/v1${path}`, {
      method,
      headers: { ...(body === undefined ? {} : { 'content-type': 'application/json' }), ...headers },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const text = await answer.text();
    const isJson = answer.headers.get('content-type')?.includes('json') ?? false;
    return { status: answer.status, headers: answer.headers, body: (isJson && text ? JSON.parse(text) : text) as T };
  }

  /** Any path, with this visitor's cookies and origin. */
  async fetch(path: string, init: RequestInit = {}): Promise<Response> {
    const headers = {
      ...(this.#token ? { authorization: `Bearer ${this.#token}` } : { origin: this.origin }),
      ...(this.#cookies.size > 0 ? { cookie: this.cookieHeader } : {}),
      ...(init.headers as Record<string, string>),
    };
    const answer = await fetch(path.startsWith('http') ? path : this.url(path), {
      redirect: 'manual',
      ...init,
      headers,
    });
    for (const cookie of answer.headers.getSetCookie()) this.#keep(cookie);
    return answer;
  }

  /** Sends a film by tus. Returns the upload's address. */
  async upload(
    videoId: string,
    path: string,
    { filename = 'film.mp4', chunkBytes }: UploadOptions = {},
  ): Promise<string> {
    const { size } = await stat(path);
    const location = await this.startUpload(videoId, filename, size);
    const file = await openAsBlob(path);
    const step = chunkBytes ?? size;
    for (let offset = 0; offset < size; offset += step) {
      const answer = await this.sendBytes(location, offset, file.slice(offset, offset + step));
      if (answer.status !== 204) throw new Error(`PATCH at ${offset}: ${answer.status} ${await answer.text()}`);
    }
    return location;
  }

  async startUpload(videoId: string, filename: string, sizeBytes: number): Promise<string> {
    const encoded = (text: string) => Buffer.from(text).toString('base64');
    const answer = await this.fetch('/api/v1/uploads', {
      method: 'POST',
      headers: {
        'tus-resumable': '1.0.0',
        'upload-length': String(sizeBytes),
        'upload-metadata': `videoId ${encoded(videoId)},filename ${encoded(filename)}`,
      },
    });
    if (answer.status !== 201) throw new Error(`POST /uploads: ${answer.status} ${await answer.text()}`);
    return new URL(answer.headers.get('location') ?? '', `${this.origin}/api/v1/uploads`).pathname;
  }

  sendBytes(location: string, offset: number, bytes: Blob): Promise<Response> {
    return this.fetch(location, {
      method: 'PATCH',
      headers: {
        'tus-resumable': '1.0.0',
        'upload-offset': String(offset),
        'content-type': 'application/offset+octet-stream',
      },
      body: bytes,
    });
  }

  #keep(cookie: string): void {
    const [pair = ''] = cookie.split(';');
    const at = pair.indexOf('=');
    if (/max-age=0/i.test(cookie)) this.#cookies.delete(pair.slice(0, at));
    else this.#cookies.set(pair.slice(0, at), pair.slice(at + 1));
  }
}
