import { Readable } from 'node:stream';
import { setTimeout as pause } from 'node:timers/promises';
import { GetObjectCommand } from '@aws-sdk/client-s3';
import type { ByteRange } from '../objects';
import type { Bucket } from './bucket';
import { asStorageError, inOurWords } from './s3-errors';

export interface OpenObject {
  /** Of what will come. */
  sizeBytes: number;
  body: Readable;
}

interface Piece {
  body: Readable;
  sizeBytes: number;
  etag: string | undefined;
}

const triesWithoutProgress = 3;

/**
 * An object's bytes. A connection that breaks in the middle, or that storage closed because our own reader paused,
 * is opened again behind the last byte; the same object, or the stream ends in an error.
 * @throws AppError `object_missing`
 */
export async function readObject(
  bucket: Bucket,
  key: string,
  range?: ByteRange,
  signal?: AbortSignal,
): Promise<OpenObject> {
  const inside = bucket.inside(key);
  const first = await openPiece(bucket, inside, range, undefined, signal);
  const start = range?.start ?? 0;
  const last = start + first.sizeBytes - 1;
  const goOn = (done: number) => openPiece(bucket, inside, { start: start + done, end: last }, first.etag, signal);
  const body = Readable.from(bytesOf(first, goOn, signal), { objectMode: false });
  body.once('close', () => first.body.destroy()); // a reader that leaves before its first byte started nothing
  return { sizeBytes: first.sizeBytes, body };
}

async function* bytesOf(
  first: Piece,
  goOn: (done: number) => Promise<Piece>,
  signal: AbortSignal | undefined,
): AsyncGenerator<Buffer> {
  let piece = first;
  let done = 0;
  for (let tries = 0; ; tries++) {
    try {
      for await (const chunk of piece.body as AsyncIterable<Buffer>) {
        done += chunk.length;
        tries = 0;
        yield chunk;
      }
      if (done === first.sizeBytes) return;
    } catch (error) {
      signal?.throwIfAborted();
      if (tries >= triesWithoutProgress) throw asStorageError(error);
    }
    if (tries >= triesWithoutProgress) throw asStorageError(Object.assign(new Error('short'), { code: 'ECONNRESET' }));
    await pause(50 * 2 ** tries * (1 + Math.random()), undefined, { ...(signal ? { signal } : {}) });
    piece = await goOn(done);
  }
}

async function openPiece(
  { name, reads }: Bucket,
  key: string,
  range: ByteRange | undefined,
  etag: string | undefined,
  signal: AbortSignal | undefined,
): Promise<Piece> {
  const command = new GetObjectCommand({
    Bucket: name,
    Key: key,
    ...(range ? { Range: `bytes=${range.start}-${range.end}` } : {}),
    ...(etag ? { IfMatch: etag } : {}),
  });
  const { Body, ContentLength, ETag } = await inOurWords(
    () => reads.send(command, { ...(signal ? { abortSignal: signal } : {}) }),
    signal,
  );
  return { body: Body as Readable, sizeBytes: ContentLength ?? 0, etag: ETag };
}
