import { Agent, type IncomingHttpHeaders, request } from 'node:http';
import { setTimeout as pause } from 'node:timers/promises';

export interface Answer {
  status: number;
  headers: IncomingHttpHeaders;
  bytes: Buffer;
}

export interface Asking {
  headers?: Record<string, string | number>;
  body?: Buffer;
  /** Sends the body in so many pieces with a pause between any two. */
  pieces?: { count: number; pauseMs: number };
}

export interface VisitorOptions {
  /** Where the router listens. */
  port: number;
  /** What people typed: the Host and the Origin of every call. */
  publicUrl: string;
  /** The last number of the loopback address to come from, 2 to 254: limits count addresses. */
  place?: number;
}

/** Somebody who reaches the product through the router, with cookies and an origin. */
export class Visitor {
  readonly #agent = new Agent({ keepAlive: true });
  readonly #cookies = new Map<string, string>();
  readonly #options: VisitorOptions;

  constructor(options: VisitorOptions) {
    this.#options = options;
  }

  /** What it must be kept from logs: the values of its cookies. */
  get secrets(): string[] {
    return [...this.#cookies.values()];
  }

  /** JSON to and from `/api/v1`. @throws when the status is not `expected`. */
  async api<T>(
    method: string,
    path: string,
    body?: unknown,
    expected: readonly number[] = [200, 201, 204],
  ): Promise<T> {
    const text = body === undefined ? undefined : Buffer.from(JSON.stringify(body));
    const headers: Record<string, string> = text ? { 'content-type': 'application/json' } : {};
    const answer = await this.ask(method, `/api/v1${path}`, { headers, ...(text ? { body: text } : {}) });
    const said = answer.bytes.toString();
    if (!expected.includes(answer.status)) throw new Error(`${method} ${path}: ${answer.status} ${said.slice(0, 300)}`);
    return (said ? JSON.parse(said) : null) as T;
  }

  ask(method: string, path: string, { headers = {}, body, pieces }: Asking = {}): Promise<Answer> {
    return new Promise((resolve, reject) => {
      const call = request(
        this.#callOf(method, path, { 'content-length': body?.length ?? 0, ...headers }),
        (incoming) => {
          for (const cookie of incoming.headers['set-cookie'] ?? []) this.#keep(cookie);
          const parts: Buffer[] = [];
          incoming.on('data', (part: Buffer) => parts.push(part));
          incoming.once('error', reject);
          incoming.once('end', () =>
            resolve({ status: incoming.statusCode ?? 0, headers: incoming.headers, bytes: Buffer.concat(parts) }),
          );
        },
      );
      call.on('error', reject);
      if (!body || !pieces) return void call.end(body);
      void drip(call, body, pieces);
    });
  }

  /** Server-sent events, as they come. */
  listen(path: string): { heard: () => string; close: () => void } {
    let heard = '';
    const call = request(this.#callOf('GET', path, { accept: 'text/event-stream' }), (incoming) => {
      incoming.on('data', (part: Buffer) => {
        heard += part.toString();
      });
      incoming.on('error', () => undefined);
    });
    call.on('error', () => undefined);
    call.end();
    return { heard: () => heard, close: () => void call.destroy() };
  }

  leave(): void {
    this.#agent.destroy();
  }

  #callOf(method: string, path: string, headers: Record<string, string | number>) {
    const { port, publicUrl, place = 1 } = this.#options;
    const { host, origin } = new URL(publicUrl);
    const cookie = [...this.#cookies].map(([name, value]) => `${name}=${value}`).join('; ');
    return {
      ...{ host: '127.0.0.1', port, method, path, agent: this.#agent, localAddress: `127.0.0.${place}` },
      headers: { host, origin, ...(cookie ? { cookie } : {}), ...headers },
    };
  }

  #keep(cookie: string): void {
    const [pair = ''] = cookie.split(';');
    const at = pair.indexOf('=');
    if (/max-age=0/i.test(cookie)) this.#cookies.delete(pair.slice(0, at));
    else this.#cookies.set(pair.slice(0, at), pair.slice(at + 1));
  }
}

async function drip(call: ReturnType<typeof request>, body: Buffer, pieces: { count: number; pauseMs: number }) {
  const size = Math.ceil(body.length / pieces.count);
  for (let at = 0; at < body.length && !call.destroyed; at += size) {
    call.write(body.subarray(at, at + size));
    if (at + size < body.length) await pause(pieces.pauseMs);
  }
  call.end();
}
