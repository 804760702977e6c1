import type { MultipartUploadView, PartAddressView } from '../../src/modules/uploads/contract';

export interface DirectAnswer<T> {
  status: number;
  /** Of a problem document. */
  code: string | null;
  body: T;
}

/** Sends films straight to the bucket as one account, well or badly. */
export class DirectClient {
  readonly #url: string;
  readonly #account: string | null;

  constructor(url: string, account: string | null) {
    this.#url = url;
    this.#account = account;
  }

  begin = (videoPublicId: string, sizeBytes: number, filename = 'film.mp4') =>
    this.call<MultipartUploadView>('POST', `/api/v1/videos/${videoPublicId}/multipart`, { filename, sizeBytes });

  /** Begins, and returns what was promised. */
  async begun(videoPublicId: string, sizeBytes: number): Promise<MultipartUploadView> {
    const { status, body } = await this.begin(videoPublicId, sizeBytes);
    if (status !== 201) throw new Error(`${status} ${JSON.stringify(body)}`);
    return body;
  }

  inspect = (url: string) => this.call<MultipartUploadView>('GET', url);
  complete = (url: string) => this.call<MultipartUploadView>('POST', `${url}/complete`);
  remove = (url: string) => this.call<null>('DELETE', url);
  sign = (url: string, number: number | string) => this.call<PartAddressView>('POST', `${url}/parts/${number}`);

  /** Asks for an address and sends that part of the film. Returns the bucket's status. */
  async sendPart({ url, partSizeBytes }: MultipartUploadView, number: number, film: Buffer): Promise<number> {
    const { status, body } = await this.sign(url, number);
    if (status !== 200) throw new Error(`${status} ${JSON.stringify(body)}`);
    const start = (number - 1) * partSizeBytes;
    return put(body.url, film.subarray(start, start + partSizeBytes));
  }

  async sendParts(upload: MultipartUploadView, film: Buffer, numbers?: readonly number[]): Promise<void> {
    const all = numbers ?? Array.from({ length: upload.partCount }, (_, index) => index + 1);
    for (const number of all) {
      const status = await this.sendPart(upload, number, film);
      if (status !== 200) throw new Error(`The bucket answered ${status} to part ${number}`);
    }
  }

  async call<T>(method: string, path: string, body?: unknown): Promise<DirectAnswer<T>> {
    const answer = await fetch(this.#url + path, {
      method,
      headers: {
        ...(this.#account ? { authorization: `Bearer ${this.#account}` } : {}),
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const text = await answer.text();
    const parsed = text === '' ? null : JSON.parse(text);
    return { status: answer.status, code: parsed?.code ?? null, body: parsed as T };
  }
}

/** What a browser does with an address. */
export async function put(address: string, bytes: Buffer): Promise<number> {
  const answer = await fetch(address, { method: 'PUT', body: bytes });
  await answer.arrayBuffer();
  return answer.status;
}
