import { randomBytes } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import { Visitor, type VisitorOptions } from './visitor';

export interface VideoState {
  status: string;
  progress: number;
  failure: unknown;
}

/** Somebody with an account and a channel, who does everything through the router. */
export interface Creator {
  visitor: Visitor;
  handle: string;
  /** What no log may show. */
  secrets(): string[];
}

export async function becomeCreator(options: VisitorOptions, name: string): Promise<Creator> {
  const visitor = new Visitor(options);
  const password = `${randomBytes(9).toString('hex')} long enough`;
  const handle = `${name.toLowerCase()}-${randomBytes(3).toString('hex')}`;
  const email = `${handle}@rehearsal.example`;
  await visitor.api('POST', '/accounts', { email, password, displayName: name });
  await visitor.api('POST', '/channels', { handle, name: `Films of ${name}` });
  return { visitor, handle, secrets: () => [password, ...visitor.secrets] };
}

export async function draftOf({ visitor, handle }: Creator, title: string): Promise<string> {
  return (await visitor.api<{ id: string }>('POST', `/channels/${handle}/videos`, { title })).id;
}

/** A draft, for whose film an upload is open. Returns both addresses. */
export async function beginFilm(creator: Creator, title: string, bytes: number) {
  const { visitor } = creator;
  const id = await draftOf(creator, title);
  const encoded = (text: string) => Buffer.from(text).toString('base64');
  const answer = await visitor.ask('POST', '/api/v1/uploads', {
    headers: {
      'tus-resumable': '1.0.0',
      'upload-length': bytes,
      'upload-metadata': `videoId ${encoded(id)},filename ${encoded('film.mp4')}`,
    },
  });
  if (answer.status !== 201) throw new Error(`POST /uploads: ${answer.status} ${answer.bytes.toString()}`);
  const base = 'http://any.example/api/v1/uploads';
  return { id, upload: new URL(String(answer.headers.location), base).pathname };
}

/** Sends what is missing in pieces, a PATCH each; after a failure it asks how far it came, as tus clients do. */
export async function sendFilm(visitor: Visitor, upload: string, film: Buffer, patches: number): Promise<number> {
  const size = Math.ceil(film.length / patches);
  const deadline = Date.now() + 120_000;
  let retries = 0;
  for (let offset = 0; offset < film.length; ) {
    const answer = await sendBytes(visitor, upload, offset, film.subarray(offset, offset + size)).catch(() => null);
    if (answer?.status === 204) {
      offset = Number(answer.headers['upload-offset']);
      continue;
    }
    retries++;
    if (Date.now() > deadline) throw new Error(`The upload stands still at ${offset}: ${answer?.status}`);
    await pause(500);
    const head = await visitor.ask('HEAD', upload, { headers: { 'tus-resumable': '1.0.0' } }).catch(() => null);
    if (head?.status === 200) offset = Number(head.headers['upload-offset']);
  }
  return retries;
}

export function sendBytes(
  visitor: Visitor,
  upload: string,
  offset: number,
  bytes: Buffer,
  pieces?: { count: number; pauseMs: number },
) {
  return visitor.ask('PATCH', upload, {
    headers: {
      'tus-resumable': '1.0.0',
      'upload-offset': offset,
      'content-type': 'application/offset+octet-stream',
    },
    body: bytes,
    ...(pieces ? { pieces } : {}),
  });
}

/** Waits until the film is made whole or has failed. @throws when that takes longer. */
export async function untilMade({ visitor }: Creator, id: string, withinMs: number): Promise<VideoState> {
  for (const deadline = Date.now() + withinMs; ; await pause(500)) {
    const state = await visitor.api<VideoState>('GET', `/videos/${id}`).catch(() => null);
    if (state?.status === 'failed' || (state?.status === 'ready' && state.progress === 1)) return state;
    if (Date.now() > deadline) throw new Error(`still ${state?.status} at ${state?.progress}`);
  }
}
