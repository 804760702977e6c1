import { openAsBlob } from 'node:fs';

export interface DemoAccount {
  email: string;
  password: string;
  displayName: string;
}

/** Somebody who uses Showrunner over HTTP only, as a browser does. */
export class ApiVisitor {
  #cookie = '';
  readonly #origin: string;

  constructor(url: string) {
    this.#origin = new URL(url).origin;
  }

  async signInOrUp({ email, password, displayName }: DemoAccount): Promise<void> {
    const signedIn = await this.#send('POST', '/sessions', { email, password });
    const answer = signedIn.ok ? signedIn : await this.#send('POST', '/accounts', { email, password, displayName });
    await refuseFailure(answer, 'sign in');
    this.#cookie = answer.headers
      .getSetCookie()
      .map((cookie) => cookie.split(';')[0])
      .join('; ');
  }

  async exists(path: string): Promise<boolean> {
    return (await this.#send('GET', path)).ok;
  }

  get(path: string): Promise<unknown> {
    return this.#json('GET', path);
  }

  post(path: string, body: unknown): Promise<unknown> {
    return this.#json('POST', path, body);
  }

  patch(path: string, body: unknown): Promise<unknown> {
    return this.#json('PATCH', path, body);
  }

  put(path: string, body: unknown): Promise<unknown> {
    return this.#json('PUT', path, body);
  }

  /** Sends a file by tus in one PATCH. */
  async upload(videoId: string, path: string, filename: string): Promise<void> {
    const file = await openAsBlob(path);
    const encoded = (text: string) => Buffer.from(text).toString('base64');
    const tus = { 'tus-resumable': '1.0.0', origin: this.#origin, cookie: this.#cookie };
    const created = await fetch(`${this.#origin}/api/v1/uploads`, {
      method: 'POST',
      headers: {
        ...tus,
        'upload-length': String(file.size),
        'upload-metadata': `videoId ${encoded(videoId)},filename ${encoded(filename)}`,
      },
    });
    await refuseFailure(created, 'start an upload');
    const location = new URL(created.headers.get('location') ?? '', `${this.#origin}/api/v1/uploads`);
    const sent = await fetch(location, {
      method: 'PATCH',
      headers: { ...tus, 'upload-offset': '0', 'content-type': 'application/offset+octet-stream' },
      body: file,
    });
    await refuseFailure(sent, 'upload');
  }

  async #json(method: string, path: string, body?: unknown): Promise<unknown> {
    const answer = await this.#send(method, path, body);
    await refuseFailure(answer, `${method} ${path}`);
    return answer.status === 204 ? null : answer.json();
  }

  #send(method: string, path: string, body?: unknown): Promise<Response> {
    return fetch(`${this.#origin}/api/v1${path}`, {
      method,
      headers: {
        origin: this.#origin,
        cookie: this.#cookie,
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
  }
}

async function refuseFailure(answer: Response, what: string): Promise<void> {
  if (!answer.ok) throw new Error(`could not ${what}: ${answer.status} ${await answer.text()}`);
}
