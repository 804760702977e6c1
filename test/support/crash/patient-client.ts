import { randomUUID } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import { openChannel } from '../creator';
import { type TusAnswer, TusClient } from '../tus-client';
import { Visitor } from '../visitor';

/** What the clients did together. */
export interface Tally {
  /** Requests sent, repeats included. */
  attempts: number;
  /** Operations that were answered as done. */
  acked: number;
  /** Of those, after a failure. */
  recovered: number;
  /** Of those, where a failed try had done the work, so that the repeat had nothing left to do. */
  absorbed: number;
  /** Requests under way at each web process. */
  inFlight: number[];
}

export function newTally(webs: number): Tally {
  return { attempts: 0, acked: 0, recovered: 0, absorbed: 0, inFlight: Array.from({ length: webs }, () => 0) };
}

export interface PatientAnswer {
  status: number;
  body: Record<string, unknown>;
  tries: Tries;
}

export interface Tries {
  /** Before the answer. */
  failures: number;
  /** When the try that was answered began. */
  lastAt: Date;
}

const giveUpAfterMs = 300_000;
const answerWithinMs = 20_000;

/** A client as good ones are: repeats what failed, with the same Idempotency-Key, and resumes uploads where they stopped. */
export class PatientClient {
  readonly handle: string;
  readonly #visitors: readonly Visitor[];
  readonly #tus: readonly TusClient[];
  readonly #tally: Tally;
  #turn = 0;

  constructor(urls: readonly string[], token: string, handle: string, tally: Tally) {
    this.handle = handle;
    this.#visitors = urls.map((url) => new Visitor(url, token));
    this.#tus = urls.map((url) => new TusClient(url, token));
    this.#tally = tally;
  }

  static async signUp(urls: readonly string[], tally: Tally): Promise<PatientClient> {
    const { creator, handle } = await openChannel(urls);
    const scopes = ['read', 'videos', 'uploads'];
    const { body } = await creator.post<{ token: string }>('/tokens', { name: 'crash', scopes });
    return new PatientClient(urls, body.token, handle, tally);
  }

  /** @throws when the answer is a refusal, which repeating cannot change. */
  async ask(method: string, path: string, body?: unknown): Promise<PatientAnswer> {
    const headers: Record<string, string> = method === 'POST' ? { 'idempotency-key': randomUUID() } : {};
    const deadline = Date.now() + giveUpAfterMs;
    for (let failures = 0; ; failures++) {
      const tries = { failures, lastAt: new Date() };
      const answer = await this.#tryOnce((web) =>
        this.#visitors[web]?.send(method, path, { headers, ...(body === undefined ? {} : { body }) }),
      );
      if (answer && answer.status < 300) return { status: answer.status, body: answer.body, tries };
      if (answer && !mayPass(answer.status, String(answer.body.code))) {
        if (answer.body.code === 'idempotency_answer_lost') return { status: 409, body: answer.body, tries };
        throw new Error(`${method} ${path}: ${answer.status} ${JSON.stringify(answer.body)}`);
      }
      if (Date.now() > deadline) throw new Error(`${method} ${path} was never answered: ${answer?.status}`);
      await pause(50 + Math.random() * 200);
    }
  }

  /** Sends a film. Returns the upload that was completed, and the failures on the way. */
  async upload(videoId: string, bytes: Buffer): Promise<{ uploadId: string; tries: Tries }> {
    const deadline = Date.now() + giveUpAfterMs;
    let path: string | null = null;
    for (let failures = 0; ; ) {
      const lastAt = new Date();
      const answer: TusAnswer | null = await this.#sendNext(videoId, path, bytes);
      if (answer?.status === 201) path = String(answer.headers.location);
      else if (path && answer && answer.status < 300 && reached(answer) === bytes.length) {
        return { uploadId: path.split('/').at(-1) ?? '', tries: { failures, lastAt } };
      } else if (answer && answer.status >= 300 && !mayPass(answer.status, answer.code)) {
        throw new Error(`An upload was refused: ${answer.status} ${answer.text}`);
      } else {
        failures++;
        await pause(50 + Math.random() * 200);
      }
      if (Date.now() > deadline) throw new Error(`An upload was never finished: ${answer?.status} ${answer?.code}`);
    }
  }

  /** The next thing a tus client does: create, or ask how far it came and send the rest. */
  #sendNext(videoId: string, path: string | null, bytes: Buffer): Promise<TusAnswer | null> {
    return this.#tryOnce(async (web) => {
      const tus = this.#tus[web];
      if (!path) return tus?.create(videoId, bytes.length);
      const head = await tus?.head(path);
      if (head?.status !== 200 || reached(head) === bytes.length) return head;
      return tus?.patch(path, reached(head), bytes.subarray(reached(head)));
    });
  }

  /** Null when nobody answered. */
  async #tryOnce<T>(send: (web: number) => Promise<T | undefined> | undefined): Promise<T | null> {
    const web = this.#turn++ % this.#visitors.length;
    const { inFlight } = this.#tally;
    this.#tally.attempts++;
    inFlight[web] = (inFlight[web] ?? 0) + 1;
    try {
      const late = pause(answerWithinMs, null, { ref: false });
      return (await Promise.race([send(web), late])) ?? null;
    } catch {
      return null;
    } finally {
      inFlight[web] = (inFlight[web] ?? 1) - 1;
    }
  }
}

const reached = ({ headers }: TusAnswer) => Number(headers['upload-offset']);

function mayPass(status: number, code: string | null): boolean {
  return status >= 500 || status === 423 || status === 429 || (status === 409 && code === 'idempotency_in_progress');
}
